/** What vouchers can still pay for, until when, and when they are redeemed. */

import { h, joined } from "../../dom.js";
import { day, yuan } from "../../format.js";
import { card, renderFreshness, row } from "./parts.js";

const SOON_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;

export function renderVouchers(data) {
  return card("vouchers", "创新券余额", data.enterprise_name,
    h("p.balance", {}, h("span.amount", {}, yuan(data.available_fen)), h("span.unit", {}, "元可用")),
    h("p.aside", {}, ...joined([`截至 ${day(data.as_of)}`, data.reserved_fen > 0 && `另有 ${yuan(data.reserved_fen)} 元已预约`])),
    renderLapse(data),
    ...renderServices(data.services || []),
    renderRedemption(data),
    h("ul.batches", { role: "list" }, ...data.batches.map(renderBatch)),
    renderFreshness(data.freshness));
}

/** What lapses first; soon, it is something to do. */
function renderLapse({ as_of: today, expiring_on: on, expiring_fen: fen }) {
  if (!on) return null;
  const days = Math.round((Date.parse(on) - Date.parse(today)) / DAY_MS);
  const words = `${yuan(fen)} 元 ${day(on)} 到期`;
  if (days > SOON_DAYS) return h("p.aside", {}, `最早到期：${words}`);
  return h("p.todo", {}, h("strong", {}, "快到期："), `${words}，${days ? `还有 ${days} 天` : "就在今天"}`);
}

function renderRedemption(data) {
  const rows = [...(data.windows || []).flatMap((window) => row(...describeWindow(window))), ...row("审核", data.review)];
  return rows.length > 0 && h("dl.facts", {}, ...rows);
}

function describeWindow(window) {
  const place = window.region.split("/").pop();
  const source = `据${window.source}`;
  if (!window.opens_on) return ["兑付", `${place}${window.note}`, source];
  if (window.is_open) return ["正在兑付", `${place}，${day(window.closes_on)} 截止`, source];
  return ["下次兑付", `${place}，${day(window.opens_on)} 至 ${day(window.closes_on)}`, source];
}

function renderServices(services) {
  if (!services.length) return [];
  return [h("p.card-label", {}, services.length > 1 ? "还能付（合计不超过可用余额）" : "还能付"),
    h("ul.services", { role: "list" }, ...services.map(({ service, available_fen: fen }) =>
      h("li", {}, h("span", {}, service), h("span.entry-amount", {}, `${yuan(fen)} 元`))))];
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
  const partners = batch.partner_regions || [];
  return h("li.batch", {},
    h("p.batch-name", {}, batch.name),
    h("p.aside", {}, ...joined([`批次 ${batch.batch_number}`, `额度 ${yuan(batch.granted_fen)} 元`])),
    bar, h("ul.legend", { role: "list" }, ...legend),
    h("p.aside", {}, ...joined([`${day(batch.valid_from)} 至 ${day(batch.valid_to)}`, batch.region])),
    batch.scope.length > 0 && h("p.aside", {}, `可用于：${batch.scope.join("、")}`),
    partners.length > 0 && h("p.aside", {}, `通用通兑：${partners.map((region) => region.replace(/\//g, "")).join("、")}`));
}
