/* Buttons marked data-rows-step walk down (1) and up (-1) the rows marked data-row; the row one stands on
   lends its own buttons and fields the keys that their data-row-key names (keys.js presses them). */
(() => {
  "use strict";
  let here = { id: "", number: -1 };
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const first = (row) => row.querySelector("a, button, input");

  function lend() {
    for (const element of document.querySelectorAll("[data-row-key]")) {
      if (here.id && element.closest("[data-row]").id === here.id) element.dataset.key = element.dataset.rowKey;
      else delete element.dataset.key;
    }
  }

  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row) return;
    here = { id: row.id, number: rows().indexOf(row) };
    lend();
  });

  document.addEventListener("click", (event) => {
    const step = event.target.closest("[data-rows-step]");
    if (!step) return;
    const all = rows();
    const now = all.findIndex((row) => row.id === here.id);
    const down = Number(step.dataset.rowsStep);
    // Where the row has gone, the next one has taken its place.
    const wanted = now >= 0 ? now + down : here.number + (down < 0 ? -1 : here.number < 0 ? 1 : 0);
    const row = all[Math.max(0, Math.min(all.length - 1, wanted))];
    if (row) first(row).focus();
  });

  // A list that is drawn anew keeps the place: the row one stood on, or the one that has taken its place.
  let stood = false;
  document.body.addEventListener("htmx:beforeSwap", () => {
    stood = Boolean(here.id && document.activeElement?.closest("[data-row]"));
  });
  document.body.addEventListener("htmx:afterSettle", () => {
    const row = document.getElementById(here.id);
    if (stood && row && document.activeElement === document.body) first(row).focus();
    lend();
  });
})();
