/** What all cards are made of. */

import { h, joined } from "../../dom.js";
import { clock, dayOf } from "../../format.js";

export function card(kind, title, subject, ...content) {
  return h(`div.card.${kind}`, { role: "group", "aria-label": title },
    h("div.card-head", {}, h("span.card-title", {}, title), h("span.card-subject", {}, subject)), ...content);
}

export function row(name, value, extra) {
  return value ? [h("dt", {}, name), h("dd", {}, value, extra && h("span.aside", {}, extra))] : [];
}

/** Of when the data are, where another system keeps them. */
export function renderFreshness(freshness) {
  return freshness && h("p.aside.freshness", {}, ...joined([
    `数据截至 ${dayOf(freshness.as_of)} ${clock(freshness.as_of)}`, `来自${freshness.source}`,
    freshness.is_stale && "该系统暂时连不上，这是最近一次同步的数据"]));
}
