// What a page can do better with JavaScript; it does everything without.

const ONCE_MS = 2000;
const PAUSE_MS = 1000;

// News and mistakes take the focus, so that they are read out first.
function focusNews(root) {
  root.querySelector("[data-focus]")?.focus();
}

// How much room is left, counted as the server will: code points, with line ends of two, trimmed.
function room(box) {
  const left = Number(box.dataset.limit) - [...box.value.trim().replace(/\r?\n/g, "\r\n")].length;
  return { isOver: left < 0, amount: Math.abs(left).toLocaleString(document.documentElement.lang) };
}

// Shown at every key, and read out when typing pauses.
let pause;
function showRoom(box) {
  const message = document.getElementById(`${box.id}_count`);
  if (!message) return;

  const { isOver, amount } = room(box);
  const words = `${isOver ? message.dataset.over : message.dataset.left} ${amount}`;
  message.textContent = words;
  message.classList.toggle("govuk-character-count__message--over", isOver);
  clearTimeout(pause);
  pause = setTimeout(() => { spoken(message).textContent = words; }, PAUSE_MS);
}

// The part of the page, beside the message and unseen, that screen readers listen to.
function spoken(message) {
  if (!message.nextElementSibling?.matches("[aria-live]")) {
    const listened = document.createElement("div");
    listened.className = "govuk-visually-hidden";
    listened.setAttribute("aria-live", "polite");
    message.after(listened);
  }
  return message.nextElementSibling;
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

// On paper nothing is folded away.
const opened = [];
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details:not([open])")) {
    folded.open = true;
    opened.push(folded);
  }
});
addEventListener("afterprint", () => {
  for (const folded of opened.splice(0)) folded.open = false;
});

document.addEventListener("input", ({ target }) => {
  if (target.dataset?.limit) showRoom(target);
});
document.addEventListener("submit", sendOnce, true);
document.addEventListener("htmx:afterSettle", ({ target }) => focusNews(target));

// Going back may bring a page as it was left. What it said of a ballot may no longer be so: the way on leads to what is.
addEventListener("pageshow", ({ persisted }) => {
  const past = persisted && document.querySelector("[data-as-of-now]");
  if (past) location.replace(past.dataset.asOfNow);
});

for (const box of document.querySelectorAll("textarea[data-limit]")) {
  spoken(document.getElementById(`${box.id}_count`));
  if (box.value) showRoom(box);
}
focusNews(document);
