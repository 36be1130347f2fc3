/** The way between this frame and the page that embeds it. Exact origins both ways; no word of a conversation. */

export class Bridge {
  #host;
  #origin;

  /** @param {Window|null} host @param {string|null} origin null when the widget stands alone */
  constructor(host, origin) {
    this.#host = host;
    this.#origin = origin;
  }

  get connected() { return this.#origin !== null; }

  /** Pass the page's requests to these handlers, by type, and tell it that we listen. */
  connect(handlers) {
    if (!this.connected) return;
    window.addEventListener("message", (event) => {
      if (event.source !== this.#host || event.origin !== this.#origin) return;
      const message = event.data;
      const handler = message && message.to === "dianxiaoer" && new Map(Object.entries(handlers)).get(message.type);
      if (handler) handler(message);
    });
    this.#send({ type: "ready" });
  }

  requestClose() { this.#send({ type: "close" }); }
  showUnread(count) { this.#send({ type: "unread", count }); }
  emit(name, detail) { this.#send({ type: "event", name, detail }); }

  #send(message) {
    if (this.connected) this.#host.postMessage({ from: "dianxiaoer", ...message }, this.#origin);
  }
}
