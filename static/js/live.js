/* Server push: every event of /live/ becomes `live:<event>` on <body>, for hx-trigger="live:call from:body".

   A browser opens six connections to one host, so a stream in every tab would stall the seventh page:
   the tabs of one person elect (Web Locks) the one that holds the stream, and it tells the others.
   Events carry ids only; while the stream is down `live:poll` comes every 15 seconds instead. */
(() => {
  "use strict";
  const POLL = 15000;
  const body = document.body;
  const url = body.dataset.live;
  if (!url || !window.EventSource) return;

  const name = `abilaud-live-${body.dataset.liveKey}`;
  const tabs = new BroadcastChannel(name);
  let source = null;
  let leaving = false;

  function tell(event, id) {
    body.dispatchEvent(new CustomEvent("live:any", { detail: { event } }));
    body.dispatchEvent(new CustomEvent(`live:${event}`, { detail: { id } }));
  }

  function mark(state) {
    if (body.dataset.stream === state) return;
    body.dataset.stream = state;
    // What was pushed between the drawing of the page, or the break, and now was missed: look once.
    if (state === "up") tell("poll", "0");
  }

  /* Another tab holds the stream from now on: what was pushed between the two streams was missed by all. */
  function renew() {
    if (body.dataset.stream === "up") tell("poll", "0");
    mark("up");
  }

  function say(kind, event, id) {
    tabs.postMessage({ kind, event, id });
    if (kind === "event") tell(event, id);
    else mark(event);
  }

  function hold() {
    source = new EventSource(url);
    // Unnamed messages: a panel that comes later must not be the first to name its event.
    source.onmessage = ({ data }) => {
      const { event, pk } = JSON.parse(data);
      say("event", event, pk);
    };
    // The server says "ready" once it listens; an open connection alone may still miss a push.
    source.addEventListener("ready", () => {
      tabs.postMessage({ kind: "renewed" });
      renew();
    });
    source.onerror = () => {
      if (leaving) return;
      say("state", "down");
      // Closed for good (the answer was no stream): begin anew, the login may have come back.
      if (source.readyState === EventSource.CLOSED) setTimeout(hold, POLL);
    };
    return new Promise(() => {});
  }

  tabs.onmessage = ({ data }) => {
    if (data.kind === "event") tell(data.event, data.id);
    else if (data.kind === "renewed") renew();
    else if (data.kind === "state") mark(data.event);
    else if (data.kind === "who" && source) say("state", source.readyState === EventSource.OPEN ? "up" : "down");
  };

  // A page that is left closes its stream; that is no news for the other tabs.
  window.addEventListener("pagehide", () => (leaving = true));
  window.addEventListener("pageshow", () => (leaving = false));
  tabs.postMessage({ kind: "who" });
  if (navigator.locks) navigator.locks.request(name, hold);
  else hold();
  setInterval(() => {
    if (body.dataset.stream !== "up") tell("poll", "0");
  }, POLL);
})();
