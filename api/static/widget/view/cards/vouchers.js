/** What vouchers can still pay for. */

import { h, joined } from "../../dom.js";
import { day, yuan } from "../../format.js";
import { card } from "./parts.js";

export function renderVouchers(data) {
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
