/** Credit standing. */

import { h, joined } from "../../dom.js";
import { day } from "../../format.js";
import { card } from "./parts.js";

export function renderCredit(data) {
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
