// Buttons that ask the browser for a passkey, by allauth's script, which finds what it needs by id; and
// a word on the page where the browser has given none: allauth would tell the console alone.

const trouble = document.querySelector("[data-passkey-trouble]");

for (const { id, dataset } of document.querySelectorAll("[data-passkey]")) {
  const { passkey, credential, passwordless } = dataset;
  const ids = { add: id, authenticate: id, login: id, credential, passwordless, data: "key-data" };
  window.allauth.webauthn.forms[passkey]({ ids });
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  trouble.hidden = false;
});
