/** Where the keyboard goes. */

const FOCUSABLE = 'a[href], button:not([disabled]), textarea:not([disabled]), [tabindex="0"]';

/** Return what Tab reaches inside `container`, in order. */
export function listFocusable(container) {
  return [...container.querySelectorAll(FOCUSABLE)].filter((node) => node.getClientRects().length > 0);
}

/** Keep Tab inside `container()`: after the last comes the first. */
export function trapFocus(container) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || event.altKey || event.ctrlKey || event.metaKey) return;
    const nodes = listFocusable(container());
    if (!nodes.length) return;
    const first = nodes[0];
    const last = nodes[nodes.length - 1];
    const outside = !container().contains(document.activeElement);
    const leaving = document.activeElement === (event.shiftKey ? first : last);
    if (!outside && !leaving) return;
    event.preventDefault();
    (event.shiftKey ? last : first).focus();
  });
}
