/** What the page and its address say about where the widget runs. */

/** @returns {{embedded: boolean, hostOrigin: string|null, site: string, region: string, accent: string,
 *            theme: string, hotline: string, bureau: string}} */
export function readConfig(root, address, embedded) {
  const query = new URLSearchParams(address.search);
  const { hotline = "", bureau = "", origins = "" } = root.dataset;
  const trusted = [address.origin, ...origins.split(" ").filter(Boolean)];
  const claimed = query.get("origin");
  const theme = query.get("theme");
  return {
    embedded,
    // Only an origin of the allow-list is ever spoken to or listened to.
    hostOrigin: embedded && trusted.includes(claimed) ? claimed : null,
    site: query.get("site") || "",
    region: query.get("region") || "",
    accent: query.get("accent") || "",
    theme: ["light", "dark", "auto"].includes(theme) ? theme : embedded ? "light" : "auto",
    hotline,
    bureau,
  };
}
