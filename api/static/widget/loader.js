/*
 * 店小二, the loader: puts the button and the chat frame on any page with one script tag.
 *
 *   <script async src="https://assistant.example.gov.cn/widget.js"
 *           data-site="portal" data-region="浙江省/杭州市" data-accent="#0e5a6b" data-position="right"
 *           data-launcher="on|off" data-theme="light|dark|auto" data-token="a token of the site, see docs/widget.md"></script>
 *
 *   window.Dianxiaoer (also window.dxe): open(draft?), close(), bind(token), reset(), on(event, fn) -> function that
 *   takes it off. identify(token) is an older name of bind.
 *   Events: ready, open, close, unread {count}, message {id}, reply {outcome}, identify {ok}, closed.
 *   `dianxiaoer:ready` is dispatched on document once the object exists.
 *
 * No word of a conversation ever reaches the page: events carry identifiers, counts and outcomes only.
 */
(() => {
  "use strict";
  if (window.Dianxiaoer) return;

  const script = document.currentScript || document.querySelector('script[src*="widget.js"]');
  const options = script.dataset;
  const widgetUrl = new URL("widget", script.src);
  const widgetOrigin = widgetUrl.origin;
  const accent = /^#[0-9a-f]{6}$/i.test(options.accent || "") ? options.accent : "#0e5a6b";
  const side = options.position === "left" ? " left" : "";
  const fullScreen = window.matchMedia("(max-width: 667.98px)");
  const MEMORY = "dianxiaoer";
  const READY_WITHIN_MS = 10000;

  const CSS = "{{loader.css}}"; // the service puts the style sheet here

  let frame = null;
  let ready = false;
  let isOpen = false;
  let openedFrom = null;
  let pageOverflow = null;
  const waiting = [];
  const listeners = new Map();

  function element(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  }

  /** White or ink, whichever contrasts more (WCAG 2.2, relative luminance; 0.179 is where both are alike). */
  function readableOn(colour) {
    const [r, g, b] = [1, 3, 5].map((at) => (parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#10191f" : "#ffffff";
  }

  /** The mark: an eave over a speech bubble. */
  function mark() {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 32 32");
    svg.setAttribute("aria-hidden", "true");
    const paths = [
      "M2.6 12.9c5.6-.6 10-3.6 12.1-8.5.5-1.2 2.1-1.2 2.6 0 2.1 4.9 6.5 7.9 12.1 8.5",
      "M6.5 15.5v6.7a3 3 0 0 0 3 3h2.7l3.8 3.9 3.8-3.9h2.7a3 3 0 0 0 3-3v-6.7",
      "M12 17.8h8M12 21h5",
    ];
    for (const d of paths) {
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      for (const [name, value] of Object.entries({ d, fill: "none", stroke: "currentColor", "stroke-width": "2.2",
        "stroke-linecap": "round", "stroke-linejoin": "round" })) path.setAttribute(name, value);
      svg.append(path);
    }
    return svg;
  }

  const badge = element("span", { class: "badge", hidden: "", "aria-hidden": "true" });
  const launcher = element("button", { class: `launcher${side}`, type: "button", "aria-haspopup": "dialog",
    "aria-expanded": "false", "aria-label": "问店小二，在线咨询" }, mark(), element("span", {}, "问店小二"), badge);
  const panel = element("div", { class: `panel closed${side}`, role: "dialog", "aria-modal": "true",
    "aria-label": "店小二在线咨询" });
  const host = element("div", { id: "dianxiaoer" });
  host.style.setProperty("--accent", accent);
  host.style.setProperty("--on-accent", readableOn(accent));
  const root = host.attachShadow({ mode: "open" });

  function applyStyle() {
    // Constructed style sheets pass a page's own style-src policy; older browsers get an element.
    if ("adoptedStyleSheets" in root && "replaceSync" in CSSStyleSheet.prototype) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(CSS);
      root.adoptedStyleSheets = [sheet];
    } else {
      const style = element("style", {}, CSS);
      if (script.nonce) style.nonce = script.nonce;
      root.append(style);
    }
  }

  /** What this tab remembers for the next page of the site: "open", "used" or null. */
  function remember(state) {
    try {
      if (state) sessionStorage.setItem(MEMORY, state);
      return sessionStorage.getItem(MEMORY);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      return null; // storage is blocked: the widget starts closed on each page
    }
  }

  function emit(name, detail) {
    for (const listener of [...(listeners.get(name) || [])]) {
      // A listener's fault is the page's own: it is reported as such and does not stop the others.
      try { listener(detail); } catch (error) { setTimeout(() => { throw error; }); }
    }
  }

  function tell(message) {
    if (ready) frame.contentWindow.postMessage({ to: "dianxiaoer", ...message }, widgetOrigin);
    else waiting.push(message);
  }

  function offerNewWindow() {
    if (ready || panel.querySelector(".fallback")) return;
    const link = element("a", { href: widgetUrl.href, target: "_blank", rel: "noopener" }, "在新窗口打开店小二");
    const button = element("button", { type: "button" }, "关闭");
    button.addEventListener("click", () => close());
    panel.append(element("div", { class: "fallback" }, element("span", {}, "暂时无法在本页面打开对话。"), link, button));
  }

  function ensureFrame() {
    if (frame) return;
    const url = new URL(widgetUrl);
    const parameters = { origin: location.origin, site: options.site, region: options.region, accent: options.accent,
      theme: options.theme || "light" };
    for (const [name, value] of Object.entries(parameters)) if (value) url.searchParams.set(name, value);
    frame = element("iframe", { title: "店小二在线咨询", src: url.href, allow: "" });
    panel.append(frame);
    setTimeout(offerNewWindow, READY_WITHIN_MS);
  }

  function coverPage(cover) {
    // Full screen on a phone: the page below must not scroll along.
    const style = document.documentElement.style;
    if (cover && pageOverflow === null) {
      pageOverflow = style.overflow;
      style.overflow = "hidden";
    } else if (!cover && pageOverflow !== null) {
      style.overflow = pageOverflow;
      pageOverflow = null;
    }
  }

  /** Above a phone's keyboard, not behind it. A zoomed page is left as it is. */
  function fit() {
    const view = window.visualViewport;
    const covers = isOpen && fullScreen.matches && view && view.scale === 1;
    panel.style.top = covers ? `${view.offsetTop}px` : "";
    panel.style.bottom = covers ? "auto" : "";
    panel.style.height = covers ? `${view.height}px` : "";
  }

  function open(draft, takeFocus = true) {
    ensureFrame();
    if (!isOpen) {
      isOpen = true;
      openedFrom = document.activeElement;
      panel.classList.remove("closed");
      launcher.hidden = true;
      launcher.setAttribute("aria-expanded", "true");
      if (fullScreen.matches) coverPage(true);
      fit();
      remember("open");
      emit("open");
    }
    if (takeFocus) frame.focus();
    tell({ type: "open", draft: typeof draft === "string" ? draft : "", takeFocus });
  }

  function close() {
    if (!isOpen) return undefined;
    isOpen = false;
    panel.classList.add("closed");
    launcher.hidden = options.launcher === "off";
    launcher.setAttribute("aria-expanded", "false");
    coverPage(false);
    remember("used");
    tell({ type: "close" });
    // Focus goes back only if it was in the frame: a script may close it while somebody types in the page.
    if (document.activeElement !== host) return emit("close");
    const target = openedFrom && openedFrom !== host && openedFrom !== document.body ? openedFrom : launcher;
    target.focus();
    return emit("close");
  }

  function showUnread(count) {
    badge.hidden = count === 0;
    badge.textContent = count > 99 ? "99+" : String(count);
    launcher.setAttribute("aria-label", count ? `问店小二，${count} 条未读消息` : "问店小二，在线咨询");
    emit("unread", { count });
  }

  window.addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== widgetOrigin) return;
    const message = event.data;
    if (!message || message.from !== "dianxiaoer") return;
    if (message.type === "ready") {
      // A frame that loaded again knows nothing of being open.
      if (ready && isOpen) waiting.push({ type: "open", draft: "", takeFocus: false });
      ready = true;
      const fallback = panel.querySelector(".fallback");
      if (fallback) fallback.remove();
      for (const late of waiting.splice(0)) tell(late);
      emit("ready");
    } else if (message.type === "close") close();
    else if (message.type === "unread") showUnread(message.count);
    else if (message.type === "event") emit(message.name, message.detail);
  });
  if (fullScreen.addEventListener) {
    fullScreen.addEventListener("change", () => { if (isOpen) coverPage(fullScreen.matches); fit(); });
  }
  if (window.visualViewport) {
    for (const name of ["resize", "scroll"]) window.visualViewport.addEventListener(name, fit);
  }
  launcher.addEventListener("click", () => open());

  window.Dianxiaoer = Object.freeze({
    open: (draft) => open(draft),
    close: () => close(),
    bind,
    identify: bind,
    reset: () => { if (frame) tell({ type: "reset" }); },
    on: (name, listener) => {
      if (!listeners.has(name)) listeners.set(name, new Set());
      listeners.get(name).add(listener);
      return () => listeners.get(name).delete(listener);
    },
  });

  /** The site's token goes to the frame and nowhere else: other scripts of the page have no need to find it. */
  function takeToken() {
    const token = options.token;
    script.removeAttribute("data-token");
    if (token) tell({ type: "identify", token });
  }

  function bind(token) {
    ensureFrame();
    tell({ type: "identify", token: String(token) });
  }

  if (!window.dxe) window.dxe = window.Dianxiaoer;

  function start() {
    applyStyle();
    takeToken();
    launcher.hidden = options.launcher === "off";
    root.append(launcher, panel);
    document.body.append(host);
    const memory = remember();
    if (memory === "open" && !fullScreen.matches) open("", false);
    else if (memory) ensureFrame();
    document.dispatchEvent(new CustomEvent("dianxiaoer:ready"));
  }

  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();
