/** What all cards are made of. */

import { h } from "../../dom.js";

export function card(kind, title, subject, ...content) {
  return h(`div.card.${kind}`, { role: "group", "aria-label": title },
    h("div.card-head", {}, h("span.card-title", {}, title), h("span.card-subject", {}, subject)), ...content);
}

export function row(name, value, extra) {
  return value ? [h("dt", {}, name), h("dd", {}, value, extra && h("span.aside", {}, extra))] : [];
}
