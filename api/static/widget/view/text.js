/** A plain text as elements: its structure made visible, its addresses made links. Never markup from the text. */

import { h, webAddress } from "../dom.js";
import { parseBlocks } from "./blocks.js";

const INLINE = /\*\*([^*\n]+)\*\*|(https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+)/g;
const TRAILING = /[.,;:!?'")\]]+$/;

/** Return the elements of a text. */
export function renderText(text) {
  return parseBlocks(text).map((block) => RENDER[block.type](block));
}

const RENDER = {
  paragraph: ({ lines }) => h("p", {}, ...renderLines(lines)),
  heading: ({ text }) => h("h2", {}, text),
  facts: ({ facts }) => h("dl.facts.told", {}, ...facts.flatMap(({ name, value }) =>
    [h("dt", {}, name), h("dd", {}, ...renderInline(value))])),
  list: ({ items }) => h("ul.list", { role: "list" }, ...items.map(renderItem)),
  // A wide table scrolls by itself, and can be reached with the keyboard to do so.
  table: ({ head, rows }) => h("div.table", { tabindex: "0", role: "group", "aria-label": "表格" },
    h("table", {},
      h("thead", {}, h("tr", {}, ...head.map((cell) => h("th", { scope: "col" }, ...renderInline(cell))))),
      h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map(renderCell)))))),
};

/** Telephone numbers and amounts are not broken over lines. */
function renderCell(cell) {
  return h(/^[\d\s()+,.-]{3,24}$/.test(cell) ? "td.figure" : "td", {}, ...renderInline(cell));
}

function renderItem({ type, marker, depth, checked, lines }) {
  const sign = { step: marker, bullet: "•", check: checked ? "☑" : "□" }[type];
  const hidden = type === "step" ? {} : { "aria-hidden": "true" };
  return h(`li.${type}`, { "data-depth": depth },
    h("span.marker", hidden, sign), h("span.content", {}, ...renderLines(lines)));
}

function renderLines(lines) {
  return lines.flatMap((line, at) => (at ? [h("br"), ...renderInline(line)] : renderInline(line)));
}

/** Return text nodes, bold passages and links. */
export function renderInline(line) {
  const nodes = [];
  let from = 0;
  for (const found of line.matchAll(INLINE)) {
    const [whole, bold, address] = found;
    const shown = address ? address.replace(TRAILING, "") : whole;
    const url = address && webAddress(shown);
    if (found.index > from) nodes.push(line.slice(from, found.index));
    if (bold) nodes.push(h("strong", {}, bold));
    else nodes.push(url ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, shown) : shown);
    from = found.index + shown.length;
  }
  if (from < line.length) nodes.push(line.slice(from));
  return nodes;
}
