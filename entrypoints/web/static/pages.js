// Small comforts; every page does all it does without them.
"use strict";
const STYLES = {
  day: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  moment: { weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" },
  brief: { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" },
  date: { day: "numeric", month: "short", year: "numeric" },
  clock: { hour: "2-digit", minute: "2-digit" },
};

function speakTheReadersLanguage(time) {
  const moment = new Date(time.dateTime);
  const style = STYLES[time.dataset.style];
  if (!style || Number.isNaN(moment.getTime())) return;
  try {
    const words = new Intl.DateTimeFormat(navigator.language, { ...style, timeZone: time.dataset.zone });
    time.textContent = words.format(moment);
    time.lang = navigator.language;
  } catch {
    return; // a zone that this browser does not know: the words of the page stay
  }
}

function showThatItIsOnItsWay(form) {
  form.addEventListener("submit", () => {
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-busy", "true");
  });
}

function offerTheBrowsersZone(field) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (field.type === "hidden") field.value = zone;
  if (field.value === zone || ![...(field.options || [])].some((option) => option.value === zone)) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  button.textContent = `Use ${zone.replaceAll("_", " ")}, where this browser is`;
  button.addEventListener("click", () => { field.value = zone; field.focus(); button.remove(); });
  field.after(button);
}

function chooseAllWhenEntered(field) {
  field.addEventListener("focus", () => field.select());
}

// A form with much to write keeps what was begun on this device: until it is sent, or for some days.
const KEPT = "tandem:";
const DAY = 86400000;

function kept(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null; // something else wrote there
  }
}

function forgetWhatIsOld() {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(KEPT) && !(kept(key)?.until > Date.now())) localStorage.removeItem(key);
  }
}

const isTick = (field) => field.type === "radio" || field.type === "checkbox";
const keepable = (form) => [...form.elements].filter((field) =>
  field.name && field.type !== "hidden" && field.type !== "submit" && !field.closest("[data-unkept]"));

function written(form) {
  const fields = keepable(form).filter((field) => !isTick(field) || field.checked);
  return fields.map((field) => [field.name, field.value]);
}

function fillIn(form, entries) {
  for (const field of keepable(form)) {
    const values = entries.filter(([name]) => name === field.name).map(([, value]) => value);
    if (isTick(field)) field.checked = values.includes(field.value);
    else if (values.length > 0) field.value = values[0];
    const changed = isTick(field) ? field.checked : field.value !== (field.defaultValue ?? field.value);
    if (changed) field.closest("details")?.setAttribute("open", "");
  }
}

function keepWhatIsBegun(form) {
  const { keep, basis, days } = form.dataset;
  const key = KEPT + keep;
  const before = kept(key);
  const note = form.querySelector("[data-kept]");
  const untouched = JSON.stringify(written(form));
  if (before && before.basis !== basis) localStorage.removeItem(key);
  else if (before && "fresh" in form.dataset) fillIn(form, before.entries);
  note.hidden = JSON.stringify(written(form)) === untouched;
  form.querySelector("[data-keeping]").hidden = false;
  form.addEventListener("input", () => {
    const until = kept(key)?.until ?? Date.now() + days * DAY;
    localStorage.setItem(key, JSON.stringify({ until, basis, entries: written(form) }));
  });
  form.querySelector("[data-afresh]").addEventListener("click", () => {
    localStorage.removeItem(key);
    form.reset();
    note.hidden = true;
  });
}

function keepDrafts() {
  const place = document.querySelector("[data-draft]");
  const form = document.querySelector("form[data-keep]");
  forgetWhatIsOld();
  if (place && (!form || "sent" in place.dataset)) localStorage.removeItem(KEPT + place.dataset.draft);
  if (form) keepWhatIsBegun(form);
}

try {
  keepDrafts();
} catch {
  // this browser keeps nothing for pages: they do all else
}

const english = (navigator.language || "en").toLowerCase() === "en-gb";
function makePleasant(part) {
  const all = (what) => [part, ...part.querySelectorAll("*")].filter((one) => one.matches?.(what));
  if (!english) all("time[data-style]").forEach(speakTheReadersLanguage);
  all("form").forEach(showThatItIsOnItsWay);
  all("[data-own-zone]").forEach(offerTheBrowsersZone);
  all("[data-copy]").forEach(chooseAllWhenEntered);
}

makePleasant(document);
document.addEventListener("fresh", (news) => makePleasant(news.detail)); // from live.js
document.getElementById("problems")?.focus();
addEventListener("pageshow", () => {
  document.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
});
