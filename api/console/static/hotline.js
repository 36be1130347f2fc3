// The hotline: keys and the moment to ask. What is answered, and whether it is still wanted, is decided by the server.
"use strict";

const PAUSE_MS = 120;
const MOST_RECENT = 30;
const recent = [];
let place = -1;
let waiting = 0;
let lastAsked = null;
let number = 0;

const field = () => document.getElementById("query");
const region = () => document.getElementById("region");

function ask() {
  clearTimeout(waiting);
  const question = { text: field().value, region: region()?.value ?? "" };
  const sameAsBefore = JSON.stringify(question);
  if (sameAsBefore === lastAsked) return;
  lastAsked = sameAsBefore;
  number += 1;
  emitEvent("hotline_query", { number, ...question });
}

function remember() {
  const text = field().value.trim();
  place = -1;
  if (!text || recent[0] === text) return;
  recent.unshift(text);
  recent.length = Math.min(recent.length, MOST_RECENT);
}

function put(text) {
  field().value = text;
  field().focus();
  field().setSelectionRange(text.length, text.length);
  ask();
}

function clear() {
  remember();
  put("");
}

function recall(step) {
  if (place < 0 && step > 0) {
    remember();
    place = field().value.trim() === recent[0] ? 0 : -1;
  }
  place = Math.max(-1, Math.min(place + step, recent.length - 1));
  put(place < 0 ? "" : recent[place]);
}

function mark() {
  remember();
  const shown = document.querySelector("[data-shown]");
  emitEvent("hotline_mark", shown ? Number(shown.dataset.shown) : 0);
}

function beginCall() {
  remember();
  field().value = "";
  lastAsked = null;
  emitEvent("hotline_call", {});
  field().focus();
}

document.addEventListener("input", (event) => {
  if (event.target !== field() || event.isComposing) return;
  clearTimeout(waiting);
  waiting = setTimeout(ask, PAUSE_MS);
});

document.addEventListener("compositionend", (event) => {
  if (event.target === field()) ask();
});

document.addEventListener("change", (event) => {
  if (event.target === region()) { ask(); field().focus(); }
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-ask], [data-mark], [data-call]");
  if (!button) return;
  if (button.dataset.ask) { remember(); put(button.dataset.ask); remember(); }
  else if (button.dataset.call) beginCall();
  else { mark(); field().focus(); }
});

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const isTyping = event.target === field();
  const isElsewhere = ["SELECT", "TEXTAREA"].includes(event.target.tagName);
  if (event.key === "F8") beginCall();
  else if (event.key === "F9" || (event.key === "Enter" && (event.ctrlKey || event.metaKey))) mark();
  else if (event.ctrlKey || event.metaKey || event.altKey || isElsewhere) return;
  else if (event.key === "/" && !isTyping) clear();
  else if (event.key === "Escape") clear();
  else if (event.key === "ArrowUp" && isTyping) recall(1);
  else if (event.key === "ArrowDown" && isTyping) recall(-1);
  else if (event.key === "Enter" && isTyping) { remember(); ask(); }
  else return;
  event.preventDefault();
}, true);

// Typed before the page was ready, or brought back by the browser.
whenReady(field, (found) => { if (found.value) ask(); });
