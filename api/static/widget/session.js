/**
 * What this tab remembers of its conversation, for 30 idle minutes: the token, what was said, what is still to be sent.
 * It is kept in sessionStorage: it outlives a change of page, and ends with the tab (many use a shared computer).
 */

import { maskForKeeping } from "./mask.js";

export const IDLE_MS = 30 * 60 * 1000;
const KEPT_ITEMS = 100;

const fresh = () => ({ conversation: null, lastEventId: "", items: [], draft: "", unread: 0, binding: "",
  touchedAt: 0 });

export class Session {
  #storage;
  #key;
  #now;
  #state = fresh();

  /**
   * @param {Storage|null} storage null when the browser denies it: then all is kept for the page's life only
   * @param {string} key
   * @param {() => number} now milliseconds
   */
  constructor(storage, key, now = Date.now) {
    this.#storage = storage;
    this.#key = key;
    this.#now = now;
    this.#load();
  }

  get conversation() { return this.#state.conversation; }
  set conversation(conversation) { this.#change({ conversation, lastEventId: "" }); }
  get lastEventId() { return this.#state.lastEventId; }
  set lastEventId(lastEventId) { this.#change({ lastEventId }); }
  get draft() { return this.#state.draft; }
  set draft(draft) { this.#change({ draft }); }
  get unread() { return this.#state.unread; }
  set unread(unread) { this.#change({ unread }); }
  /** What the user answered to the site's offer to bind an enterprise: "", "bound" or "declined". Never the token. */
  get binding() { return this.#state.binding; }
  set binding(binding) { this.#change({ binding }); }

  /** What was said, oldest first: `{kind: "user"|"reply"|"note", id, at, …}`. */
  get items() { return this.#state.items; }

  /** Whether it has been idle too long. A message that is still to be sent keeps it alive. */
  get expired() {
    return this.#state.touchedAt > 0 && this.#now() - this.#state.touchedAt > IDLE_MS && !this.findQueued();
  }

  /** Append an item (or put it first) and count it as activity. */
  add(item, first = false) {
    const items = (first ? [item, ...this.#state.items] : [...this.#state.items, item]).slice(-KEPT_ITEMS);
    this.#change({ items, touchedAt: this.#now() });
  }

  /** Change a message's state: "queued", "sent" or "failed", with the sentence that says why. */
  mark(id, state, why = "") {
    const text = (item) => (state === "sent" ? maskForKeeping(item.text) : item.text);
    const items = this.#state.items.map((item) => (item.id === id ? { ...item, state, why, text: text(item) } : item));
    this.#change({ items, touchedAt: this.#now() });
  }

  has(id) { return this.#state.items.some((item) => item.id === id); }

  /** Return the oldest message that still has to be sent, or undefined. */
  findQueued() { return this.#state.items.find((item) => item.state === "queued"); }

  /** Forget everything but what was typed and not yet sent. */
  clear() { this.#change({ ...fresh(), draft: this.#state.draft }); }

  #load() {
    this.#state = { ...fresh(), ...parse(this.#storage && this.#storage.getItem(this.#key)) };
    if (this.expired) this.#change(fresh());
  }

  #change(changes) {
    this.#state = { ...this.#state, ...changes };
    if (!this.#storage) return;
    try {
      this.#storage.setItem(this.#key, JSON.stringify(this.#state));
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      // Full: the older half goes. What is on the screen stays.
      this.#state.items = this.#state.items.slice(Math.ceil(this.#state.items.length / 2));
      if (this.#state.items.length) this.#change({});
    }
  }
}

function parse(kept) {
  try {
    return Object(JSON.parse(kept));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return {};
  }
}

/** Return the tab's storage, or null where the browser denies it to embedded pages. */
export function tabStorage() {
  try {
    return window.sessionStorage;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return null;
  }
}
