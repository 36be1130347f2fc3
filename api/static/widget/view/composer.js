/** Where the user types. Enter sends, Shift+Enter starts a line; an Enter that only confirms Chinese input does neither. */

export const LONGEST = 2000;
const WARN_FROM = 1800;
const TALLEST_PX = 132;
const IME_KEY = 229; // what Safari gives for the Enter that ends a composition, when isComposing is already false

export class Composer {
  #form; #field; #button; #counter; #send; #onDraft;

  /** @param {HTMLFormElement} form @param {(text: string) => void} send @param {(text: string) => void} onDraft */
  constructor(form, send, onDraft) {
    this.#form = form;
    this.#field = form.querySelector("textarea");
    this.#button = form.querySelector(".send");
    this.#counter = form.querySelector(".counter");
    this.#send = send;
    this.#onDraft = onDraft;
    this.#field.addEventListener("input", () => this.#update());
    this.#field.addEventListener("keydown", (event) => this.#onKey(event));
    form.addEventListener("submit", (event) => { event.preventDefault(); this.#submit(); });
  }

  focus() { this.#field.focus(); }

  /** Put a text there for the user to send or change. */
  fill(text) {
    this.#field.value = text;
    this.#update();
  }

  #onKey(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === IME_KEY) return;
    event.preventDefault();
    this.#submit();
  }

  #submit() {
    if (this.#button.disabled) return;
    const text = this.#field.value.trim();
    this.fill("");
    this.#send(text);
  }

  #update() {
    const text = this.#field.value;
    const length = Array.from(text.trim()).length; // characters as the service counts them, not UTF-16 units
    this.#button.disabled = length === 0 || length > LONGEST;
    this.#counter.hidden = length < WARN_FROM;
    this.#counter.textContent = length > LONGEST ? `超出 ${length - LONGEST} 字，请精简后再发` : `还可输入 ${LONGEST - length} 字`;
    this.#field.setAttribute("aria-invalid", String(length > LONGEST));
    this.#form.dataset.over = String(length > LONGEST);
    this.#field.style.height = "auto";
    this.#field.style.height = `${Math.min(this.#field.scrollHeight, TALLEST_PX)}px`;
    this.#onDraft(text);
  }
}
