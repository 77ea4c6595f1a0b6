// What makes pages handier; each of them works without it.

function copyButtons() {
  if (navigator.clipboard === undefined) return;
  for (const button of document.querySelectorAll('button[data-copy]')) {
    const text = button.textContent;
    let timer;
    const say = (said) => {
      button.textContent = said;
      clearTimeout(timer);
      timer = setTimeout(() => (button.textContent = text), 2000);
    };
    button.hidden = false;
    button.addEventListener('click', () => {
      const source = document.getElementById(button.dataset.copy);
      const select = () => {
        getSelection().selectAllChildren(source);
        say('Press Ctrl+C');
      };
      navigator.clipboard.writeText(source.textContent).then(() => say('Copied'), select);
    });
  }
}

function themeSwitch() {
  const root = document.documentElement;
  const box = document.querySelector('[data-theme-switch]');
  const select = box?.querySelector('select');
  if (!select) return;
  select.value = root.dataset.theme ?? 'system';
  box.hidden = false;
  select.addEventListener('change', () => {
    try {
      if (select.value === 'system') localStorage.removeItem('theme');
      else localStorage.setItem('theme', select.value);
    } catch {
      // It holds for this page at least.
    }
    if (select.value === 'system') delete root.dataset.theme;
    else root.dataset.theme = select.value;
  });
}

/** `/` leads to the search, unless somebody types. */
function searchKey() {
  const search = document.getElementById('search');
  if (search === null) return;
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest('input, textarea, select, [contenteditable]') !== null) return;
    event.preventDefault();
    search.focus();
    search.select();
  });
}

/** A menu closes with Escape, and with a click beside it. */
function menus() {
  for (const menu of document.querySelectorAll('details[data-menu]')) {
    document.addEventListener('click', (event) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    menu.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || !menu.open) return;
      menu.open = false;
      menu.querySelector('summary').focus();
    });
  }
}

/** A link into a closed section opens it. */
function sections() {
  const open = () => {
    const target = document.querySelector(':target');
    const section = target?.closest('details');
    if (!section) return;
    section.open = true;
    target.scrollIntoView();
  };
  addEventListener('hashchange', open);
  open();
}

copyButtons();
themeSwitch();
searchKey();
menus();
sections();
