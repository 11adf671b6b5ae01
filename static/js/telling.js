/* The answer to a client is not lost when the session ends while it is written: what is typed is kept in this
   tab until the server has taken it (its version is then a later one). Without it the page is a plain form. */
(() => {
  "use strict";
  const left = document.querySelector("[data-telling-of]");
  if (!left) return;
  const place = `telling:${document.body.dataset.liveKey}:${left.dataset.tellingOf}`;
  const field = () => document.querySelector("#telling textarea");

  document.addEventListener("input", ({ target }) => {
    if (target !== field()) return;
    const version = target.form.elements.version.value;
    sessionStorage.setItem(place, JSON.stringify({ version, text: target.value }));
  });

  const typed = JSON.parse(sessionStorage.getItem(place) ?? "null");
  sessionStorage.removeItem(place);
  if (!typed || Number(left.dataset.kept) > Number(typed.version)) return;
  if (!field()) {
    left.querySelector(".quote").textContent = typed.text;
    left.hidden = false;
  } else if (field().value.trim() !== typed.text.trim()) {
    field().value = typed.text;
    // Once the page is wired, so that the server takes it.
    window.addEventListener("load", () => field()?.dispatchEvent(new Event("input", { bubbles: true })));
  }
})();
