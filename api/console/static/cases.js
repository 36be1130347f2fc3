// Cases: search and open without loading the page anew, and let back and forward work.
"use strict";

const field = () => document.getElementById("query");

function address() {
  const found = location.pathname.match(/^\/cases\/([^/]+)$/);
  const query = new URLSearchParams(location.search).get("q") ?? "";
  return { number: found ? decodeURIComponent(found[1]) : "", query };
}

document.addEventListener("submit", (event) => {
  if (event.target.id !== "case-search") return;
  event.preventDefault();
  emitEvent("case_search", field().value);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-case]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  emitEvent("case_open", link.dataset.case);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target === field() || event.isComposing) return;
  event.preventDefault();
  field().select();
  field().focus();
});

addEventListener("popstate", () => {
  field().value = address().query;
  emitEvent("case_address", address());
});

whenReady(field, (found) => { found.value ||= address().query; });
