/** Server-sent events from pieces of text, cut anywhere (WHATWG HTML, 9.2.6). */

export class EventParser {
  #rest = "";
  #event = { name: "", data: [], id: undefined };

  /** Return the events that this piece completes: `{name, data, id}`; `id` is undefined where none was given. */
  feed(piece) {
    const events = [];
    // A lone CR at the end may be half of a CRLF: it waits for the next piece.
    const lines = (this.#rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop();
    for (const line of lines) {
      if (line === "") this.#complete(events);
      else if (!line.startsWith(":")) this.#field(line);
    }
    return events;
  }

  #field(line) {
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "data") this.#event.data.push(value);
    else if (name === "event") this.#event.name = value;
    else if (name === "id") this.#event.id = value;
  }

  #complete(events) {
    const { name, data, id } = this.#event;
    this.#event = { name: "", data: [], id: undefined };
    if (data.length) events.push({ name: name || "message", data: data.join("\n"), id });
  }
}
