/** Where a case stands. */

import { h } from "../../dom.js";
import { clock, day, dayOf } from "../../format.js";
import { card, row } from "./parts.js";

export function renderCase(data) {
  return card("case", "办件进度", data.enterprise_name,
    h("p.case-item", {}, data.title),
    h("p.case-stage", {}, h("span.stage", { "data-stage": data.stage }, data.stage_label),
      h("span.aside", {}, `${dayOf(data.since)} 起`)),
    data.todo && h("p.todo", {}, h("strong", {}, "需要您办理："), data.todo),
    h("dl.facts", {},
      ...row("受理编号", data.case_number),
      ...row("事项", data.service_item),
      ...row("下一步", data.next_step),
      ...row("办理时限", data.deadline && day(data.deadline), data.deadline_is_estimate && "预计"),
      ...row("承办处室", data.section)),
    h("p.card-label", { id: `history-${data.case_number}` }, "办理过程"),
    h("ol.timeline", { role: "list", "aria-labelledby": `history-${data.case_number}` },
      ...[...data.history].reverse().map(renderStage)));
}

function renderStage(stage, at) {
  return h("li", { "data-current": String(at === 0) },
    h("span.timeline-label", {}, stage.label),
    h("time.timeline-at", { datetime: stage.at }, `${dayOf(stage.at)} ${clock(stage.at)}`),
    stage.note && h("span.timeline-note", {}, stage.note));
}
