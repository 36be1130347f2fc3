/** What the published registers say of a name. */

import { h } from "../../dom.js";
import { day } from "../../format.js";
import { card, renderFreshness, row } from "./parts.js";

export function renderRegister(data) {
  return card("register", "名单查询", `截至 ${day(data.as_of)}`,
    data.findings.length === 0 && h("p.verdict", { "data-passes": "unknown" }, "没有查到"),
    ...data.findings.map(renderFinding),
    h("p.card-label", {}, "查了这些名单"),
    h("ul.rules", { role: "list" }, ...data.searched.map((line) => h("li", {}, line))),
    renderFreshness(data.freshness));
}

function renderFinding(finding) {
  return h("div.listing", {},
    h("p.case-item", {}, finding.name, finding.is_sample && h("span.aside", {}, "（样例数据）")),
    h("p.case-stage", {},
      h("span.verdict", { "data-passes": finding.is_in_force ? "true" : "unknown" }, finding.register_label),
      h("span.aside", {}, state(finding))),
    h("dl.facts", {},
      ...row("级别", finding.level),
      ...row("列入日期", day(finding.listed_on)),
      ...row("有效期至", finding.valid_to ? day(finding.valid_to) : "文件未载明"),
      ...row("移出日期", finding.removed_on && day(finding.removed_on)),
      ...row("证书编号", finding.certificate_number),
      ...row("依据文件", finding.document)));
}

function state({ is_in_force: inForce, removed_on: removed }) {
  if (inForce) return "目前有效";
  return removed ? "已移出名单" : "有效期已届满";
}
