// While far too much is sent, a form asks for a little work: a number whose hash with the form's stamp begins with so
// many zeros (coopservices/watching.py). Where a browser cannot, its owner waits a little before sending.

const field = document.querySelector("input[data-work]");
const form = field?.form;

function zeros(bytes) {
  let count = 0;
  for (const byte of bytes) {
    if (byte) return count + Math.clz32(byte) - 24;
    count += 8;
  }
  return count;
}

async function work(stamp, bits) {
  const encoder = new TextEncoder();
  for (let number = 0; ; number += 1) {
    const digest = await crypto.subtle.digest("SHA-256", encoder.encode(`${stamp}:${number}`));
    if (zeros(new Uint8Array(digest)) >= bits) return String(number);
  }
}

if (form && window.crypto?.subtle) {
  const done = work(form.elements.began.value, Number(field.dataset.work)).then((number) => {
    field.value = number;
  });
  let waits = false;
  form.addEventListener("submit", (event) => {
    if (field.value) return;
    event.preventDefault();
    delete form.dataset.sent; // app.js takes this press for the one that sent it
    if (waits) return;
    waits = true;
    done.then(() => form.requestSubmit(event.submitter));
  });
}
