/**
 * Listens to a conversation's events, and comes back when the line breaks, from where it was.
 * Only while the page can be seen: over HTTP/1.1 a browser has six connections to a service for all its tabs.
 */

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
      await untilSeen(signal);
      const visit = new Visit(signal);
      let least = 0; // what the service asks to be left alone for, as when too many pages listen already
      try {
        await this.#hear(conversation, take, () => { tries = 0; }, visit.signal);
        visit.end();
      } catch (error) {
        visit.end();
        if (error instanceof CalledOff) continue;
        if (!(error instanceof Problem)) throw error;
        if (!error.passing) return;
        least = (error.retryAfter ?? 0) * 1000;
      }
      if (!signal.aborted) await this.#pause.wait(Math.max(least, backOff(tries)), signal);
    }
  }

  async #hear(conversation, take, onOpen, signal) {
    const events = this.#client.listen(conversation, this.#session.lastEventId, signal, onOpen);
    for await (const { name, data, id } of events) {
      if (signal.aborted) return;
      take(name, JSON.parse(data));
      if (id && !signal.aborted) this.#session.lastEventId = id;
    }
  }
}

/** The time from now until the page is hidden or `signal` fires. */
class Visit {
  #life = new AbortController();
  #outer;
  #leave = () => { if (document.hidden || this.#outer.aborted) this.end(); };

  constructor(outer) {
    this.#outer = outer;
    document.addEventListener("visibilitychange", this.#leave);
    outer.addEventListener("abort", this.#leave);
    this.#leave();
  }

  get signal() { return this.#life.signal; }

  end() {
    document.removeEventListener("visibilitychange", this.#leave);
    this.#outer.removeEventListener("abort", this.#leave);
    this.#life.abort();
  }
}

/** Wait until the page can be seen, or `signal` fires. */
function untilSeen(signal) {
  return new Promise((resolve) => {
    const look = () => {
      if (document.hidden && !signal.aborted) return;
      document.removeEventListener("visibilitychange", look);
      signal.removeEventListener("abort", look);
      resolve();
    };
    document.addEventListener("visibilitychange", look);
    signal.addEventListener("abort", look);
    look();
  });
}
