/* Asks the lab on this machine, which has the keys of the test cards: a browser cannot sign a hash itself. */
"use strict";

async function asked(said) {
  const away = { code: "ERR_WEBEID_NATIVE_UNAVAILABLE", message: "open the page of the lab of test cards once" };
  const failure = { action: `${said.action}-failure`, error: away };
  const { lab } = await chrome.storage.local.get("lab");
  if (!lab) return failure;
  try {
    const headers = { "Content-Type": "application/json" };
    const response = await fetch(`${lab}/web-eid`, { method: "POST", headers, body: JSON.stringify(said) });
    return response.ok ? await response.json() : failure;
  } catch {
    return failure;
  }
}

chrome.runtime.onMessage.addListener((message, _sender, reply) => {
  if (message.lab) {
    chrome.storage.local.set({ lab: message.lab });
    return false;
  }
  asked(message.said).then(reply);
  return true; // the reply comes later
});
