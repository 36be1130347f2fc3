/** Whether credit stands in the way of an application. */

import { h } from "../../dom.js";
import { day } from "../../format.js";
import { renderMeasures } from "./credit.js";
import { card, renderFreshness } from "./parts.js";

const BREACHES = ["yellow", "black"];

export function renderCreditCheck(data) {
  const hasBreach = BREACHES.includes(data.standing);
  return card("credit-check", "申报前诚信核查", data.enterprise_name,
    data.service_item && h("p.case-item", {}, data.service_item),
    hasBreach && h("p.standing", { "data-standing": data.standing }, `目前是${data.standing_label}`),
    renderVerdict(data, hasBreach),
    h("p.aside", {}, `截至 ${day(data.as_of)}`),
    data.findings.length > 0 && h("ul.events", { role: "list" }, ...data.findings.map(renderFinding)),
    h("p.card-label", {}, "核查了"),
    h("ul.rules", { role: "list" }, ...data.checked.map((line) => h("li", {}, line))),
    ...(hasBreach && data.passes ? renderMeasures(data) : []),
    h("p.aside", {}, "只核查科研诚信，且只看本局登记的记录。"),
    renderFreshness(data.freshness));
}

/** No rule that excludes a breach, or none known, is no all-clear. */
function renderVerdict({ passes, findings, checked }, hasBreach) {
  if (!passes) return h("p.verdict", { "data-passes": "false" }, `查到 ${findings.length} 条不符合的记录`);
  if (checked.length === 1) return h("p.verdict", { "data-passes": "unknown" }, "没有收录这个事项的否决规定");
  if (hasBreach) return h("p.verdict", { "data-passes": "unknown" }, "所查的规定不会据此否决，失信的后果仍然适用");
  return h("p.verdict", { "data-passes": "true" }, "没有查到否决记录");
}

function renderFinding({ rule, event, source }) {
  return h("li", {}, h("p.event-kind", {}, rule), h("p", {}, event), h("p.aside", {}, source));
}
