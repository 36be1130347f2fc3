/** Saves what was fetched as a file of the user's, from a frame as well. */

import { h } from "./dom.js";

const KEEP_MS = 60000; // some browsers read the file only after a question to the user

export function saveFile({ blob, name }) {
  const address = URL.createObjectURL(blob);
  const link = h("a", { href: address, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), KEEP_MS);
}
