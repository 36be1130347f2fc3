/** The public HTTP contract, as the widget uses it. Every failure is a Problem, except being called off. */

import { Problem } from "./problem.js";
import { EventParser } from "./event_parser.js";

const REQUEST_MS = 20000;
const FILE_MS = 120000; // a long statement is written before its first byte is sent
const SILENCE_MS = 45000; // three heartbeats of 15 s

export class Client {
  /** @param {string} base address that the service's paths are relative to */
  constructor(base) {
    this.base = base;
  }

  /** Open a conversation. @returns {Promise<{conversation_id: string, token: string, greeting: object}>} */
  openConversation({ site, region }, signal) {
    const body = { locale: "zh-CN" };
    if (site) body.site = site;
    if (region) body.region = region;
    return this.#post("api/conversations", null, body, signal);
  }

  /** Send one message; safe to repeat with the same id. @returns {Promise<{turn_id: string, replies: object[]}>} */
  sendMessage({ id, token }, text, clientMessageId, signal) {
    const body = { conversation_id: id, text, client_message_id: clientMessageId };
    return this.#post("api/chat", token, body, signal);
  }

  /** What a user is told before an enterprise is bound; 404 where no site may do so.
   * @returns {Promise<{version: string, title: string, points: string[]}>} */
  async bindingNotice(signal) {
    return this.#json("api/binding-notice", { headers: { Accept: "application/json" } }, signal);
  }

  /** Bind the conversation by the site's signed token; `consent` is the version of the notice that was agreed to.
   * @returns {Promise<{turn_id: string, replies: object[]}>} */
  bind({ id, token }, siteToken, consent, signal) {
    const path = `api/conversations/${encodeURIComponent(id)}/binding`;
    return this.#post(path, token, { token: siteToken, consent }, signal);
  }

  /**
   * Fetch a file of the conversation. The token goes nowhere else: a path outside it is a Problem.
   * @returns {Promise<{blob: Blob, name: string}>}
   */
  async download({ id, token }, path, signal) {
    const address = new URL(path, this.base);
    const own = new URL(`api/conversations/${encodeURIComponent(id)}/`, this.base);
    if (!address.href.startsWith(own.href)) throw new Problem(404);
    const guard = watch(signal, FILE_MS);
    try {
      const response = await this.#fetch(address, { headers: { Authorization: `Bearer ${token}` }, cache: "no-store", signal: guard.signal });
      return { blob: await response.blob(), name: fileName(response.headers.get("Content-Disposition") || "") };
    } catch (error) {
      throw asProblem(error, signal);
    } finally {
      guard.stop();
    }
  }

  /** Yield the conversation's events from after `lastEventId` until the stream ends. `onOpen` tells it is connected. */
  async *listen({ id, token }, lastEventId, signal, onOpen) {
    const headers = { Authorization: `Bearer ${token}`, Accept: "text/event-stream" };
    if (lastEventId) headers["Last-Event-ID"] = lastEventId;
    const guard = watch(signal, SILENCE_MS);
    try {
      const path = `api/conversations/${encodeURIComponent(id)}/events`;
      const response = await this.#fetch(path, { headers, cache: "no-store", signal: guard.signal });
      if (response.status === 204) throw new Problem(204); // nothing more will come
      onOpen();
      yield* this.#read(response.body.getReader(), guard);
    } catch (error) {
      throw asProblem(error, signal);
    } finally {
      guard.stop();
    }
  }

  async *#read(reader, guard) {
    const decoder = new TextDecoder();
    const parser = new EventParser();
    try {
      for (;;) {
        guard.restart();
        const { done, value } = await reader.read();
        if (done) return;
        yield* parser.feed(decoder.decode(value, { stream: true }));
      }
    } finally {
      // A reader that failed rejects this too; the failure itself is already on its way.
      reader.cancel().catch(() => undefined);
    }
  }

  async #post(path, token, body, signal) {
    const headers = { "Content-Type": "application/json", Accept: "application/json" };
    if (token) headers.Authorization = `Bearer ${token}`;
    return this.#json(path, { method: "POST", headers, body: JSON.stringify(body) }, signal);
  }

  async #json(path, request, signal) {
    const guard = watch(signal, REQUEST_MS);
    try {
      guard.restart();
      const response = await this.#fetch(path, { ...request, signal: guard.signal });
      const answer = response.status === 204 ? null : await response.json();
      if (signal.aborted) throw new CalledOff();
      return answer;
    } catch (error) {
      throw asProblem(error, signal);
    } finally {
      guard.stop();
    }
  }

  async #fetch(path, options) {
    const address = new URL(path, this.base);
    const response = await fetch(address, { ...options, credentials: "omit", referrerPolicy: "no-referrer" });
    if (!response.ok) throw await Problem.of(response);
    return response;
  }
}

/** The name that a response gives its file (RFC 6266), without anything that could lead out of a folder. */
function fileName(disposition) {
  const [, encoded] = /filename\*=UTF-8''([^;]+)/i.exec(disposition) || [];
  const [, plain] = /filename="([^"]+)"/i.exec(disposition) || [];
  return (decode(encoded) || plain || "download").replace(/[\\/:*?"<>|\p{Cc}]/gu, "_");
}

function decode(encoded) {
  try {
    return encoded && decodeURIComponent(encoded);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return "";
  }
}

/** A signal that follows `signal` and also fires after `ms` of silence. */
function watch(signal, ms) {
  const controller = new AbortController();
  const stop = () => controller.abort();
  let timer = setTimeout(stop, ms);
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop);
  return {
    signal: controller.signal,
    restart: () => { clearTimeout(timer); timer = setTimeout(stop, ms); },
    stop: () => { clearTimeout(timer); signal.removeEventListener("abort", stop); },
  };
}

/** Being called off stays what it is; a broken or silent connection, or half an answer, becomes Problem 0. */
function asProblem(error, signal) {
  if (error instanceof Problem || error instanceof CalledOff) return error;
  if (signal.aborted) return new CalledOff();
  const broken = error instanceof TypeError || error instanceof SyntaxError || error instanceof DOMException;
  return broken ? new Problem(0) : error;
}

/** The caller's own signal ended the request. */
export class CalledOff extends Error {}
