/* The drafting page loses nothing: what is typed is kept in this tab until documents are drafted of it, and
   is there again after a login, a way back or a closed page. Without it the page works as a plain form. */
(() => {
  "use strict";
  const sheet = () => document.querySelector("form[data-keeps-sheet]");
  if (!sheet()) return;
  const place = `sheet:${document.body.dataset.liveKey}:${sheet().dataset.keepsSheet}`;
  const PASSING = new Set(["csrfmiddlewaretoken", "arrange"]);
  const entries = () => [...new FormData(sheet())].filter(([name]) => !PASSING.has(name));

  function keep() {
    sessionStorage.setItem(place, JSON.stringify({ last: sheet().dataset.last, entries: entries() }));
  }

  /* Drafted of since: the client's newest package of mine is another one. */
  function kept() {
    const draft = JSON.parse(sessionStorage.getItem(place) ?? "null");
    if (draft && draft.last === sheet().dataset.last) return draft.entries;
    sessionStorage.removeItem(place);
    return null;
  }

  async function restore(was) {
    const asked = entries().filter(([name]) => name === "kinds");
    const values = [...was, ...asked.filter(([, code]) => !was.some(([name, value]) => name === "kinds" && value === code))];
    if (!values.some(([name]) => name === "kinds" || name === "shown")) return;
    const body = new URLSearchParams([...values, ["arrange", "1"]]);
    const headers = JSON.parse(document.body.getAttribute("hx-headers"));
    const answer = await fetch(sheet().action, { method: "POST", headers: { ...headers, "HX-Request": "true" }, body });
    if (!answer.ok) return;
    htmx.swap("#sheet", await answer.text(), { swapStyle: "outerHTML" }, { select: "#sheet", selectOOB: "#drafting-side" });
  }

  /* What is typed while the page is being drawn anew stays. */
  let sent = null;
  const fields = () => [...sheet().elements].filter((field) => field.id && field.matches("textarea, select, input:not([type=hidden], [type=checkbox])"));
  const standing = () => new Map(fields().map((field) => [field.id, field.value]));
  let since = new Map();

  document.body.addEventListener("htmx:beforeSend", ({ detail }) => {
    if (detail.target?.id === "sheet") sent = standing();
  });
  document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.target?.id !== "sheet" || !sent) return;
    since = new Map([...standing()].filter(([id, value]) => sent.has(id) && sent.get(id) !== value));
  });
  document.body.addEventListener("htmx:afterSettle", () => {
    for (const [id, value] of since) {
      const field = document.getElementById(id);
      if (field) field.value = value;
    }
    since = new Map();
    sent = null;
    if (sheet()) keep();
  });

  document.addEventListener("input", (event) => {
    if (event.target.form === sheet()) keep();
  });
  document.addEventListener("change", (event) => {
    if (event.target.form === sheet()) keep();
  });

  /* A second press of the key while the first is on its way drafts nothing twice. */
  let drafting = false;
  document.addEventListener("submit", (event) => {
    if (event.target !== sheet()) return;
    if (drafting) event.preventDefault();
    drafting = true;
  });
  window.addEventListener("pageshow", () => (drafting = false));

  /* Enter in a field beside the form presses that field's own button. */
  document.addEventListener("keydown", (event) => {
    const button = document.getElementById(event.target.dataset?.presses);
    if (event.key !== "Enter" || !button) return;
    event.preventDefault();
    button.click();
  });

  const was = kept();
  if (was && "fresh" in sheet().dataset) restore(was);
  else if (!("fresh" in sheet().dataset)) keep();
})();
