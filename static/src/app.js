// What a page can do better with JavaScript; it does everything without.

const ONCE_MS = 2000;

// News and mistakes take the focus, so that they are read out first.
function focusNews(root) {
  root.querySelector("[data-focus]")?.focus();
}

// Says how much room is left, counted as the server will: code points, with line ends of two, trimmed.
function countCharacters(box) {
  const limit = Number(box.dataset.limit);
  const message = document.getElementById(`${box.id}_count`);
  if (!limit || !message) return;

  const left = limit - [...box.value.trim().replace(/\r?\n/g, "\r\n")].length;
  const amount = Math.abs(left).toLocaleString("en-GB");
  const unit = Math.abs(left) === 1 ? "character" : "characters";
  message.textContent = left < 0 ? `You have ${amount} ${unit} too many` : `You have ${amount} ${unit} left`;
  message.classList.toggle("govuk-character-count__message--over", left < 0);
}

// Told to screen readers when typing pauses, not at every key.
let pause;
function sayCountSoon(box) {
  clearTimeout(pause);
  pause = setTimeout(() => {
    const message = document.getElementById(`${box.id}_count`);
    message?.setAttribute("aria-live", "polite");
    if (message) message.textContent = `${message.textContent}`;
  }, 1000);
}

// A second press of the same button, from a shaking hand or a slow line, does nothing.
function sendOnce(event) {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, ONCE_MS);
}

document.addEventListener("input", ({ target }) => {
  if (!target.dataset?.limit) return;
  countCharacters(target);
  sayCountSoon(target);
});
document.addEventListener("submit", sendOnce, true);
document.addEventListener("htmx:afterSettle", ({ target }) => focusNews(target));

document.querySelectorAll("textarea[data-limit]").forEach(countCharacters);
focusNews(document);
