/** The look-ups as cards. */

import { renderCase } from "./cards/case.js";
import { renderCredit } from "./cards/credit.js";
import { renderVouchers } from "./cards/vouchers.js";

const CARDS = new Map([
  ["case_status", renderCase],
  ["voucher_balance", renderVouchers],
  ["credit_standing", renderCredit],
]);

/** Return the card of a reply's data, or null: a kind that this version does not know is told by the reply's text. */
export function renderCard(data) {
  const render = data && CARDS.get(data.kind);
  return render ? render(data) : null;
}
