// Says so where the browser has given no passkey; allauth's script would tell the console alone.

const trouble = document.querySelector("[data-passkey-trouble]");

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  trouble.hidden = false;
});
