// Keeps a page up to date while somebody looks at it; every page does all it does without it.
// How a page takes part is told in templates/console/layout.html.
"use strict";
const BEAT = 3000; // ms between two questions whether anything has changed
const ANYWAY = 30000; // a page is fetched even so: time alone makes things late
const SLOWEST = 60000; // between two tries while nobody answers
const PATIENCE = 15000; // with one answer
const GONE = [403, 404, 405, 410];
const FIELDS = "input, select, textarea";
const OPEN = "details[open], dialog[open]";

const state = { mark: null, latest: [], shown: 0, fails: 0, timer: 0, busy: false, last: new Date() };
const shown = document.createDocumentFragment(); // each region as the server sent it last

function regions(page) {
  return [...page.querySelectorAll("[data-live][id]")].map((region) => {
    const copy = document.importNode(region, true);
    for (const seal of copy.querySelectorAll("input[type=hidden][name=form]")) seal.removeAttribute("value");
    return copy; // seals are new in every answer, and that means nothing
  });
}

// Brings `live`, and `was` as the server sent it before, to `next`. What is the same in both
// answers is not touched: so whatever somebody has opened, typed or chosen there stays.
function renew(live, was, next) {
  if (was.isEqualNode(next)) return;
  if (was.nodeName === next.nodeName && isList(was) && isList(next)) {
    wear(live, was, next);
    renewList(live, was, next);
  } else if (alike(live, was, next)) {
    wear(live, was, next);
    [...next.children].forEach((child, n) => renew(live.children[n], was.children[n], child));
  } else if (!inUse(live)) {
    swap(live, next);
    was.replaceWith(next.cloneNode(true));
  }
}

function renewList(live, was, next) {
  const held = document.activeElement;
  const find = (list, id) => [...list.children].find((child) => child.id === id);
  for (const gone of [...live.children].filter((child) => !find(next, child.id))) {
    if (inUse(gone) || gone.contains(held)) continue;
    find(was, gone.id)?.remove();
    gone.remove();
  }
  let place = live.firstElementChild;
  for (const child of next.children) {
    const known = find(live, child.id);
    if (known) renew(known, find(was, child.id), child);
    else was.append(child.cloneNode(true));
    const mine = find(live, child.id) ?? fresh(child);
    if (place?.isConnected === false) place = mine;
    if (mine === place) place = mine.nextElementSibling;
    else live.insertBefore(mine, place);
    was.append(find(was, child.id));
  }
  if (live.contains(held)) held.focus({ preventScroll: true }); // a move takes the focus away
}

// Whether all parts have names of their own, so that they may come, go and change places.
function isList(element) {
  return ownText(element) === "" && element.children.length > 0 && [...element.children].every((child) => child.id);
}

// Whether there are only differences further inside.
function alike(live, was, next) {
  const shape = (element) => [element, ...element.children].map((one) => one.nodeName).join();
  return was.children.length > 0 && ownText(was) === ownText(next) && shape(was) === shape(next) && shape(live) === shape(next);
}

function ownText(element) {
  return [...element.childNodes].map((node) => (node.nodeType === Node.TEXT_NODE ? node.data.trim() : "")).join("");
}

function wear(live, was, next) {
  for (const { name } of [...was.attributes]) if (!next.hasAttribute(name)) for (const one of [live, was]) one.removeAttribute(name);
  for (const { name, value } of next.attributes) if (was.getAttribute(name) !== value) for (const one of [live, was]) one.setAttribute(name, value);
}

function inUse(element) {
  const fields = [...element.querySelectorAll(FIELDS)].concat(element.matches(FIELDS) ? [element] : []);
  const touched = (field) => field === document.activeElement || isChanged(field);
  return element.matches(OPEN) || element.querySelector(OPEN) !== null || fields.some(touched);
}

function isChanged(field) {
  if (field.type === "hidden") return false;
  if (field.options) return field.selectedIndex !== Math.max(0, [...field.options].findIndex((one) => one.defaultSelected));
  return field.value !== field.defaultValue || field.checked !== field.defaultChecked;
}

function swap(live, next) {
  const held = live.contains(document.activeElement) ? document.activeElement : null;
  const mine = fresh(next);
  live.replaceWith(mine);
  const same = (one) => held && one.nodeName === held.nodeName && one.id === held.id && one.getAttribute("href") === held.getAttribute("href");
  [mine, ...mine.querySelectorAll("*")].find(same)?.focus({ preventScroll: true });
}

function fresh(next) {
  const mine = next.cloneNode(true);
  mine.classList.add("fresh");
  mine.addEventListener("animationend", () => mine.classList.remove("fresh"), { once: true });
  document.dispatchEvent(new CustomEvent("fresh", { detail: mine }));
  return mine;
}

async function get(address) {
  const quiet = { headers: { "Tandem-Live": "1" }, cache: "no-store", redirect: "manual" };
  const answer = await fetch(address, { ...quiet, signal: AbortSignal.timeout(PATIENCE) });
  if (answer.ok) return answer.text();
  const out = answer.type === "opaqueredirect"; // to the door
  throw Object.assign(new Error(`status ${answer.status}`), { out, over: out || GONE.includes(answer.status) });
}

async function beat() {
  const mark = await get(document.body.dataset.pulse ?? "/console/pulse");
  const first = state.mark === null;
  const due = performance.now() - state.shown > ANYWAY;
  if (!first && (mark !== state.mark || due)) {
    state.latest = regions(new DOMParser().parseFromString(await get(location.href), "text/html"));
  }
  if (first || mark !== state.mark || due) state.shown = performance.now();
  state.mark = mark;
  state.latest.forEach(show); // again, for what was in use before
}

function show(next) {
  const live = document.getElementById(next.id);
  const was = shown.getElementById(next.id);
  if (live && was) renew(live, was, next);
}

function say(words) {
  const line = document.getElementById("live");
  if (line && line.textContent !== words) line.textContent = words;
}

function complain(error) {
  const time = state.last.toLocaleTimeString(navigator.language, { hour: "2-digit", minute: "2-digit" });
  if (error.out) say("You are signed out. Reload the page to sign in again.");
  else if (state.fails > 1 && !error.over) say(`No connection. You see how it was at ${time}; we keep trying.`);
}

async function run() {
  clearTimeout(state.timer);
  if (state.busy || document.hidden) return;
  state.busy = true;
  try {
    await beat();
    Object.assign(state, { fails: 0, last: new Date() });
    say("");
  } catch (error) {
    state.fails += 1;
    complain(error);
    if (error.over) return;
  } finally {
    state.busy = false;
  }
  const wait = Math.min(BEAT * 2 ** state.fails, SLOWEST);
  state.timer = setTimeout(run, wait * (0.9 + Math.random() / 5)); // not all tabs at one moment
}

shown.append(...regions(document)); // before anything else makes the page pleasanter
if (shown.childElementCount) {
  document.addEventListener("visibilitychange", run);
  addEventListener("online", run);
  run();
}
