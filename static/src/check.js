// Looks a code up in the published votes, in the browser alone: nothing is sent. It finds the line by its tag, and sees
// that all lines together are those that were signed for (docs/ballots.md, "Receipts" and "Publishing").

const SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 28;
const AT_ONCE = 2000; // hashes
const ROOTS = { content: "root", inclusion: "tags_root" };

const form = document.querySelector("[data-checks-codes]");
const answer = document.querySelector("[data-answer]");
const status = document.querySelector("[data-looking]");
const field = form?.querySelector("input[name=code]");
const polls = [...document.querySelectorAll("[data-vote]")].map(({ dataset }) => dataset);

const bytesOf = (text) => new TextEncoder().encode(text);
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const fromHex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
const piece = (id) => document.getElementById(id).content.cloneNode(true);
const wordsOf = (id) => piece(id).textContent.trim();

async function hash(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
}

// The 16 bytes in a code, null where it was mistyped.
async function secretOf(code) {
  const symbols = code
    .toUpperCase()
    .replace(/[\s\u00ad\u200b\u2010-\u2014\u2060\u2212\ufeff-]/g, "")
    .replace(/[IL]/g, "1")
    .replace(/O/g, "0");
  if (symbols.length !== LENGTH || [...symbols].some((symbol) => !SYMBOLS.includes(symbol))) return null;
  const number = [...symbols].reduce((sum, symbol) => sum * 32n + BigInt(SYMBOLS.indexOf(symbol)), 0n);
  const secret = fromHex((number >> 12n).toString(16).padStart(32, "0"));
  const [first, second] = await hash(bytesOf("LV1/check\0"), secret);
  return (number & 4095n) === BigInt((first * 256 + second) >> 6) ? secret : null;
}

async function tagOf(secret, vote, question) {
  const digest = await hash(bytesOf("LV1/tag\0"), secret, fromHex(vote.replaceAll("-", "")), bytesOf(question));
  return hex(digest.slice(0, 16));
}

// All rows of the tree over the lines (RFC 9162, section 2.1), the root last.
async function treeOf(lines) {
  const rows = [await many(lines.length, (n) => hash([0], bytesOf(lines[n])))];
  while (rows.at(-1).length > 1) {
    const row = rows.at(-1);
    const above = await many(row.length >> 1, (n) => hash([1], row[2 * n], row[2 * n + 1]));
    rows.push(row.length % 2 ? [...above, row.at(-1)] : above);
  }
  return rows;
}

async function many(number, made) {
  const all = [];
  while (all.length < number) {
    const size = Math.min(AT_ONCE, number - all.length);
    const done = all.length;
    all.push(...(await Promise.all(Array.from({ length: size }, (_, n) => made(done + n)))));
  }
  return all;
}

function pathTo(index, rows) {
  return rows
    .slice(0, -1)
    .map((row, height) => row[(index >> height) ^ 1])
    .filter(Boolean)
    .map(hex);
}

async function read(address) {
  const reply = await fetch(address);
  if (!reply.ok) throw new Error(address);
  return reply.text();
}

// What a poll holds of a code: null if nothing, else its lines with their proofs, and whether the root is right.
async function foundIn({ vote, manifest, lines }, secret) {
  const told = JSON.parse(await read(manifest));
  const tags = await Promise.all(told.questions.map(({ id }) => tagOf(secret, vote, id)));
  const all = (await read(lines)).split("\n").slice(0, -1);
  const places = tags.map((tag) => all.findIndex((line) => line.includes(`"t":"${tag}"`)));
  if (places.some((index) => index < 0)) return null;
  const rows = await treeOf(all);
  const root = ROOTS[told.mode];
  const proofs = places.map((index) => ({
    vote, root, line: all[index], index, size: all.length, path: pathTo(index, rows),
  }));
  return { told, proofs, isSigned: hex(rows.at(-1)[0]) === told[root] };
}

// --- What is said ----------------------------------------------------------------------------------------------------

const language = document.documentElement.lang;
const isWelsh = language === "cy";

// Words are published in English, and beside that in Welsh where there is any: then they are in the page's language.
function write(element, fields, name) {
  const welsh = isWelsh && fields[`${name}_cy`];
  element.textContent = welsh || fields[name];
  if (welsh) element.removeAttribute("lang");
}

function amountOf(asked, amount) {
  if (asked.type !== "budget" || !asked.currency) return amount.toLocaleString(language);
  const digits = amount % asked.unit ? 2 : 0;
  const style = { style: "currency", currency: asked.currency, minimumFractionDigits: digits };
  return (amount / asked.unit).toLocaleString(language, style);
}

function chosenOf(asked, choice) {
  const title = (id) => (isWelsh && asked.titles_cy?.[id]) || (asked.titles?.[id] ?? id);
  const ids = Array.isArray(choice) ? choice : Object.keys(choice);
  if (!Array.isArray(choice)) return ids.map((id) => `${title(id)}: ${amountOf(asked, choice[id])}`);
  return ids.map((id, place) => (asked.type === "ranking" ? `${place + 1}. ${title(id)}` : title(id)));
}

function counted({ told, proofs }) {
  const found = piece("found");
  write(found.querySelector("[data-title]"), told, "title");
  told.questions.forEach((asked, n) => {
    const row = piece("found-row");
    write(row.querySelector("dt"), { text: asked.id, ...asked }, "text");
    if (isWelsh && asked.titles_cy) row.querySelector("ul").removeAttribute("lang");
    const choice = JSON.parse(proofs[n].line).c;
    const chosen = choice ? chosenOf(asked, choice) : [];
    for (const words of chosen) {
      row.querySelector("ul").append(Object.assign(document.createElement("li"), { textContent: words }));
    }
    if (!chosen.length) row.querySelector("dd").textContent = wordsOf(choice ? "blank" : "hidden-choice");
    found.querySelector("dl").append(row);
    const proof = piece("proof");
    proof.querySelector("code").textContent = JSON.stringify(proofs[n], null, 1);
    found.querySelector("details > div").append(proof);
  });
  return [found];
}

function notFound() {
  return polls.every(({ lines }) => lines) ? [piece("not-found")] : [piece("not-found"), piece("unpublished")];
}

async function lookedUp(secret) {
  for (const poll of polls.filter(({ lines }) => lines)) {
    const found = await foundIn(poll, secret);
    if (found) return found.isSigned ? counted(found) : [piece("differs")];
  }
  return notFound();
}

async function look(event) {
  event.preventDefault();
  status.textContent = "";
  const secret = await secretOf(field.value);
  if (!secret) {
    status.textContent = wordsOf("mistyped");
    field.focus();
    return;
  }
  status.textContent = wordsOf("looking");
  answer.replaceChildren(...(await lookedUp(secret).catch(() => [piece("failed")])));
  status.textContent = "";
  answer.querySelector("[data-sends-code]")?.addEventListener("click", () => form.submit());
  answer.focus();
}

// Without a secure connection browsers offer no hashes, and the page works as it does without JavaScript.
if (form && window.crypto?.subtle) {
  form.querySelector("[data-sends]").hidden = true;
  form.querySelector("[data-stays]").hidden = false;
  form.addEventListener("submit", look);
}
