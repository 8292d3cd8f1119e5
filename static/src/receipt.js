// The receipt's secret, drawn by the voter's own browser: then the server cannot give two voters one code.
// Without JavaScript the server's own draw stays in the field.

const field = document.querySelector("input[name=receipt_secret]");
const bytes = crypto.getRandomValues(new Uint8Array(16));
if (field) field.value = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
