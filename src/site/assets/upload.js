// Sends a package with a bar that fills, and takes one that is dropped on the form. Without this the form sends it itself.

function start() {
  const box = document.querySelector('[data-upload]');
  const form = box?.closest('form');
  if (!form) return;
  const input = form.querySelector('input[type=file]');
  const progress = box.querySelector('.drop-progress');
  const bar = progress.querySelector('progress');
  const status = progress.querySelector('[role=status]');
  const button = form.querySelector('button');
  const most = Number(box.dataset.upload);
  let sending;

  const say = (text) => {
    progress.hidden = false;
    status.textContent = text;
  };
  const end = (text) => {
    sending = undefined;
    bar.hidden = true;
    button.textContent = 'Upload';
    say(text);
  };
  const send = () => {
    const file = input.files[0];
    if (file !== undefined && file.size > most) {
      end(`${file.name} is larger than this gallery takes.`);
      return;
    }
    sending = new XMLHttpRequest();
    sending.open('POST', form.action);
    sending.upload.addEventListener('progress', ({ loaded, total }) => {
      bar.value = (100 * loaded) / total;
      if (loaded === total) status.textContent = 'Reading the package…';
    });
    const { action } = form;
    sending.addEventListener('load', ({ target }) => arrived(target, action));
    sending.addEventListener('error', () => end('The upload broke off. Send it again.'));
    sending.addEventListener('abort', () => end('The upload was stopped. Nothing was kept.'));
    bar.hidden = false;
    bar.value = 0;
    button.textContent = 'Stop the upload';
    say(`Uploading ${file?.name ?? ''}…`);
    sending.send(new FormData(form));
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (sending === undefined) send();
    else sending.abort();
  });
  takeDrops(box, (files) => {
    if (sending !== undefined) return;
    input.files = files;
    form.requestSubmit();
  });
}

function takeDrops(box, take) {
  box.querySelector('.drop-hint').hidden = false;
  for (const kind of ['dragover', 'dragleave', 'drop']) {
    box.addEventListener(kind, (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      box.toggleAttribute('data-over', kind === 'dragover');
      if (kind === 'drop') take(event.dataTransfer.files);
    });
  }
}

/** The page that the upload led to; or the same one again, which says what is wrong. */
function arrived({ responseURL, responseText }, action) {
  if (responseURL.split('?')[0] !== action) {
    location.assign(responseURL);
    return;
  }
  const main = new DOMParser().parseFromString(responseText, 'text/html').querySelector('main');
  document.querySelector('main').replaceWith(main);
  main.querySelector('[role=alert]')?.focus();
  start();
}

start();
