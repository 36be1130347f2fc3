/** The look-ups as cards. */

import { renderCase } from "./cards/case.js";
import { renderCredit } from "./cards/credit.js";
import { renderCreditCheck } from "./cards/credit_check.js";
import { renderPeople } from "./cards/people.js";
import { renderRegister } from "./cards/register.js";
import { renderStatement } from "./cards/statement.js";
import { renderVouchers } from "./cards/vouchers.js";

const CARDS = new Map([
  ["case_status", renderCase],
  ["voucher_balance", renderVouchers],
  ["voucher_statement", renderStatement],
  ["credit_standing", renderCredit],
  ["credit_check", renderCreditCheck],
  ["register", renderRegister],
  ["people", renderPeople],
]);

/**
 * Return the card of a reply's data, or null: a kind that this version does not know is told by the reply's text.
 * @param {object|null} data
 * @param {{download: function(string): Promise<void>}} actions what a card's buttons do
 */
export function renderCard(data, actions) {
  const render = data && CARDS.get(data.kind);
  return render ? render(data, actions) : null;
}
