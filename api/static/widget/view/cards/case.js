/** Where a case stands, by when it is decided, and what its enterprise must do. */

import { h } from "../../dom.js";
import { clock, day, dayOf } from "../../format.js";
import { card, renderFreshness, row } from "./parts.js";

export function renderCase(data) {
  const materials = data.materials || [];
  return card("case", "办件进度", data.enterprise_name,
    h("p.case-item", {}, data.title),
    h("p.case-stage", {}, h("span.stage", { "data-stage": data.stage }, data.stage_label),
      h("span.aside", {}, `${dayOf(data.since)} 起`)),
    renderTodo(data),
    data.deemed && h("p.deemed", {}, data.deemed),
    h("dl.facts", {},
      ...row("受理编号", data.case_number),
      ...row("事项", data.service_item),
      ...row("下一步", data.next_step),
      ...describeLimits(data).flatMap((limit) => row(...limit)),
      ...row("承办处室", data.section)),
    ...labelled("材料", `materials-${data.case_number}`, materials.length > 0 && ["ul.materials", materials.map(renderMaterial)]),
    ...labelled("办理过程", `history-${data.case_number}`, ["ol.timeline", [...data.history].reverse().map(renderStage)]),
    renderFreshness(data.freshness));
}

/** What the enterprise must do; what it has failed to do in time is a warning. */
function renderTodo({ todo, supplement_is_overdue: isLate }) {
  if (!todo) return null;
  return h("p.todo", { "data-late": String(Boolean(isLate)) },
    h("strong", {}, isLate ? "已逾期，请马上办理：" : "需要您办理："), todo);
}

/** Rows of the facts that say by when: one for each limit while the clock runs, else why none is shown. */
function describeLimits(data) {
  const left = data.working_days_left;
  const days = typeof left === "number" ? `还有 ${left} 个工作日` : "";
  if (!data.deadline) {
    if (typeof data.limit_days !== "number") return [];
    if (data.clock === "paused") return [["办理时限", "暂停计算", days && `恢复后${days}`]];
    return data.clock === "not_started" ? [["办理时限", `受理后 ${data.limit_days} 个工作日`]] : [];
  }
  const passed = data.is_overdue ? late() : days;
  const limits = [
    ["承诺时限", data.promised_deadline, data.deadline_is_estimate],
    ["法定时限", data.statutory_deadline, data.statutory_is_estimate]].filter(([, on]) => on);
  if (!limits.length) limits.push(["办理时限", data.deadline, data.deadline_is_estimate]);
  return limits.map(([name, on, isEstimate], at) =>
    [name, day(on), pieces([isEstimate && "预计", at === 0 && passed].filter(Boolean))]);
}

const late = () => h("span.late", {}, "已超过");

function pieces(notes) {
  if (!notes.length) return null;
  const whole = h("span");
  notes.forEach((note, at) => whole.append(at ? " · " : "", note));
  return whole;
}

function renderMaterial(material) {
  const until = material.due_on && `${day(material.due_on)} 前`;
  return h("li", { "data-state": material.state, "data-late": String(Boolean(material.is_overdue)) },
    h("span.material-name", {}, material.name),
    h("span.material-state", {}, material.state_label),
    until && h("span.material-due", {}, material.is_overdue ? `${until}，已逾期` : until),
    material.note && h("span.material-note", {}, material.note));
}

function labelled(label, id, list) {
  if (!list) return [];
  const [tag, items] = list;
  return [h("p.card-label", { id }, label), h(tag, { role: "list", "aria-labelledby": id }, ...items)];
}

function renderStage(stage, at) {
  return h("li", { "data-current": String(at === 0) },
    h("span.timeline-label", {}, stage.label),
    h("time.timeline-at", { datetime: stage.at }, `${dayOf(stage.at)} ${clock(stage.at)}`),
    stage.note && h("span.timeline-note", {}, stage.note));
}
