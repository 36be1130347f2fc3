/** The three look-ups as cards. */

import { h, joined } from "../dom.js";
import { clock, day, dayOf, yuan } from "../format.js";

/** Return the card of a reply's data, or null: a kind that this version does not know is told by the reply's text. */
export function renderCard(data) {
  const render = data && new Map(Object.entries(CARDS)).get(data.kind);
  return render ? render(data) : null;
}

const CARDS = { case_status: renderCase, voucher_balance: renderVouchers, credit_standing: renderCredit };

function card(kind, title, subject, ...content) {
  return h(`div.card.${kind}`, { role: "group", "aria-label": title },
    h("div.card-head", {}, h("span.card-title", {}, title), h("span.card-subject", {}, subject)), ...content);
}

function row(name, value, extra) {
  return value ? [h("dt", {}, name), h("dd", {}, value, extra && h("span.aside", {}, extra))] : [];
}

function renderCase(data) {
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

function renderVouchers(data) {
  return card("vouchers", "创新券余额", data.enterprise_name,
    h("p.balance", {}, h("span.amount", {}, yuan(data.available_fen)), h("span.unit", {}, "元可用")),
    h("p.aside", {}, ...joined([`截至 ${day(data.as_of)}`, data.reserved_fen > 0 && `另有 ${yuan(data.reserved_fen)} 元已预约`])),
    h("ul.batches", { role: "list" }, ...data.batches.map(renderBatch)));
}

const PARTS = [["redeemed", "已兑付"], ["reserved", "已预约"], ["available", "可用"], ["expired", "已过期"]];

function renderBatch(batch) {
  const parts = PARTS.map(([part, label]) => ({ part, label, fen: batch[`${part}_fen`] })).filter(({ fen }) => fen > 0);
  const bar = h("div.bar", { "aria-hidden": "true" }, ...parts.map(({ part, fen }) => {
    const piece = h(`span.${part}`);
    piece.style.flexGrow = String(fen);
    return piece;
  }));
  const legend = parts.map(({ part, label, fen }) => h("li", {},
    h(`i.${part}`, { "aria-hidden": "true" }), `${label} ${yuan(fen)} 元`));
  return h("li.batch", {},
    h("p.batch-name", {}, batch.name),
    h("p.aside", {}, ...joined([`批次 ${batch.batch_number}`, `额度 ${yuan(batch.granted_fen)} 元`])),
    bar, h("ul.legend", { role: "list" }, ...legend),
    h("p.aside", {}, ...joined([`${day(batch.valid_from)} 至 ${day(batch.valid_to)}`, batch.region])),
    batch.scope.length > 0 && h("p.aside", {}, `可用于：${batch.scope.join("、")}`));
}

function renderCredit(data) {
  return card("credit", "科研诚信", data.enterprise_name,
    h("p.standing", { "data-standing": data.standing }, data.standing_label),
    h("p.aside", {}, `截至 ${day(data.as_of)}`),
    data.events.length > 0 && h("ul.events", { role: "list" }, ...data.events.map(renderEvent)),
    data.repair && h("p.todo", {}, h("strong", {}, "信用修复："), data.repair));
}

function renderEvent(event) {
  return h("li", {},
    h("p.event-kind", {}, event.kind_label),
    h("p", {}, event.basis),
    h("p.aside", {}, ...joined([`${day(event.recorded_on)} 记录`, event.valid_to && `有效期至 ${day(event.valid_to)}`,
      event.document])));
}
