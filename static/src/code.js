// A letter's QR code brings the code behind the "#", which no browser sends: it goes into its field, and out of the
// address, so that no history keeps it. Without JavaScript people type it.

const field = document.querySelector("input[data-code]");
const brought = decodeURIComponent(location.hash.slice(1));
if (field && brought) {
  field.value = brought;
  history.replaceState(null, "", location.pathname);
}
