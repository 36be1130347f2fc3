/** Whether credit stands in the way of an application. */

import { h } from "../../dom.js";
import { day } from "../../format.js";
import { card, renderFreshness } from "./parts.js";

export function renderCreditCheck(data) {
  return card("credit-check", "申报前诚信核查", data.enterprise_name,
    data.service_item && h("p.case-item", {}, data.service_item),
    h("p.verdict", { "data-passes": String(data.passes) }, data.passes ? "没有查到否决记录" : `查到 ${data.findings.length} 条不符合的记录`),
    h("p.aside", {}, `截至 ${day(data.as_of)}`),
    data.findings.length > 0 && h("ul.events", { role: "list" }, ...data.findings.map(renderFinding)),
    h("p.card-label", {}, "核查了"),
    h("ul.rules", { role: "list" }, ...data.checked.map((line) => h("li", {}, line))),
    h("p.aside", {}, "只核查科研诚信，且只看本局登记的记录。"),
    renderFreshness(data.freshness));
}

function renderFinding({ rule, event, source }) {
  return h("li", {}, h("p.event-kind", {}, rule), h("p", {}, event), h("p.aside", {}, source));
}
