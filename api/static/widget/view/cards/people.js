/** Who acts for an enterprise. */

import { h } from "../../dom.js";
import { card } from "./parts.js";

const STATES = { active: "", invited: "待接受邀请", invitation_expired: "邀请已过期" };

export function renderPeople(data) {
  return card("people", "人员名单", data.enterprise_name,
    h("ol.members", { role: "list" }, ...data.people.map(renderPerson)));
}

function renderPerson(person) {
  const state = person.is_you ? "您本人" : STATES[person.state];
  return h("li.member", { "data-state": person.state },
    h("span.member-name", {}, person.name),
    h("span.member-phone", {}, person.masked_phone),
    h("span.member-role", {}, person.role_label),
    state && h("span.aside", {}, state));
}
