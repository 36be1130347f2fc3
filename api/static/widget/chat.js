/** One conversation: what is sent, what is received, what is shown, and what happens when the network does not help. */

import { CalledOff } from "./client.js";
import { Listener } from "./listener.js";
import { backOff, Pause } from "./patience.js";
import { Problem } from "./problem.js";

const MOST_TRIES = 6;
const IDLE_CHECK_MS = 30000;
const NO_RESULT = "没有收到核验结果。如果稍后没有显示“已绑定”，请在对话中说“绑定企业”。";
const AUTHORS = { reply: "assistant", staff: "staff", push: "push" };

export class Chat {
  #client; #session; #log; #status; #bridge; #place;
  #life = new AbortController();
  #pause = new Pause();
  #listener = null;
  #working = false;
  #visible = false;
  #opening = null;
  #siteToken = "";
  #askConsent;

  /**
   * @param {object} parts client, session, log, status, bridge, place: `{site, region}`, and askConsent: shows a notice
   * and resolves to true (agreed), false (declined) or null (put off)
   */
  constructor({ client, session, log, status, bridge, place, askConsent }) {
    this.#client = client;
    this.#session = session;
    this.#log = log;
    this.#status = status;
    this.#bridge = bridge;
    this.#place = place;
    this.#askConsent = askConsent;
  }

  /** Show what the tab remembers, and go on from there. */
  start() {
    for (const item of this.#session.items) this.#log.add(item);
    this.#bridge.showUnread(this.#session.unread);
    setInterval(() => this.#expire(), IDLE_CHECK_MS);
    window.addEventListener("offline", () => this.#status.show("网络已断开，正在等待恢复。"));
    window.addEventListener("online", () => this.#working || this.#status.clear());
    if (this.#session.items.length) this.#work();
  }

  /** The user looks at it: nothing is unread, and a conversation is opened if there is none. */
  show() {
    this.#visible = true;
    this.#countUnread(0);
    this.#expire();
    if (!this.#session.items.length) this.#work();
    this.#offerBinding();
  }

  hide() { this.#visible = false; }

  /** Queue one message; it is sent in its turn, and again until it has arrived. */
  send(text) {
    this.#expire();
    const id = randomId();
    this.#add({ kind: "user", id, text, at: new Date().toISOString(), state: "queued" });
    this.#bridge.emit("message", { id });
    this.#pause.wake();
    this.#work();
  }

  /** Send a message again that had failed, under the same id. */
  retry(id) {
    this.#mark(id, "queued");
    this.#work();
  }

  /** Fetch a file that a reply of this conversation offers. @returns {Promise<{blob: Blob, name: string}>} */
  download(path) {
    const { conversation } = this.#session;
    if (!conversation) throw new Problem(404);
    return this.#client.download(conversation, path, this.#life.signal);
  }

  /** End this conversation here: nothing of it stays in the tab. */
  reset(note = "") {
    this.#life.abort();
    this.#life = new AbortController();
    this.#listener = null;
    this.#working = false;
    this.#siteToken = "";
    this.#session.clear();
    this.#log.clear();
    this.#status.clear();
    this.#countUnread(0);
    this.#bridge.emit("closed");
    if (note) this.#log.add({ kind: "note", id: randomId(), text: note });
    else if (this.#visible) this.#work();
  }

  /** Take the site's signed token, by which the user's enterprise can be bound; the user is asked when looking. */
  identify(token) {
    this.#siteToken = token;
    if (this.#visible) this.#offerBinding();
  }

  async #work() {
    if (this.#working) return;
    this.#working = true;
    const { signal } = this.#life;
    try {
      await this.#attempt(() => this.#ensureConversation(), signal);
      for (let item; (item = this.#session.findQueued()); ) await this.#deliver(item, signal);
      this.#status.clear();
    } catch (error) {
      if (!(error instanceof Problem) && !(error instanceof CalledOff)) throw error;
      if (error instanceof Problem) this.#giveUp(error);
    } finally {
      if (this.#life.signal === signal) {
        this.#working = false;
        this.#log.setThinking(false);
      }
    }
  }

  /** No conversation can be opened: what was to be sent has failed, and the user decides when to try again. */
  #giveUp(problem) {
    for (let item; (item = this.#session.findQueued()); ) this.#mark(item.id, "failed", problem.message);
    this.#status.show(problem.message, { label: "重试", run: () => this.#work() });
  }

  async #deliver(item, signal) {
    let again = false;
    const send = async () => {
      this.#think();
      const conversation = await this.#ensureConversation(again);
      return this.#client.sendMessage(conversation, item.text, item.id, signal);
    };
    try {
      const turn = await this.#attempt(async () => {
        try {
          return await send();
        } catch (error) {
          if (again || !(error instanceof Problem) || error.status !== 404) throw error;
          again = true;
          this.#forgetConversation("上一次对话已过期，已为您重新开始。");
          return send();
        }
      }, signal);
      this.#mark(item.id, "sent");
      turn.replies.forEach((reply) => this.#receive(reply, "assistant"));
      this.#log.setThinking(false);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#mark(item.id, "failed", error.message);
      this.#status.clear();
    }
  }

  /** Try until it works, the answer is final, or a service that does answer has failed too often. */
  async #attempt(task, signal) {
    for (let tries = 0; ; tries += 1) {
      try {
        return await task();
      } catch (error) {
        if (!(error instanceof Problem) || !error.passing) throw error;
        if (error.status && tries >= MOST_TRIES) throw error;
        this.#log.setThinking(false);
        this.#status.show(error.message);
        await this.#pause.wait(error.retryAfter ? error.retryAfter * 1000 : backOff(tries), signal);
        if (signal.aborted) throw new CalledOff();
      }
    }
  }

  async #ensureConversation(again = false) {
    if (!this.#session.conversation) {
      if (!this.#opening) this.#opening = this.#open(again).finally(() => { this.#opening = null; });
      await this.#opening;
    }
    if (!this.#listener) this.#listen(this.#session.conversation);
    return this.#session.conversation;
  }

  async #open(again) {
    const opened = await this.#client.openConversation(this.#place, this.#life.signal);
    this.#session.conversation = { id: opened.conversation_id, token: opened.token };
    if (!again) this.#receive(opened.greeting, "assistant", true);
  }

  #listen(conversation) {
    this.#listener = new Listener(this.#client, this.#session, this.#life.signal);
    this.#listener.run(conversation, (name, data) => {
      if (name === "closed") {
        this.#forgetConversation(data.text || "本次对话已结束，您可以继续提问，开始新的对话。");
        this.#bridge.emit("closed");
      } else if (name in AUTHORS) this.#receive(data, AUTHORS[name]);
    });
  }

  #forgetConversation(note) {
    if (this.#listener) this.#listener.stop();
    this.#listener = null;
    this.#session.conversation = null;
    this.#session.binding = "";
    this.#remark(note);
  }

  /** With a token at hand, ask whether to use it: once in a conversation, unless the question was put off. */
  async #offerBinding() {
    const token = this.#siteToken;
    if (!token) return;
    this.#siteToken = "";
    let ok = this.#session.binding === "bound";
    try {
      if (!this.#session.binding) ok = await this.#bind(token, this.#life.signal);
    } catch (error) {
      if (error instanceof CalledOff) return;
      if (!(error instanceof Problem)) throw error;
      if (error.status !== 404) this.#remark(error.status ? error.message : NO_RESULT);
    }
    if (ok !== null) this.#bridge.emit("identify", { ok });
  }

  /** Return whether the enterprise was bound; null when the user has put the question off. */
  async #bind(token, signal) {
    const notice = await this.#client.bindingNotice(signal);
    const agreed = await this.#askConsent(notice, signal);
    if (signal.aborted) throw new CalledOff();
    if (agreed === null) {
      this.#siteToken = token;
      return null;
    }
    if (!agreed) {
      this.#session.binding = "declined";
      return false;
    }
    const conversation = await this.#ensureConversation();
    const turn = await this.#client.bind(conversation, token, notice.version, signal);
    this.#session.binding = "bound";
    turn.replies.forEach((reply) => this.#receive(reply, "assistant"));
    return true;
  }

  #remark(text) {
    this.#add({ kind: "note", id: randomId(), text, at: new Date().toISOString() });
  }

  #receive(reply, author, first = false) {
    if (this.#session.has(reply.id)) return;
    this.#add({ kind: "reply", id: reply.id, reply, author, at: reply.created_at }, first);
    this.#bridge.emit("reply", { outcome: reply.outcome });
    if (!this.#visible) this.#countUnread(this.#session.unread + 1);
  }

  #think() {
    this.#log.setThinking(true);
    this.#status.show("店小二正在查阅…");
  }

  #add(item, first = false) {
    this.#session.add(item, first);
    this.#log.add(item, first);
  }

  #mark(id, state, why = "") {
    this.#session.mark(id, state, why);
    this.#log.mark(id, state, why);
  }

  #countUnread(count) {
    this.#session.unread = count;
    this.#bridge.showUnread(count);
  }

  #expire() {
    if (this.#session.expired) this.reset("已超过 30 分钟没有操作，为保护您的信息，对话内容已清除。");
  }
}

/** A fresh id. (crypto.randomUUID does not exist on plain http, which intranets use.) */
function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
