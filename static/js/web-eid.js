/* Signs with the ID-card in the browser: our own small client of the documented messages of Web eID.

   The page speaks to the extension by window.postMessage: `web-eid:<what>` is answered at once by
   `web-eid:<what>-ack`, and once the card or its owner has spoken by `-success` or `-failure` with
   `error.code`. Only what this very window posted, from its own origin, is heard. Whatever fails is told in a
   sentence that stands in the page, and what was signed before stays signed. */
(() => {
  "use strict";
  const LIBRARY = "2.1.0"; // the version of the library whose messages these are; the extension asks for it
  const HANDSHAKE = 1000; // milliseconds until the extension must have said that it heard
  const APP = 5000; // until the program on the computer must have answered
  const PERSON = 120000; // that a person has for each window of that program
  const TRIES = 3; // a signature that was given is not lost to one bad moment of the network
  let waiting = null; // the one question that is open, with its two timers
  let running = false;

  class Trouble extends Error {
    constructor(code, text = "") {
      super(code);
      this.code = code;
      this.text = text;
    }
  }

  function close(question) {
    clearTimeout(question.handshake);
    clearTimeout(question.patience);
    if (waiting === question) waiting = null;
  }

  function ask(what, values = {}, patience = APP) {
    const action = `web-eid:${what}`;
    if (waiting) return Promise.reject(new Trouble("ERR_WEBEID_ACTION_PENDING"));
    if (!window.isSecureContext) return Promise.reject(new Trouble("ERR_WEBEID_CONTEXT_INSECURE"));
    return new Promise((resolve, reject) => {
      const question = { action, resolve, reject };
      const fail = (code) => {
        close(question);
        reject(new Trouble(code));
      };
      question.handshake = setTimeout(() => fail("ERR_WEBEID_EXTENSION_UNAVAILABLE"), HANDSHAKE);
      question.patience = setTimeout(() => fail("ERR_WEBEID_ACTION_TIMEOUT"), HANDSHAKE + patience);
      waiting = question;
      window.postMessage({ action, libraryVersion: LIBRARY, ...values }, window.location.origin);
    });
  }

  window.addEventListener("message", (event) => {
    if (event.source !== window || event.origin !== window.location.origin) return;
    const said = event.data;
    const question = waiting;
    if (!question || typeof said?.action !== "string") return;
    if (said.action === `${question.action}-ack`) clearTimeout(question.handshake);
    if (said.action === `${question.action}-success`) {
      close(question);
      question.resolve(said);
    }
    if (said.action === `${question.action}-failure`) {
      close(question);
      const code = typeof said.error?.code === "string" ? said.error.code : "";
      question.reject(new Trouble(code));
    }
  });

  /* What the server says of it; a refusal comes as the sentence to be shown. */
  async function post(place, url, values) {
    const token = place.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    let answer;
    try {
      const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(values), redirect: "error" });
      if (!response.ok) throw new Trouble("server");
      answer = await response.json();
    } catch (error) {
      throw error instanceof Trouble ? error : new Trouble("network");
    }
    if (answer.refused) throw new Trouble("refused", answer.refused);
    return answer;
  }

  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  async function insist(place, url, values) {
    for (let left = TRIES; ; left -= 1) {
      try {
        return await post(place, url, values);
      } catch (error) {
        if (left <= 1 || !["network", "server"].includes(error.code)) throw error;
        await pause(500);
      }
    }
  }

  const part = (place, name) => place.querySelector(`[data-part='${name}']`);

  const sentence = (place, kind, name) =>
    [...place.querySelectorAll(`[data-${kind}]`)].find((each) => each.dataset[kind] === name)?.textContent.trim();

  function say(place, text) {
    const line = part(place, "status");
    line.textContent = text;
    line.hidden = !text;
  }

  function tell(place, trouble) {
    const notice = part(place, "notice");
    const known = trouble.text || sentence(place, "trouble", trouble.code);
    notice.textContent = known || sentence(place, "trouble", "other");
    notice.hidden = false;
    notice.focus();
  }

  /* The list beside it is drawn anew by the server: what is signed, what still waits. */
  const redraw = () => window.htmx?.trigger(document.body, "signed");

  /* The button does nothing without this script, so it comes with it; while the card is asked it waits. */
  function show() {
    for (const button of document.querySelectorAll("[data-web-eid] [data-part='button']")) {
      button.hidden = false;
      button.disabled = running;
    }
  }

  async function signAll(place) {
    const options = { lang: document.documentElement.lang };
    say(place, sentence(place, "say", "card"));
    await ask("status");
    const { certificate, supportedSignatureAlgorithms } = await ask(
      "get-signing-certificate",
      { options },
      APP + 2 * PERSON,
    );
    for (;;) {
      const next = await post(place, place.dataset.prepare, { certificate, supportedSignatureAlgorithms });
      if (next.done) return;
      say(place, `${next.progress}. ${sentence(place, "say", "pin")}`);
      const { hash, hashFunction } = next;
      const given = await ask("sign", { certificate, hash, hashFunction, options }, APP + 2 * PERSON);
      const { signature, signatureAlgorithm } = given;
      await insist(place, next.finish, { signature, signatureAlgorithm });
      redraw();
    }
  }

  async function start(place) {
    if (running) return;
    running = true;
    part(place, "notice").hidden = true;
    show();
    try {
      await signAll(place);
      window.location.assign(place.dataset.page);
    } catch (error) {
      tell(place, error instanceof Trouble ? error : new Trouble("other"));
      redraw();
    } finally {
      running = false;
      say(place, "");
      show();
    }
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-web-eid] form[data-sign]")) return;
    event.preventDefault();
    start(event.target.closest("[data-web-eid]"));
  });
  document.addEventListener("htmx:afterSettle", show);
  show();
})();
