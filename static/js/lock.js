/* The lock: after so many idle seconds (data-after on #lock) an opaque layer lies over the page. What was typed
   stays below it, unseen and unreachable, and is there again once the person has shown who it is.

   All tabs of a browser lock and unlock together: the moment of the last key or pointer stands in localStorage,
   lock and unlock go over a channel. The server judges by itself; this tells it when somebody did something. */
(() => {
  "use strict";
  const layer = document.getElementById("lock");
  const waiting = document.querySelector("[data-unlock-page]"); // the page of the lock itself
  const kept = document.querySelector("form[data-send-again]"); // a form that met the lock
  if (kept) return HTMLFormElement.prototype.submit.call(kept);
  if (!layer && !waiting) return;
  const settings = (layer ?? waiting).dataset;
  const POLL = 3000; // milliseconds between questions whether somebody else unlocked, or a call rings
  const TELL = 30000; // milliseconds between two tellings that somebody is here
  const name = `abilaud-lock-${settings.whose}`;
  const tabs = new BroadcastChannel(name);

  const ask = (method) =>
    fetch(settings.state, {
      method,
      headers: { "X-CSRFToken": settings.csrf, "X-Idle": String(idle()) },
      credentials: "same-origin",
      cache: "no-store",
    }).then((answer) => (answer.ok ? answer.json() : { state: "unknown" }), () => ({ state: "unknown" }));

  /* ---- when somebody last did something, in any tab ---- */
  let last = Date.now();
  function stamp() {
    last = Date.now();
    try {
      localStorage.setItem(name, String(last));
    } catch {
      /* a browser that keeps nothing: this tab counts for itself */
    }
  }
  function idle() {
    let elsewhere = 0;
    try {
      elsewhere = Number(localStorage.getItem(name)) || 0;
    } catch {
      /* as above */
    }
    return Math.max(0, Math.floor((Date.now() - Math.max(last, elsewhere)) / 1000));
  }

  /* ---- the page of the lock: goes on by itself when another tab was unlocked ---- */
  if (!layer) {
    const on = () => waiting.dataset.kept || location.replace(waiting.dataset.back);
    tabs.onmessage = ({ data }) => data === "unlock" && on();
    setInterval(() => ask("GET").then(({ state }) => state === "in" && on()), POLL);
    return;
  }

  /* ---- the layer ---- */
  const body = document.body;
  const place = layer.querySelector("[data-lock-form]");
  const warning = document.getElementById("lock-warning");
  const rings = layer.querySelector("[data-lock-rings]");
  const after = Number(settings.after);
  const warn = Math.min(Number(settings.warn), after / 2);
  let locked = false;
  let told = Date.now();
  let title = "";
  let focused = null;
  let lost = null; // the request of htmx whose answer was the lock
  let poll = 0;

  const others = () => [...body.children].filter((each) => each !== layer && each.tagName !== "SCRIPT");

  function raise({ tell = true, why = "" } = {}) {
    if (locked) return;
    locked = true;
    title = document.title;
    document.title = settings.title;
    focused = document.activeElement;
    body.dataset.locked = "";
    warning.hidden = true;
    for (const each of others()) {
      each.dataset.wasInert = each.inert;
      each.inert = true;
    }
    layer.showModal();
    if (tell) tabs.postMessage("lock");
    const said = tell ? post(settings.lock, why ? { [why]: "1" } : {}).catch(() => {}) : Promise.resolve();
    said.then(draw);
    poll = setInterval(look, POLL);
  }

  function post(url, fields) {
    return fetch(url, {
      method: "POST",
      headers: { "X-CSRFToken": settings.csrf, "HX-Request": "true" },
      body: new URLSearchParams(fields),
      redirect: "manual",
      credentials: "same-origin",
    });
  }

  /* The form comes from the server when it is needed: it knows by what this person comes back. */
  function show(html) {
    place.innerHTML = html;
    place.querySelector("[aria-invalid=true], input:not([type=hidden]), a, button")?.focus();
  }
  const unreachable = () => (layer.querySelector("[data-lock-down]").hidden = false);
  function draw() {
    return fetch(settings.unlock, { headers: { "HX-Request": "true" }, credentials: "same-origin", cache: "no-store" })
      .then((answer) => answer.text().then((html) => (answer.ok ? answer.status === 204 ? lift() : show(html) : unreachable())))
      .catch(unreachable);
  }

  layer.addEventListener("submit", (event) => {
    if (event.target.matches("[data-native]")) return;
    event.preventDefault();
    const button = event.target.querySelector("button");
    button.disabled = true;
    post(event.target.action, new FormData(event.target))
      .then((answer) => (answer.status === 204 ? lift() : answer.text().then(show)))
      .catch(() => {
        unreachable();
        button.disabled = false;
      });
  });

  function look() {
    ask("GET").then((answer) => {
      if (!locked) return;
      rings.hidden = !answer.rings;
      layer.querySelector("[data-lock-down]").hidden = answer.state !== "unknown";
      // The server could not be asked when the layer rose.
      if (answer.state === "locked" && !place.hasChildNodes()) draw();
      if (answer.state === "in") lift();
      // Over for good: nothing below may be seen any more by anybody.
      if (answer.state === "out") location.reload();
    });
  }

  /* What htmx was asked for is asked for again, with what stands in the fields now. */
  function again(deed) {
    if (!deed?.elt.isConnected) return;
    htmx.ajax(deed.verb, deed.path, { source: deed.elt, event: deed.triggeringEvent }).catch(() => {});
  }

  function lift({ tell = true } = {}) {
    if (!locked) return;
    locked = false;
    clearInterval(poll);
    stamp();
    document.title = title;
    delete body.dataset.locked;
    for (const each of others()) {
      each.inert = each.dataset.wasInert === "true";
      delete each.dataset.wasInert;
    }
    place.replaceChildren();
    layer.close();
    focused?.focus({ preventScroll: true });
    if (tell) tabs.postMessage("unlock");
    // What was pushed meanwhile was missed.
    body.dispatchEvent(new CustomEvent("live:poll", { detail: { id: "0" } }));
    again(lost);
    lost = null;
  }

  tabs.onmessage = ({ data }) => {
    if (data === "lock") raise({ tell: false });
    if (data === "unlock") lift({ tell: false });
    if (data === "here") warning.hidden = true;
  };

  /* The server's answer to whatever met the lock. */
  body.addEventListener("desk:lock", () => raise({ tell: false }));
  body.addEventListener("desk:unlock", () => lift());
  body.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.xhr?.status === 423) lost = detail.requestConfig;
  });

  /* A locked page asks for nothing by itself; every other request says since when nobody did anything. */
  body.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-Idle"] = String(idle());
    if (locked) event.preventDefault();
  });

  /* No key of the page works through the lock; what is typed into its own fields needs no listener. */
  window.addEventListener("keydown", (event) => locked && event.stopImmediatePropagation(), { capture: true });

  layer.addEventListener("cancel", (event) => event.preventDefault());
  layer.addEventListener("close", () => locked && layer.showModal());

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-lock-now]")) return;
    event.preventDefault();
    raise();
  });

  function here() {
    if (locked) return;
    stamp();
    if (!warning.hidden) {
      warning.hidden = true;
      tabs.postMessage("here");
    }
  }
  for (const kind of ["keydown", "pointerdown", "pointermove", "wheel", "touchstart", "input"]) {
    document.addEventListener(kind, here, { passive: true, capture: true });
  }

  /* Several short looks in place of one long timer: a laptop that slept is locked when it wakes. */
  setInterval(() => {
    if (locked) return;
    const quiet = idle();
    if (quiet >= after) return raise({ why: "idle" });
    warning.hidden = quiet < after - warn;
    if (Date.now() - told < TELL || quiet * 1000 > TELL) return;
    told = Date.now();
    ask("POST").then(({ state }) => state === "locked" && raise({ tell: false }));
  }, Math.min(1000, after * 100));

  /* Brought back from the browser's own cache: nothing is shown until it is known that one may see it. */
  window.addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    body.hidden = true;
    ask("GET").then(({ state }) => {
      if (state !== "in" && state !== "locked") return location.reload();
      body.hidden = false;
      if (state === "locked") raise({ tell: false });
    });
  });

  stamp();
})();
