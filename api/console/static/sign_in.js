// Signing in. The token comes as a cookie that no script can read.
"use strict";

const form = document.getElementById("sign-in");
const problem = document.getElementById("problem");
const button = form.querySelector("button");

function say(text) {
  problem.textContent = text;
  problem.hidden = !text;
}

async function signIn() {
  const body = JSON.stringify({ name: form.name.value.trim(), password: form.password.value });
  const answer = await fetch("/staff/session", { method: "POST", headers: { "Content-Type": "application/json" }, body });
  if (!answer.ok) {
    const reason = await answer.json().catch(() => null);
    return reason?.title ?? "登录没有成功，请稍后再试。";
  }
  const kept = await fetch("/staff/session");
  return kept.status === 401 ? "浏览器没有保存登录状态：请通过 https 地址访问工作台，并允许 Cookie。" : "";
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!form.name.value.trim() || !form.password.value) {
    say("请输入用户名和密码。");
    return;
  }
  button.disabled = true;
  say("");
  const reason = await signIn().catch(() => "连接不上服务器，请检查网络后重试。");
  if (!reason) {
    location.replace(form.dataset.next); // what the server has found to be a page of its own
    return;
  }
  button.disabled = false;
  say(reason);
  form.password.value = "";
  form.password.focus();
});
