/** Waiting between attempts. */

const FIRST_MS = 1000;
const LONGEST_MS = 30000;

/** 1, 2, 4 … 30 s, each shortened at random by up to a quarter so that many widgets do not come back at once. */
export function backOff(attempt) {
  return Math.min(FIRST_MS * 2 ** attempt, LONGEST_MS) * (1 - Math.random() / 4);
}

/** Wait so long, or until the network is back, `wake` is called, or `signal` fires. */
export class Pause {
  #wake = () => undefined;

  wake() { this.#wake(); }

  wait(ms, signal) {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        window.removeEventListener("online", done);
        signal.removeEventListener("abort", done);
        this.#wake = () => undefined;
        resolve();
      };
      const timer = setTimeout(done, ms);
      window.addEventListener("online", done);
      signal.addEventListener("abort", done);
      this.#wake = done;
      if (signal.aborted) done();
    });
  }
}
