/* Regions that draw themselves anew (hx-trigger with load, every or live:) never undo what a person does there.

   An answer that was asked for before a deed of this page was answered, or before something was pushed, is
   old news: it is asked for again. What one writes in, or has opened, is not drawn over meanwhile. */
(() => {
  "use strict";
  const WAIT = 3000; // milliseconds until a region that is in use is tried again
  const body = document.body;
  const LIVE = "[hx-trigger*='live:']";
  const OWN = `${LIVE}, [hx-trigger^='load'], [hx-trigger*='every ']`;
  const FIELDS = "textarea, select, input:not([type=hidden], [type=checkbox], [type=radio])";
  const pushed = new Map(); // event: when it last came
  const waits = new WeakMap(); // region: the timer of its next try
  let deed = 0; // when the last deed of this page was answered
  let asked = 0; // when the answer that is being put in was asked for
  let held = null; // the control that had the focus
  let opened = []; // what one had unfolded, by its summary

  const again = (region) =>
    body.contains(region) && htmx.ajax("get", region.getAttribute("hx-get"), { source: region }).catch(() => {});
  const events = (region) => [...region.getAttribute("hx-trigger").matchAll(/live:(\w+)/g)].map((match) => match[1]);
  const written = (field) =>
    field.tagName === "SELECT"
      ? field.value !== ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value
      : field.value !== field.defaultValue;
  const inUse = (place) =>
    place.querySelector("details.menu[open]") !== null ||
    [...place.querySelectorAll(FIELDS)].some((field) => field === document.activeElement || written(field));

  /* Most controls have no id: they are known again by what they are and do. */
  const known = (control) =>
    [control.tagName, control.getAttribute("href"), control.form?.getAttribute("action"), control.name,
      control.value, control.textContent.trim()].join("|");

  const hold = (target) => {
    if (target.contains(document.activeElement)) held = { target, like: known(document.activeElement) };
  };

  body.addEventListener("live:any", (event) => pushed.set(event.detail.event, performance.now()));

  body.addEventListener("htmx:beforeSend", ({ detail: { xhr, requestConfig } }) => {
    xhr.asked = performance.now();
    if (requestConfig.verb !== "get") xhr.addEventListener("loadend", () => (deed = performance.now()));
  });

  body.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target, requestConfig } = event.detail;
    const region = requestConfig.elt;
    asked = xhr.asked;
    held = null;
    opened = [];
    // What is drawn anew from elsewhere (names found while one types) leaves the focus that has gone into it.
    if (!target.contains(region)) hold(target);
    if (requestConfig.verb !== "get" || !region.matches(OWN)) return;
    if (asked < deed) {
      event.detail.shouldSwap = false;
      again(region); // htmx sends it as soon as this answer is done with
    } else if (inUse(target)) {
      event.detail.shouldSwap = false;
      clearTimeout(waits.get(region));
      waits.set(region, setTimeout(() => again(region), WAIT));
    } else {
      hold(target);
      opened = [...document.querySelectorAll("details[data-unfolded][open] > summary")].map(known);
    }
  });

  /* By hand, not by the page itself. */
  body.addEventListener("click", ({ target }) => {
    const folded = target.closest("summary")?.parentElement;
    if (folded) folded.toggleAttribute("data-unfolded", !folded.open);
  });

  function unfold() {
    for (const summary of opened.length ? document.querySelectorAll("details:not([open]) > summary") : []) {
      if (!opened.includes(known(summary))) continue;
      summary.parentElement.open = true;
      summary.parentElement.toggleAttribute("data-unfolded", true);
    }
  }

  /* A region that is put in piece by piece (hx-select-oob) tells of each piece. */
  body.addEventListener("htmx:oobAfterSwap", unfold);

  body.addEventListener("htmx:afterSwap", () => {
    unfold();
    if (!held || document.activeElement !== body) return;
    [...held.target.querySelectorAll("a, button, summary, input")].find((each) => known(each) === held.like)?.focus();
    held = null;
  });

  /* A region that has just been put in heard nothing while it was on its way. */
  body.addEventListener("htmx:load", ({ detail: { elt } }) => {
    for (const region of [elt, ...elt.querySelectorAll(LIVE)]) {
      if (region.matches(LIVE) && events(region).some((name) => pushed.get(name) > asked)) again(region);
    }
  });
})();
