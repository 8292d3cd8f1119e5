// The ballot paper, live: what is left after every mark, and places that buttons give. It does everything without.

const PAUSE_MS = 1000;
const WHOLE = /^[0-9]{1,16}$/;

// A sentence with what stands in it.
function filled(words, values) {
  return words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// --- What is used of what there is ---------------------------------------------------------------

// How much one mark uses: what its option costs, the points typed, or 1.
function used(mark) {
  if (mark.type === "checkbox") return mark.checked ? Number(mark.dataset.costs ?? 1) : 0;
  if (mark.matches("select")) return mark.value ? 1 : 0;
  return WHOLE.test(mark.value.trim()) ? Number(mark.value) : 0;
}

// An amount as the server writes it: money to the penny where it is not whole.
function written(amount, unit) {
  if (!unit) return amount.toLocaleString(document.documentElement.lang);
  const minimumFractionDigits = amount % unit ? 2 : 0;
  return `£${(amount / unit).toLocaleString("en-GB", { minimumFractionDigits })}`;
}

function showTotal(paper) {
  const total = paper.querySelector("[data-total]");
  if (!total) return;
  const { limit, unit, within, beyond } = total.dataset;
  const sum = [...paper.querySelectorAll("[data-mark]")].reduce((all, mark) => all + used(mark), 0);
  const left = Number(limit) - sum;
  const amounts = { used: written(sum, Number(unit)), rest: written(Math.abs(left), Number(unit)) };
  total.hidden = false;
  total.textContent = filled(left < 0 ? beyond : within, amounts);
  total.classList.toggle("ballot-total--beyond", left < 0);
  showTooDear(paper, Math.max(left, 0));
}

function showTooDear(paper, left) {
  for (const words of paper.querySelectorAll("[data-too-dear]")) {
    const mark = paper.querySelector(`[aria-describedby~="${words.id}"]`);
    words.textContent = !mark.checked && Number(mark.dataset.costs) > left ? words.dataset.tooDear : "";
  }
}

// Read out when marking pauses, after what was marked itself; what is said last is said.
let pause;
function announce(paper, ...sentences) {
  clearTimeout(pause);
  pause = setTimeout(() => {
    const total = paper.querySelector("[data-total]")?.textContent.trim();
    spoken(paper).textContent = [...sentences, total].filter(Boolean).join(" ");
  }, PAUSE_MS);
}

// The part of a paper, unseen, that screen readers listen to.
function spoken(paper) {
  return paper.querySelector(":scope > [aria-live]");
}

function listen(paper) {
  const listened = document.createElement("div");
  listened.className = "govuk-visually-hidden";
  listened.setAttribute("aria-live", "polite");
  paper.append(listened);
}

// --- None, or something --------------------------------------------------------------------------

// Whoever marks an option takes back "none of these", and whoever ticks that takes back the boxes.
function agree(paper, target) {
  const none = paper.querySelector("[data-none]");
  if (target === none && none.checked) {
    for (const box of paper.querySelectorAll("[data-mark]:checked")) box.checked = false;
  } else if (none && target !== none && used(target)) {
    none.checked = false;
  }
}

// --- Places --------------------------------------------------------------------------------------

function rowsOf(paper) {
  return [...paper.querySelectorAll("[data-row]")];
}

function placeOf(row) {
  return row.querySelector("select");
}

function rankedRows(paper) {
  return rowsOf(paper)
    .filter((row) => placeOf(row).value)
    .sort((one, other) => placeOf(one).value - placeOf(other).value);
}

// Give these rows the places from 1, best first, and the others none; draw the rows in that order.
function rank(paper, ranked) {
  const others = rowsOf(paper).filter((row) => !ranked.includes(row));
  const rows = [...ranked, ...others];
  rows.forEach((row, at) => { placeOf(row).value = at < ranked.length ? String(at + 1) : ""; });
  const focused = document.activeElement;
  rowsOf(paper)[0].before(...rows);
  showMoves(paper, ranked.length);
  if (paper.contains(focused) && !focused.disabled) focused.focus();
}

// Which way each row can still go: up from nowhere is the next free place, down from the last is none.
function showMoves(paper, ranked) {
  const most = placeOf(rowsOf(paper)[0]).options.length - 1;
  rowsOf(paper).forEach((row, at) => {
    const [up, down] = row.querySelectorAll("[data-move]");
    up.disabled = at === 0 && ranked > 0 ? true : at >= ranked && ranked >= most;
    down.disabled = at >= ranked;
  });
}

function tellPlace(paper, row) {
  const place = placeOf(row).value;
  const words = place ? paper.dataset.moved : paper.dataset.takenOut;
  announce(paper, filled(words, { title: row.dataset.row, place, ranked: rankedRows(paper).length }));
}

function move(paper, button) {
  const row = button.closest("[data-row]");
  const ranked = rankedRows(paper);
  const at = ranked.indexOf(row);
  if (at < 0) ranked.push(row);
  else {
    ranked.splice(at, 1);
    const to = at + Number(button.dataset.move);
    if (to <= ranked.length) ranked.splice(to, 0, row);
  }
  rank(paper, ranked);
  (button.disabled ? row.querySelector("[data-move]:not(:disabled)") : button)?.focus();
  agree(paper, placeOf(row));
  showTotal(paper);
  tellPlace(paper, row);
}

// A place that was picked is given to that option; those from there on move down by one.
function pick(paper, select) {
  const row = select.closest("[data-row]");
  const ranked = rankedRows(paper).filter((other) => other !== row);
  if (select.value) ranked.splice(Number(select.value) - 1, 0, row);
  rank(paper, ranked.slice(0, select.options.length - 1));
  tellPlace(paper, row);
}

// --- The paper -----------------------------------------------------------------------------------

for (const paper of document.querySelectorAll("[data-paper]")) {
  listen(paper);
  if ("ranked" in paper.dataset) {
    for (const button of paper.querySelectorAll("[data-move]")) button.hidden = false;
    paper.addEventListener("click", ({ target }) => {
      const button = target.closest("[data-move]");
      if (button) move(paper, button);
    });
  }
  paper.addEventListener("input", ({ target }) => {
    if (!target.matches("[data-mark], [data-none]")) return;
    agree(paper, target);
    if (target.matches("[data-row] select")) pick(paper, target);
    else announce(paper);
    showTotal(paper);
  });
}
for (const button of document.querySelectorAll("[data-work-out]")) button.remove();

// After the browser has put back what was marked before.
addEventListener("pageshow", () => {
  for (const paper of document.querySelectorAll("[data-paper]")) {
    if ("ranked" in paper.dataset) rank(paper, rankedRows(paper));
    showTotal(paper);
  }
});
