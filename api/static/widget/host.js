/* The page that embeds the widget as any site would: it uses nothing but the script tag and window.Dianxiaoer. */
(() => {
  "use strict";
  const { demo, hotline, bureau } = document.documentElement.dataset;
  const find = (selector) => document.querySelector(selector);

  if (bureau) {
    find(".site-bureau").textContent = bureau;
    document.title = `店小二 · ${bureau}`;
  }
  if (hotline) {
    const link = find(".site-hotline a");
    link.textContent = hotline;
    link.href = `tel:${hotline.replace(/[^\d+*#,-]/g, "")}`;
    find(".site-hotline").hidden = false;
  }
  if (demo === "true") {
    find(".site-demo").hidden = false;
    find(".site-embed").hidden = false;
    const address = new URL("widget.js", document.baseURI);
    find(".site-embed code").textContent = `<script async src="${address}"></` + `script>`;
  }
  for (const button of document.querySelectorAll(".site-questions button")) {
    button.addEventListener("click", () => window.Dianxiaoer && window.Dianxiaoer.open(button.textContent));
  }
})();
