// Codes arrive while one chats in another tab: look again when coming back.
"use strict";

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") location.reload();
});
