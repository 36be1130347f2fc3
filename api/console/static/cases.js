// Cases: search, leaf and open without loading the page anew, and let back, forward and the arrow keys work.
"use strict";

const CONDITIONS = ["q", "section", "stage", "due"];
const form = () => document.getElementById("case-search");
const field = () => document.getElementById("query");
const lines = () => [...document.querySelectorAll(".case-list .case-line")];

function address() {
  const found = location.pathname.match(/^\/cases\/([^/]+)$/);
  const given = Object.fromEntries(new URLSearchParams(location.search));
  return { ...given, number: found ? decodeURIComponent(found[1]) : "" };
}

function fill() {
  const given = address();
  for (const name of CONDITIONS) {
    if (form().elements[name]) form().elements[name].value = given[name] ?? "";
  }
}

function search() {
  emitEvent("case_search", Object.fromEntries(new FormData(form())));
}

document.addEventListener("submit", (event) => {
  if (event.target !== form()) return;
  event.preventDefault();
  search();
});

document.addEventListener("change", (event) => {
  if (event.target.closest("#case-search select")) search();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-case], [data-page]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  if (link.dataset.page !== undefined) {
    emitEvent("case_page", link.dataset.page);
    scrollTo({ top: 0 });
  } else {
    emitEvent("case_open", link.dataset.case);
    if (link.classList.contains("other")) scrollTo({ top: 0 });
  }
});

// The arrows move among what was found, as in a mail program; Enter opens, as on any link.
function step(event) {
  const all = lines();
  const here = all.indexOf(document.activeElement);
  if (!all.length || (here < 0 && document.activeElement !== field())) return false;
  const next = here + (event.key === "ArrowDown" ? 1 : -1);
  if (next < 0) field().focus();
  else all[Math.min(next, all.length - 1)].focus();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (step(event)) event.preventDefault();
    return;
  }
  const isTyping = ["INPUT", "SELECT", "TEXTAREA"].includes(event.target.tagName);
  if (event.key === "/" && !isTyping) {
    event.preventDefault();
    field().select();
    field().focus();
  } else if (event.key === "Escape" && !isTyping && address().number) {
    emitEvent("case_open", "");
  }
});

addEventListener("popstate", () => {
  fill();
  emitEvent("case_address", address());
});

whenReady(form, () => {
  if (!field().value) fill();
});
