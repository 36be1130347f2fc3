// Every page: sign out here and in the other tabs, and leave nothing on the screen of a desk that is empty.
"use strict";

const IDLE_MINUTES = 30; // as long as the server keeps an idle session
const tabs = new BroadcastChannel("dxe-staff");
let lastSign = Date.now();

function leave() {
  location.replace("/sign-in?next=" + encodeURIComponent(location.pathname + location.search));
}

async function signOut() {
  await fetch("/staff/session", { method: "DELETE" }).catch(() => null);
  tabs.postMessage("signed-out");
  location.replace("/sign-in");
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-sign-out]")) signOut();
});

tabs.addEventListener("message", (event) => {
  if (event.data === "signed-out") leave();
});

for (const kind of ["pointerdown", "keydown", "scroll"]) {
  addEventListener(kind, () => { lastSign = Date.now(); }, { passive: true, capture: true });
}
setInterval(() => {
  if (Date.now() - lastSign > IDLE_MINUTES * 60_000) leave();
}, 15_000);

// When the connection does not come back because the session has ended, say so by going to the sign-in page.
async function isSignedIn() {
  const answer = await fetch("/staff/session").catch(() => null);
  return answer === null || answer.status !== 401;
}

function whenReady(find, then, patience = 600) {
  const found = find();
  if (found) then(found);
  else if (patience > 0) requestAnimationFrame(() => whenReady(find, then, patience - 1));
}

whenReady(() => window.socket, (socket) => {
  socket.on("connect_error", async () => {
    if (!(await isSignedIn())) leave();
  });
});

whenReady(() => document.querySelector("#query"), (field) => field.focus());

// On a narrow screen the entries scroll: show the one where one is.
whenReady(() => document.querySelector(".entries [aria-current]"), (entry) => {
  entry.parentElement.scrollLeft = entry.offsetLeft - (entry.parentElement.clientWidth - entry.offsetWidth) / 2;
});
