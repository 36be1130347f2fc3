/** Building elements. Strings become text nodes and never markup. */

/**
 * Return a new element.
 * @param {string} tag `button.chip.wide` gives the classes too
 * @param {object} [attributes] `on…` functions are listeners; null, undefined and false are left out
 * @param {...(Node|string|null|undefined|false)} children
 */
export function h(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const node = document.createElement(name);
  if (classes.length) node.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Return an icon of the page's own sprite. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** Return the address if it is a web page's, else null: no `javascript:`, no `data:`. */
export function webAddress(text) {
  try {
    const url = new URL(text);
    return ["http:", "https:"].includes(url.protocol) ? url.href : null;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return null;
  }
}

/** Return facts on one line, parted by dots; a line breaks between facts before it breaks inside one. */
export function joined(facts) {
  const kept = facts.filter(Boolean);
  return kept.map((fact, at) => h("span.piece", {}, at < kept.length - 1 ? `${fact} · ` : fact));
}
