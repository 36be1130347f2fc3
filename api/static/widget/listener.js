/** Listens to a conversation's events, and comes back when the line breaks, from where it was. */

import { CalledOff } from "./client.js";
import { backOff, Pause } from "./patience.js";
import { Problem } from "./problem.js";

export class Listener {
  #client;
  #session;
  #life = new AbortController();
  #pause = new Pause();

  constructor(client, session, signal) {
    this.#client = client;
    this.#session = session;
    signal.addEventListener("abort", () => this.stop());
  }

  stop() { this.#life.abort(); }

  /** Give each event to `take(name, data)` until stopped, or until the service says that there is nothing to hear. */
  async run(conversation, take) {
    const { signal } = this.#life;
    for (let tries = 0; !signal.aborted; tries += 1) {
      try {
        await this.#hear(conversation, take, () => { tries = 0; });
      } catch (error) {
        if (error instanceof CalledOff) return;
        if (!(error instanceof Problem)) throw error;
        if (!error.passing) return;
      }
      if (!signal.aborted) await this.#pause.wait(backOff(tries), signal);
    }
  }

  async #hear(conversation, take, onOpen) {
    const { signal } = this.#life;
    const events = this.#client.listen(conversation, this.#session.lastEventId, signal, onOpen);
    for await (const { name, data, id } of events) {
      if (signal.aborted) return;
      take(name, JSON.parse(data));
      if (id && !signal.aborted) this.#session.lastEventId = id;
    }
  }
}
