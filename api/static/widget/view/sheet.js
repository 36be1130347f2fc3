/** The sheet that rises over the conversation: a source's passage, or a question before something is cleared. */

import { h, icon } from "../dom.js";

export class Sheet {
  #app;
  #node = null;
  #returnTo = null;
  #onClose = () => undefined;

  /** @param {HTMLElement} app what lies below */
  constructor(app) {
    this.#app = app;
  }

  get isOpen() { return this.#node !== null; }

  /** Where the keyboard may go now. */
  get scope() { return this.#node || this.#app; }

  /** Show `content` under a title; the focus goes to the title, and back to where it was at the end. */
  open(title, content, onClose = () => undefined) {
    this.close();
    this.#onClose = onClose;
    this.#returnTo = document.activeElement;
    const heading = h("h2.sheet-title", { id: "sheet-title", tabindex: "-1" }, title);
    const close = h("button.tool.sheet-close", { type: "button", "aria-label": "关闭", onclick: () => this.close() },
      icon("close"));
    const box = h("div.sheet-box", {}, h("div.sheet-head", {}, heading, close), h("div.sheet-body", {}, ...content));
    this.#node = h("div.sheet", { role: "dialog", "aria-modal": "true", "aria-labelledby": "sheet-title" }, box);
    this.#node.addEventListener("click", (event) => event.target === this.#node && this.close());
    this.#app.after(this.#node);
    this.#app.setAttribute("inert", "");
    heading.focus();
  }

  /** Take it away. Does nothing when there is none. */
  close() {
    if (!this.#node) return;
    this.#node.remove();
    this.#node = null;
    this.#app.removeAttribute("inert");
    if (this.#returnTo) this.#returnTo.focus();
    this.#onClose();
  }
}
