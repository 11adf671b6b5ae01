/* The search box: each room answers for itself; Enter opens the first hit, arrows walk, Esc closes. */
(() => {
  "use strict";
  const input = document.getElementById("search-text");
  const results = document.getElementById("search-results");
  if (!input || !results) return;
  const rooms = [...results.querySelectorAll("[data-room]")];
  const status = results.querySelector("[role=status]");
  let going = false; // Enter was pressed before everything asked for had come

  const typed = () => input.value.trim().replace(/\s+/g, " ");
  const silent = (room) => "byNumber" in room.dataset && !/\d/.test(typed());
  const answered = (room) => silent(room) || room.querySelector(".hits")?.dataset.for === typed() || room.dataset.failed === typed();

  function close() {
    going = false;
    results.hidden = true;
    for (const room of rooms) room.replaceChildren();
  }

  /* The first hit of the first room, and no room's before those above it have answered. */
  function first() {
    for (const room of rooms) {
      if (!answered(room)) return null;
      const link = room.querySelector("a");
      if (link) return link;
    }
    return null;
  }

  function tell() {
    const found = results.querySelectorAll("li").length;
    const done = rooms.every(answered);
    if (found) status.textContent = `${status.dataset.found} ${found}`;
    else status.textContent = done ? status.dataset.none : status.dataset.searching;
    if (!going) return;
    const link = first();
    if (link) link.click();
    if (link || done) going = false;
  }

  function enter(event) {
    if (typed().length < 2) return;
    event.preventDefault();
    going = true;
    if (!results.hidden) tell();
    if (!going) return;
    for (const room of rooms) if (!answered(room)) htmx.trigger(room, "search-now");
  }

  input.addEventListener("input", () => {
    going = false;
    if (typed().length < 2) close();
  });

  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") enter(event);
  });

  results.addEventListener("htmx:beforeRequest", (event) => {
    const room = event.target;
    if (typed().length < 2) return event.preventDefault();
    results.hidden = false;
    if (silent(room)) {
      event.preventDefault();
      room.replaceChildren();
    }
    room.dataset.sent = typed();
    tell();
  });
  results.addEventListener("htmx:afterSwap", tell);
  for (const trouble of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    results.addEventListener(trouble, (event) => {
      const room = event.target.closest("[data-room]");
      room.replaceChildren();
      room.dataset.failed = room.dataset.sent;
      tell();
    });
  }

  document.addEventListener("keydown", (event) => {
    if (results.hidden) return;
    if (event.key === "Escape") {
      if (results.contains(document.activeElement)) input.focus();
      return close();
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const places = [input, ...results.querySelectorAll("a, button")];
    const here = places.indexOf(document.activeElement);
    if (here < 0) return;
    event.preventDefault();
    places[here + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
  });

  document.addEventListener("click", (event) => {
    if (!event.target.closest("#search")) close();
  });
})();
