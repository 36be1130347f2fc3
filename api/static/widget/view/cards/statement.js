/** What vouchers were used for in a period, and the whole of it as a file. */

import { CalledOff } from "../../client.js";
import { h, joined } from "../../dom.js";
import { day, dayOf, yuan } from "../../format.js";
import { Problem } from "../../problem.js";
import { card, renderFreshness, row } from "./parts.js";

export function renderStatement(data, actions) {
  const shown = data.lines.length;
  return card("statement", "创新券对账单", data.enterprise_name,
    h("p.aside", {}, `${day(data.begins_on)} 至 ${day(data.ends_on)}`),
    h("dl.facts", {},
      ...row("期初可用", `${yuan(data.opening_fen)} 元`),
      ...(data.movements ?? []).flatMap((movement) => row(`本期${movement.kind_label}`, ...change(movement))),
      ...row("期末可用", `${yuan(data.closing_fen)} 元`,
        data.usable_fen !== data.closing_fen && `其中能用 ${yuan(data.usable_fen)} 元`)),
    shown > 0 && h("p.card-label", {}, shown < data.line_count
      ? `最近 ${shown} 笔，共 ${data.line_count} 笔` : `共 ${data.line_count} 笔`),
    shown > 0 && h("ol.entries", { role: "list" }, ...data.lines.map(renderLine)),
    shown === 0 && h("p.aside", {}, "这段时间没有流水。"),
    renderFreshness(data.freshness),
    data.download && renderDownload(data.download, actions));
}

function renderLine(line) {
  return h("li.entry", {},
    h("span.entry-kind", {}, line.kind_label),
    h("span.entry-amount", {}, `${signed(line)} 元`),
    h("p.aside", {}, ...joined([dayOf(line.at), line.service, `批次 ${line.batch_number}`])),
    h("p.aside", {}, ...joined([
      `可用 ${yuan(line.balance_after_fen)} 元`,
      line.reserved_after_fen > 0 && `已预约 ${yuan(line.reserved_after_fen)} 元`])));
}

/** What a kind of movement does to the available amount; what was redeemed from a reservation does nothing to it. */
function change(movement) {
  const reserved = movement.kind === "redeem" ? movement.amount_fen + movement.change_fen : 0;
  if (movement.kind === "redeem" && movement.change_fen === 0) {
    return [`${yuan(movement.amount_fen)} 元`, "都是先前预约的，可用余额不再减少"];
  }
  return [`${signed(movement)} 元`, reserved > 0 && `另兑付先前预约的 ${yuan(reserved)} 元，可用余额不再减少`];
}

/** What a line does to the available amount; a redemption of what was reserved does nothing to it. */
function signed(line) {
  if (line.change_fen === 0) return yuan(line.amount_fen);
  return `${line.change_fen > 0 ? "+" : ""}${yuan(line.change_fen)}`;
}

function renderDownload(path, actions) {
  const words = h("span", {}, "下载表格（xlsx）");
  const problem = h("p.download-problem", { role: "alert" });
  const button = h("button.plain.download", { type: "button", onclick: run }, words);
  async function run() {
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    words.textContent = "正在准备…";
    problem.textContent = "";
    try {
      await actions.download(path);
      words.textContent = "已下载，可再次下载";
    } catch (error) {
      words.textContent = "重新下载";
      if (error instanceof CalledOff) return; // the conversation was ended
      if (!(error instanceof Problem)) throw error;
      problem.textContent = error.status === 404 ? "对话已更新，请重新查一次对账单再下载。" : error.message;
    } finally {
      button.removeAttribute("aria-disabled");
    }
  }
  return h("div.card-actions", {}, button, problem);
}
