/* The call workspace by keyboard: where the hand goes next, what is typed is never lost, topics are found by
   any of their words. Without it every form here works as a plain form. */
(() => {
  "use strict";
  const FOLDED = { ä: "a", ö: "o", õ: "o", ü: "u", š: "s", ž: "z" };
  const fold = (text) => text.toLowerCase().replace(/[äöõüšž]/g, (letter) => FOLDED[letter]).trim();
  const holds = (text, words) => fold(words).split(/\s+/).every((word) => fold(text).includes(word));
  const typing = (element) => Boolean(element?.closest("input:not([type=checkbox], [type=radio]), select, textarea"));

  /* --- where the hand goes next: the page names the field that is needed, and each answer anew --- */
  let asker = null; // whose answer is being put in
  let bringer = null; // whose answer brought the name of the next field; others may settle meanwhile
  let followed = document.getElementById("next-field");

  function goTo(id) {
    const field = document.getElementById(id);
    (field?.picker ?? field)?.focus();
  }

  function follow() {
    const next = document.getElementById("next-field");
    if (!next || next === followed) return;
    const changed = followed?.dataset.focus !== next.dataset.focus;
    followed = next;
    // The page that looks for the register's answer by itself moves nobody's hand.
    if (bringer?.id === "call-panels") return;
    // What the telephone changed takes nobody's hand from the field it is in.
    if (bringer?.id === "call-live" && (!changed || typing(document.activeElement))) return;
    goTo(next.dataset.focus);
  }

  document.body.addEventListener("htmx:beforeOnLoad", (event) => (asker = event.detail.elt));
  document.body.addEventListener("htmx:afterSettle", follow);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-focus]");
    if (!link || link.id === "next-field") return;
    event.preventDefault();
    goTo(link.dataset.focus);
  });

  document.addEventListener("toggle", (event) => {
    if (event.target.open && event.target.dataset?.opens) goTo(event.target.dataset.opens);
  }, true);

  /* --- what is being typed stays: a section with it is not put in anew, unless it was sent itself --- */
  const unsent = (field) =>
    field.tagName === "SELECT"
      ? field.value !== ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value
      : !["hidden", "checkbox", "radio"].includes(field.type) && field.value !== field.defaultValue;

  document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
    const place = event.detail.target;
    if (place.id === "next-field") bringer = asker;
    if (place.contains(asker)) return;
    // A form that waits for its answer must be there to receive it.
    if (place.matches(".htmx-request") || place.querySelector(".htmx-request")) event.detail.shouldSwap = false;
    const after = event.detail.fragment.querySelector?.(`#${place.id}`);
    if (place.dataset.same && place.dataset.same === after?.dataset.same) event.detail.shouldSwap = false;
    const typed = place.querySelectorAll("input:not([data-passing]), textarea, select");
    if ([...typed].some(unsent)) event.detail.shouldSwap = false;
  });

  /* --- drafts: kept in this tab while one is at another call, gone when sent or when the call is finished --- */
  const ground = document.querySelector("[data-drafts]");
  const prefix = `draft:${document.body.dataset.liveKey}:${ground?.dataset.drafts}:`;
  const kept = "textarea[id], input[id]:not([type=hidden], [type=checkbox], [type=search]), select[id]";
  const draftable = (field) => field.matches?.(kept) && field.id !== "identity_said" && !field.readOnly && ground.contains(field);

  function keep(field) {
    if (!ground || !draftable(field)) return;
    if (unsent(field)) sessionStorage.setItem(prefix + field.id, field.value);
    else sessionStorage.removeItem(prefix + field.id);
  }

  function forget(form) {
    for (const field of form?.querySelectorAll(kept) ?? []) sessionStorage.removeItem(prefix + field.id);
  }

  function restore() {
    for (const key of Object.keys(sessionStorage).filter((name) => name.startsWith(prefix))) {
      const field = document.getElementById(key.slice(prefix.length));
      const text = sessionStorage.getItem(key);
      if (!field || "over" in ground.dataset) {
        sessionStorage.removeItem(key);
      } else if (field.value !== text) {
        field.value = text;
        const fold = field.closest("details");
        if (fold) fold.open = true;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }
  }

  /* --- notes: sent while they are typed and on leaving; what the server has not got yet is said --- */
  const notes = () => document.querySelector("form[data-keeps]");
  const noted = (form) => form?.querySelector("textarea:not([readonly])");
  let sent = "";

  document.addEventListener("input", (event) => {
    keep(event.target);
    if (event.target === noted(notes())) notes().dataset.unsent = "";
  });
  document.addEventListener("change", (event) => keep(event.target));
  document.addEventListener("submit", (event) => {
    if (!event.target.hasAttribute("hx-post")) forget(event.target);
  });
  document.body.addEventListener("htmx:beforeSend", (event) => {
    if (event.detail.elt === notes()) sent = noted(notes()).value;
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt;
    if (!event.detail.successful || form.tagName !== "FORM") return;
    if (form !== notes()) return forget(form);
    if (form.querySelector("[data-clash]")) return;
    noted(form).defaultValue = sent;
    if (noted(form).value === sent) {
      delete form.dataset.unsent;
      forget(form);
    }
  });
  window.addEventListener("pagehide", () => {
    const form = notes();
    if (form && "unsent" in form.dataset) navigator.sendBeacon(form.action, new FormData(form));
  });
  document.addEventListener("click", (event) => {
    const fill = event.target.closest("[data-fill]");
    if (fill) {
      const field = noted(notes());
      field.value = document.querySelector(fill.dataset.fill).content.textContent;
      field.dispatchEvent(new Event("change", { bubbles: true }));
      field.focus();
    }
    if (event.target.closest("[data-forget]")) {
      delete notes().dataset.unsent;
      forget(notes());
    }
  });

  /* --- lists that are narrowed by typing, and chosen all at once --- */
  document.addEventListener("input", (event) => {
    const list = document.querySelector(event.target.dataset?.filter);
    for (const row of list?.children ?? []) row.hidden = !holds(row.dataset.words, event.target.value);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.dataset?.filter) return;
    event.preventDefault();
    const first = document.querySelector(`${event.target.dataset.filter} > :not([hidden])`);
    const box = first?.querySelector("input[type=checkbox]");
    if (box) box.click();
    else first?.querySelector("button")?.focus();
    if (box) event.target.select();
  });

  function count() {
    for (const place of document.querySelectorAll("[data-chosen]")) {
      place.querySelector("output").textContent = document.querySelectorAll(`${place.dataset.chosen} :checked`).length;
    }
  }
  document.addEventListener("change", count);
  document.addEventListener("click", (event) => {
    const all = event.target.closest("[data-all]");
    if (!all) return;
    const boxes = [...document.querySelectorAll(`${all.dataset.all} > :not([hidden]) input[type=checkbox]`)];
    const chosen = boxes.every((box) => box.checked);
    boxes.forEach((box) => (box.checked = !chosen));
    count();
  });

  /* --- begin, and again for what htmx puts in --- */
  function dress(root) {
    for (const element of root.querySelectorAll("[data-all][hidden], [data-chosen][hidden], [data-fill][hidden]")) element.hidden = false;
  }
  document.body.addEventListener("htmx:load", (event) => dress(event.detail.elt));
  dress(document);
  if (ground) restore();
  count();
  const wrong = document.querySelector(".error-summary");
  if (followed && !wrong) window.addEventListener("load", () => typing(document.activeElement) || goTo(followed.dataset.focus));
})();
