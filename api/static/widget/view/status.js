/** One line on what is going on, in a live region of its own, apart from the conversation. */

import { h } from "../dom.js";

export class Status {
  #node;

  /** @param {HTMLElement} node the element with role="status" */
  constructor(node) {
    this.#node = node;
  }

  /** Say `text`, with an action to take if there is one: `{label, run}`. */
  show(text, action = null) {
    if (this.#node.textContent === text && !action) return;
    this.#node.replaceChildren(text);
    if (action) {
      const run = () => { this.clear(); action.run(); };
      this.#node.append(h("button.again", { type: "button", onclick: run }, action.label));
    }
  }

  clear() {
    this.#node.replaceChildren();
  }
}
