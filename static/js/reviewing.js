/* A form marked data-reviewing: 0, 1, 2 give points to the marked criterion (data-points), x says that it does
   not apply; each goes on to the next one. The page works without it. */
(() => {
  "use strict";
  const form = document.querySelector("[data-reviewing]");
  if (!form) return;
  const keysOn = document.body.dataset.keys !== "off";
  const VALUES = { 0: "0", 1: "1", 2: "2", x: "na", X: "na" };
  const lines = () => [...form.querySelectorAll("[data-points]")];
  const writing = (element) => element.closest("textarea, select, input:not([type=radio], [type=checkbox])") !== null;
  let now = Math.max(0, lines().findIndex((line) => !line.querySelector(":checked")));

  function mark(place) {
    const all = lines();
    now = Math.max(0, Math.min(all.length - 1, place));
    all.forEach((line, number) => line.toggleAttribute("data-now", number === now));
    all[now]?.scrollIntoView({ block: "nearest" });
  }

  form.addEventListener("focusin", (event) => {
    const line = event.target.closest("[data-points]");
    if (line) mark(lines().indexOf(line));
  });

  // Before the page's own keys, which mean something else by a digit.
  document.addEventListener("keydown", (event) => {
    if (!keysOn || event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const radio = event.key in VALUES && lines()[now]?.querySelector(`[value="${VALUES[event.key]}"]`);
    if (!radio) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    const next = now + 1;
    if (next < lines().length) mark(next);
    else form.querySelector("[name=comment]").focus();
  }, true);

  // Whoever leaves the page before the last words were sent sends them on the way out.
  let unsent = false;
  form.addEventListener("input", () => { unsent = true; });
  form.addEventListener("submit", () => { unsent = false; });
  form.addEventListener("htmx:beforeRequest", () => { unsent = false; });
  form.addEventListener("htmx:sendError", () => { unsent = true; });
  addEventListener("pagehide", () => {
    if (unsent) navigator.sendBeacon(form.getAttribute("hx-post"), new FormData(form));
  });

  mark(now);
})();
