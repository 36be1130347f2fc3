// Forms that ask the server without loading the page anew: `data-event` names what they ask.
"use strict";

// What a field begins with. As an attribute it would come back with every change of the page, over what is typed.
whenReady(() => document.querySelector("[data-initial]"), () => {
  for (const field of document.querySelectorAll("[data-initial]")) field.value ||= field.dataset.initial;
});

document.addEventListener("submit", (event) => {
  const name = event.target.dataset.event;
  if (!name) return;
  event.preventDefault();
  emitEvent(name, Object.fromEntries(new FormData(event.target)));
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-event]");
  if (!button) return;
  emitEvent(button.dataset.event, button.dataset.value ?? "");
});

// A usual reason is taken by a click, and may be written on.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-reason]");
  if (!button) return;
  const field = button.closest("form").elements.reason;
  field.value = button.dataset.reason;
  field.focus();
});

// A select of a form that is sent as an address is a choice: take it at once.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-at-once]");
  if (form && event.target.tagName === "SELECT") form.requestSubmit();
});

document.addEventListener("keydown", (event) => {
  const isTyping = ["INPUT", "SELECT", "TEXTAREA"].includes(event.target.tagName);
  const field = document.getElementById("query");
  if (event.key !== "/" || isTyping || !field) return;
  event.preventDefault();
  field.focus();
  field.select();
});
