/** Sources: as short references under a reply, and in full with the quoted passage. */

import { h, icon, joined, webAddress } from "../dom.js";
import { day, period } from "../format.js";
import { renderText } from "./text.js";

const UNSTATED = "文件未载明";

/** Return the references of a reply, or null if it has none. `open(title, content)` shows one in full. */
export function renderCitations(citations, open) {
  if (!citations.length) return null;
  const chips = citations.map((citation, at) => h("li", {}, renderChip(citation, at + 1, open)));
  return h("div.sources", { role: "group", "aria-label": "依据" }, h("p.sources-title", {}, "依据"),
    h("ol", { role: "list" }, ...chips));
}

function renderChip(citation, number, open) {
  const facts = joined([citation.section, citation.document_number, citation.issued_by]);
  return h("button.source", { type: "button", "aria-haspopup": "dialog",
    onclick: () => open(citation.title, renderPassage(citation)) },
    h("span.source-number", { "aria-hidden": "true" }, String(number)),
    h("span.source-text", {},
      h("span.source-title", {}, citation.title),
      facts.length > 0 && h("span.source-facts", {}, ...facts),
      citation.notice && h("span.source-notice", {}, citation.notice)));
}

/** Return a citation's facts, its passage and the way to the original. What the document does not state says so. */
function renderPassage(citation) {
  const url = citation.url && webAddress(citation.url);
  return [
    citation.notice && h("p.notice", {}, citation.notice),
    h("dl.facts", {},
      ...fact("章节", citation.section),
      ...fact("文号", citation.document_number || UNSTATED),
      ...fact("发文机关", citation.issued_by || UNSTATED),
      ...fact("适用地区", citation.region),
      ...fact("发布日期", citation.issued_on ? day(citation.issued_on) : UNSTATED),
      ...fact("有效期", period(citation.effective_from, citation.effective_to))),
    h("p.passage-title", {}, "原文摘录"),
    h("blockquote.passage", {}, ...renderText(citation.passage)),
    url && h("a.original", { href: url, target: "_blank", rel: "noopener noreferrer" }, "查看原文", icon("open")),
  ].filter(Boolean);
}

function fact(name, value) {
  return value ? [h("dt", {}, name), h("dd", {}, value)] : [];
}
