// Small comforts; every page does all it does without them.
"use strict";
const STYLES = {
  day: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  moment: { weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" },
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

const english = (navigator.language || "en").toLowerCase() === "en-gb";
function makePleasant(part) {
  const all = (what) => [part, ...part.querySelectorAll("*")].filter((one) => one.matches?.(what));
  if (!english) all("time[data-style]").forEach(speakTheReadersLanguage);
  all("form").forEach(showThatItIsOnItsWay);
}

makePleasant(document);
document.addEventListener("fresh", (news) => makePleasant(news.detail)); // from live.js
document.getElementById("problems")?.focus();
addEventListener("pageshow", () => {
  document.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
});
