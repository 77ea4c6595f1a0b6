// Passkeys, which no page has without script: asks the server what to sign, has the browser's authenticator sign it, and
// sends that as the form's hidden fields. What the server says is shown by the page that comes, as for any form.

const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));

const withBytes = (descriptors = []) => descriptors.map((each) => ({ ...each, id: toBytes(each.id) }));

async function make(publicKey) {
  const user = { ...publicKey.user, id: toBytes(publicKey.user.id) };
  const excludeCredentials = withBytes(publicKey.excludeCredentials);
  const options = { ...publicKey, user, excludeCredentials, challenge: toBytes(publicKey.challenge) };
  const { id, response } = await navigator.credentials.create({ publicKey: options });
  return {
    id,
    response: {
      clientDataJSON: toText(response.clientDataJSON),
      attestationObject: toText(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  };
}

async function use(publicKey) {
  const allowCredentials = withBytes(publicKey.allowCredentials);
  const options = { ...publicKey, allowCredentials, challenge: toBytes(publicKey.challenge) };
  const { id, response } = await navigator.credentials.get({ publicKey: options });
  return {
    id,
    response: {
      clientDataJSON: toText(response.clientDataJSON),
      authenticatorData: toText(response.authenticatorData),
      signature: toText(response.signature),
      ...(response.userHandle === null ? {} : { userHandle: toText(response.userHandle) }),
    },
  };
}

/** What the server wants signed; its refusal is a sentence for the person. */
async function ask(url, token) {
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams({ token }) });
  const document = await answer.json();
  if (!answer.ok) throw new Error(document.detail);
  return document;
}

function sentenceFor(error) {
  switch (error.name) {
    case 'NotAllowedError':
    case 'AbortError':
      return 'No passkey was used: the window of the browser was closed, or took too long. You can try again.';
    case 'InvalidStateError':
      return 'This device has a passkey of your account already: it is in the list.';
    case 'SecurityError':
      return 'The browser refuses passkeys at this address.';
    case 'TypeError':
    case 'SyntaxError':
      return 'The server did not answer. Try again in a moment.';
    default:
      return error.message;
  }
}

for (const box of document.querySelectorAll('[data-passkey]')) {
  const part = box.querySelector('[data-passkey-form]');
  const form = part.querySelector('form');
  const note = box.querySelector('[data-passkey-note]');
  const say = (text) => {
    note.textContent = text;
    note.hidden = false;
  };
  if (window.PublicKeyCredential === undefined) {
    say('This browser has no passkeys.');
    continue;
  }
  part.hidden = false;
  let isBusy = false;
  const fill = async () => {
    isBusy = true;
    note.hidden = true;
    try {
      const { ticket, publicKey } = await ask(box.dataset.options, form.elements.token.value);
      const answer = await (box.dataset.passkey === 'make' ? make(publicKey) : use(publicKey));
      form.elements.ticket.value = ticket;
      form.elements.answer.value = JSON.stringify(answer);
      form.submit();
    } catch (error) {
      say(sentenceFor(error));
    } finally {
      isBusy = false;
    }
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!isBusy) void fill();
  });
}
