/* In every page of this machine: hears what a page asks of Web eID, says so, and posts what the lab answers.
   The lab's own page, once opened, tells where the lab is. */
"use strict";

const HEARD = /^web-eid:(status|get-signing-certificate|sign)$/;

window.addEventListener("message", async (event) => {
  const action = event.data?.action;
  if (event.source !== window || event.origin !== location.origin) return;
  if (typeof action !== "string" || !HEARD.test(action)) return;
  window.postMessage({ action: `${action}-ack` }, location.origin);
  window.postMessage(await chrome.runtime.sendMessage({ said: event.data }), location.origin);
});

document.addEventListener("DOMContentLoaded", () => {
  if (document.querySelector("meta[name='eid-lab']")) chrome.runtime.sendMessage({ lab: location.origin });
});
