/** The conversation on the screen. */

import { h } from "../dom.js";
import { clock } from "../format.js";
import { renderCard } from "./card.js";
import { renderCitations } from "./citation.js";
import { renderText } from "./text.js";

const NEAR_PX = 120;
const AUTHORS = { assistant: "店小二", staff: "工作人员", push: "办理提醒" };
const PAUSE_MS = 5 * 60 * 1000;

export class Log {
  #node; #latest; #actions;
  #thinking = null;
  #lastAt = 0;
  #target = null; // where a scroll of ours is going; null when it has arrived or the user took over

  /**
   * @param {HTMLElement} node the element with role="log"
   * @param {HTMLElement} latest the button that leads to the newest message
   * @param {{ask: Function, retry: Function, openSheet: Function, download: Function}} actions
   */
  constructor(node, latest, actions) {
    this.#node = node;
    this.#latest = latest;
    this.#actions = actions;
    latest.addEventListener("click", () => this.#scrollTo(node.scrollHeight));
    node.addEventListener("scroll", () => {
      if (this.#target !== null && Math.abs(node.scrollTop - this.#target) < 2) this.#target = null;
      if (this.#isNearEnd()) latest.hidden = true;
    });
    for (const name of ["wheel", "touchmove", "pointerdown", "keydown"]) {
      node.addEventListener(name, () => { this.#target = null; }, { passive: true });
    }
  }

  /** Show an item of the session; `first` puts it before what the user said. */
  add(item, first = false) {
    const follow = this.#isNearEnd() || item.kind === "user";
    const node = { user: (i) => this.#renderUser(i), reply: (i) => this.#renderReply(i), note: renderNote }[item.kind](item);
    const before = first ? this.#node.querySelector(".turn.user") : this.#thinking;
    if (item.kind !== "note" && !first) this.#addTime(item.at, before);
    this.#node.insertBefore(node, before);
    this.#retireQuickReplies(node);
    if (follow) this.#follow(node, item.kind);
    else this.#latest.hidden = false;
  }

  /** Show how a user's message fares. */
  mark(id, state, why) {
    const node = this.#node.querySelector(`[data-id="${CSS.escape(id)}"]`);
    if (node) this.#showState(node, { id, state, why });
  }

  /** Show, or no longer show, that an answer is being looked for. */
  setThinking(thinking) {
    this.#node.setAttribute("aria-busy", String(thinking));
    if (thinking && !this.#thinking) {
      const follow = this.#isNearEnd();
      this.#thinking = h("div.thinking", { "aria-hidden": "true" }, h("i"), h("i"), h("i"));
      this.#node.append(this.#thinking);
      if (follow) this.#scrollTo(this.#node.scrollHeight);
    } else if (!thinking && this.#thinking) {
      this.#thinking.remove();
      this.#thinking = null;
    }
  }

  clear() {
    this.#thinking = null;
    this.#lastAt = 0;
    this.#target = null;
    this.#node.replaceChildren();
    this.#node.setAttribute("aria-busy", "false");
    this.#latest.hidden = true;
  }

  #renderUser(item) {
    const node = h("article.turn.user", { "data-id": item.id },
      h("span.hidden", {}, "您说："), h("p.words", {}, item.text), h("p.state"));
    this.#showState(node, item);
    return node;
  }

  #showState(node, { id, state, why }) {
    const line = node.querySelector(".state");
    node.dataset.state = state;
    line.replaceChildren();
    if (state !== "failed") return;
    line.append(h("span", {}, why || "没有发出去。"),
      h("button.again", { type: "button", onclick: () => this.#actions.retry(id) }, "重新发送"));
  }

  #renderReply({ reply, author }) {
    return h("article.turn.reply", { "data-id": reply.id, "data-outcome": reply.outcome, "data-author": author },
      h(author === "assistant" ? "span.hidden" : "p.author", {}, AUTHORS[author]),
      h(reply.data ? "div.paper.wide" : "div.paper", {},
        h("div.text", {}, ...renderText(reply.text)),
        renderCard(reply.data, this.#actions),
        renderCitations(reply.citations || [], this.#actions.openSheet)),
      this.#renderQuickReplies(reply.quick_replies || []));
  }

  #renderQuickReplies(choices) {
    if (!choices.length) return null;
    return h("div.choices", { role: "group", "aria-label": "可以这样回复" }, ...choices.map(({ title, text }) =>
      h("button.choice", { type: "button", onclick: () => this.#actions.ask(text) }, title)));
  }

  /** Choices belong to the last word: an older question's would answer the wrong one. */
  #retireQuickReplies(newest) {
    if (!newest.classList.contains("user")) return;
    for (const choices of this.#node.querySelectorAll(".choices")) choices.remove();
  }

  #addTime(at, before) {
    const instant = Date.parse(at);
    if (Number.isFinite(instant) && instant - this.#lastAt > PAUSE_MS) {
      this.#node.insertBefore(h("time.time", { datetime: at }, clock(at)), before);
      this.#lastAt = instant;
    }
  }

  /** A long reply is shown from its beginning, with the question above it; anything else from its end. */
  #follow(node, kind) {
    const question = node.previousElementSibling;
    const start = kind === "reply" && question && question.classList.contains("user") ? question : node;
    const tall = node.offsetTop + node.offsetHeight - start.offsetTop > this.#node.clientHeight - 24;
    this.#scrollTo(tall && kind === "reply" ? start.offsetTop - 12 : this.#node.scrollHeight);
  }

  #scrollTo(top) {
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#target = Math.max(0, Math.min(top, this.#node.scrollHeight - this.#node.clientHeight));
    this.#node.scrollTo({ top, behavior: calm ? "auto" : "smooth" });
  }

  #isNearEnd() {
    const top = this.#target === null ? this.#node.scrollTop : this.#target;
    return this.#node.scrollHeight - top - this.#node.clientHeight < NEAR_PX;
  }
}

function renderNote({ text }) {
  return h("p.remark", {}, text);
}
