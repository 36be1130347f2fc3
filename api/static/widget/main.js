/** Puts the parts together once the page is there. */

import { Bridge } from "./bridge.js";
import { Chat } from "./chat.js";
import { Client } from "./client.js";
import { readConfig } from "./config.js";
import { h } from "./dom.js";
import { saveFile } from "./save_file.js";
import { Session, tabStorage } from "./session.js";
import { applyTheme } from "./theme.js";
import { Composer } from "./view/composer.js";
import { trapFocus } from "./view/focus.js";
import { Log } from "./view/log.js";
import { Sheet } from "./view/sheet.js";
import { Status } from "./view/status.js";

const find = (selector) => document.querySelector(selector);
const config = readConfig(document.documentElement, location, window.parent !== window);
const touch = window.matchMedia("(pointer: coarse)");

applyTheme(document.documentElement, config.theme, config.accent);
document.documentElement.dataset.embedded = String(config.embedded);

const session = new Session(tabStorage(), `dianxiaoer/1/${config.site}`);
const bridge = new Bridge(window.parent, config.hostOrigin);
const sheet = new Sheet(find(".app"));
const status = new Status(find(".status"));
const log = new Log(find(".log"), find(".latest"), {
  ask: (text) => { chat.send(text); focusComposer(); },
  retry: (id) => chat.retry(id),
  openSheet: (title, content) => sheet.open(title, content),
  download: async (path) => saveFile(await chat.download(path)),
});
const chat = new Chat({ client: new Client(document.baseURI), session, log, status, bridge, place: config, askConsent });
const composer = new Composer(find(".composer"), (text) => chat.send(text), (text) => { session.draft = text; });

/** A touch keyboard would cover what there is to read: there the focus goes to the heading. */
function focusComposer() {
  if (touch.matches) find(".name").focus();
  else composer.focus();
}

function showBureau() {
  if (config.bureau) {
    find(".bureau").textContent = config.bureau;
    document.title = `店小二 · ${config.bureau}`;
  }
  if (!config.hotline) return;
  const link = find(".hotline");
  link.hidden = false;
  link.href = `tel:${config.hotline.replace(/[^\d+*#,-]/g, "")}`;
  link.setAttribute("aria-label", `拨打热线 ${config.hotline}`);
  find(".hotline .number").textContent = config.hotline;
}

function confirmEnd() {
  const end = () => { sheet.close(); chat.reset(); focusComposer(); };
  sheet.open("结束对话？", [
    h("p", {}, "本页面上的对话内容将被清除，然后开始新的对话。"),
    h("div.sheet-actions", {},
      h("button.plain", { type: "button", onclick: () => sheet.close() }, "继续咨询"),
      h("button.solid", { type: "button", onclick: end }, "结束并清除"))]);
}

/** Show what binding an enterprise means; resolves to true, to false, or to null when the sheet is just closed. */
function askConsent(notice, signal) {
  return new Promise((resolve) => {
    const answer = (agreed) => { resolve(agreed); sheet.close(); focusComposer(); };
    const putOff = () => sheet.close();
    signal.addEventListener("abort", putOff, { once: true });
    sheet.open(notice.title, [
      h("p", {}, "您已在网站登录。同意后，用网站提供的企业和手机号核验身份，不用再收验证码。"),
      h("ol.consent", {}, ...notice.points.map((point) => h("li", {}, point))),
      h("div.sheet-actions", {},
        h("button.plain", { type: "button", onclick: () => answer(false) }, "不同意"),
        h("button.solid", { type: "button", onclick: () => answer(true) }, "同意并核验"))],
      () => { signal.removeEventListener("abort", putOff); resolve(null); });
  });
}

function close() {
  sheet.close();
  bridge.requestClose();
}

find(".person").addEventListener("click", () => chat.send("转人工"));
find(".end").addEventListener("click", confirmEnd);
find(".close").addEventListener("click", close);
find(".close").hidden = !bridge.connected;
trapFocus(() => sheet.scope);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  if (sheet.isOpen) sheet.close();
  else if (bridge.connected) close();
});

document.documentElement.dataset.started = "true";
showBureau();
composer.fill(session.draft);
chat.start();
bridge.connect({
  open: ({ draft, takeFocus }) => {
    chat.show();
    if (draft) composer.fill(draft);
    if (takeFocus) focusComposer();
  },
  close: () => chat.hide(),
  identify: ({ token }) => chat.identify(token),
  reset: () => chat.reset(),
});
if (!bridge.connected) chat.show(); // nobody else will say that it is open
if (!config.embedded) focusComposer();
