/** Credit standing: what it rests on, what follows from it, and how a breach is repaired. */

import { h, joined } from "../../dom.js";
import { day } from "../../format.js";
import { card, renderFreshness, row } from "./parts.js";

const UNSTATED = "文件未载明";
const CONSEQUENCES = { red: "可以享受的激励", yellow: "会受到的限制", black: "会受到的惩戒" };

export function renderCredit(data) {
  return card("credit", "科研诚信", data.enterprise_name,
    h("p.standing", { "data-standing": data.standing }, data.standing_label),
    h("p.aside", {}, `截至 ${day(data.as_of)}`),
    data.standing === "none" && h("p.aside", {}, "没有登记到正在生效的记录，不等于守信证明。"),
    data.events.length > 0 && h("ul.events", { role: "list" }, ...data.events.map(renderEvent)),
    ...renderMeasures(data),
    data.repair && h("p.todo", {}, h("strong", {}, "信用修复："), data.repair),
    ...renderRepair(data.repair_path),
    renderFreshness(data.freshness));
}

function renderEvent(event) {
  return h("li", {},
    h("p.event-kind", {}, event.kind_label),
    h("p", {}, event.basis),
    h("p.aside", {}, ...joined([event.authority && `${event.authority}认定`, event.document,
      `${day(event.recorded_on)} 记录`, event.valid_to && `有效期至 ${day(event.valid_to)}`])));
}

export function renderMeasures({ standing, measures }) {
  const label = CONSEQUENCES[standing];
  if (!label || !measures) return [];
  return [h("p.card-label", {}, label),
    measures.length === 0 ? h("p.aside", {}, UNSTATED)
      : h("ul.rules", { role: "list" }, ...measures.map(({ text, source }) => h("li", {}, text, h("p.aside", {}, source))))];
}

function renderRepair(path) {
  if (!path) return [];
  return [
    h("p.aside.rule-source", {}, `依据：${path.source}`),
    h("dl.facts", {}, ...row("最早可申请", path.earliest_on ? day(path.earliest_on) : UNSTATED)),
    h("p.card-label", {}, "修复条件"),
    h("ul.rules", { role: "list" }, ...path.conditions.map((line) => h("li", {}, line))),
    path.steps.length > 0 && h("p.card-label", {}, "修复步骤"),
    path.steps.length > 0 && h("ol.rule-steps", {}, ...path.steps.map((line) => h("li", {}, line))),
  ];
}
