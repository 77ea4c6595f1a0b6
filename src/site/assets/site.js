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

const SUGGEST_AFTER_MILLISECONDS = 120;

/** A list below an input, as assistive technology knows it: `show`, `move` and `chosen`. */
function optionList(input) {
  const list = document.createElement('ul');
  list.id = `${input.id}-suggestions`;
  const roles = { role: 'listbox', 'aria-label': 'Packages' };
  for (const [name, value] of Object.entries(roles)) list.setAttribute(name, value);
  const attributes = { role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': list.id };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  const chosen = () => list.querySelector('[aria-selected]');
  const choose = (option) => {
    chosen()?.removeAttribute('aria-selected');
    option?.setAttribute('aria-selected', 'true');
    if (option) input.setAttribute('aria-activedescendant', option.id);
    else input.removeAttribute('aria-activedescendant');
  };
  const show = (ids, urls) => {
    const options = ids.map((id, index) => {
      const option = document.createElement('li');
      option.id = `${list.id}-${index}`;
      option.setAttribute('role', 'option');
      option.dataset.url = new URL(urls[index]).pathname;
      option.textContent = id;
      return option;
    });
    list.replaceChildren(...options);
    list.hidden = options.length === 0;
    input.setAttribute('aria-expanded', String(!list.hidden));
    choose();
  };
  /** Behind the last is what was typed, and behind that the first. */
  const move = (step) => {
    const places = list.children.length + 1;
    const at = [...list.children].indexOf(chosen());
    choose(list.children[((at + 1 + step + places) % places) - 1]);
  };
  show([], []);
  input.form.append(list);
  return { list, show, move, chosen };
}

/** Ids for what is typed: arrows choose, Enter goes there, Escape closes. */
function suggestions(input) {
  const { list, show, move, chosen } = optionList(input);
  let timer;
  let asking;
  const stop = () => {
    clearTimeout(timer);
    asking?.abort();
  };
  const close = () => {
    stop();
    show([], []);
  };
  const ask = async () => {
    asking = new AbortController();
    try {
      const url = `${input.dataset.suggestions}?${new URLSearchParams({ q: input.value })}`;
      const response = await fetch(url, { signal: asking.signal });
      const [, ids, , urls] = await response.json();
      show(ids, urls);
    } catch {
      // Asked again already, or it works without.
    }
  };
  input.addEventListener('input', () => {
    stop();
    if (input.value.trim() === '') close();
    else timer = setTimeout(ask, SUGGEST_AFTER_MILLISECONDS);
  });
  input.addEventListener('keydown', (event) => {
    if (list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) move(step);
    else if (event.key === 'Enter' && chosen()) location.assign(chosen().dataset.url);
    else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
  });
  list.addEventListener('mousedown', (event) => event.preventDefault());
  list.addEventListener('click', ({ target }) => location.assign(target.closest('li').dataset.url));
  input.addEventListener('blur', close);
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

/** What somebody chose among radio buttons once is chosen on the next page that has it. */
function rememberedChoices() {
  for (const group of document.querySelectorAll('[data-remember]')) {
    const name = `choice-${group.dataset.remember}`;
    try {
      const known = [...group.querySelectorAll('input')].find(({ value }) => value === localStorage.getItem(name));
      if (known) known.checked = true;
      group.addEventListener('change', ({ target }) => localStorage.setItem(name, target.value));
    } catch {
      // Nothing is kept where a browser keeps nothing.
    }
  }
}

copyButtons();
themeSwitch();
searchKey();
for (const input of document.querySelectorAll('input[data-suggestions]')) suggestions(input);
menus();
sections();
rememberedChoices();
