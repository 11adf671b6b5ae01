/* Keys: data-key="a" on a link, button or field makes that key press or focus it; `?` shows the map of
   what the page offers; Ctrl+K goes to the search box; Esc closes menus. */
(() => {
  "use strict";
  const on = document.body.dataset.keys !== "off";
  const dialog = document.getElementById("keys");
  const search = document.getElementById("search-text");

  const typing = (element) => element.closest("input, select, textarea, [contenteditable]") !== null;
  const shown = (element) => element.checkVisibility();
  /* As a screen reader says it: without the key's own cap and the star of a field that must be filled. */
  const said = (element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll("[aria-hidden=true], .kbd").forEach((part) => part.remove());
    return copy.textContent;
  };
  const named = (element) =>
    (element.getAttribute("aria-label") || said(element.labels?.[0] ?? element)).trim().replace(/\s+/g, " ");

  /* A call's card comes before an open menu, that before the page, the page before the navigation. */
  function keyed() {
    const places = ["#live-card [data-key]", "details.menu[open] [data-key]", "main [data-key]", "[data-key]"];
    const found = new Map();
    for (const place of places) {
      for (const element of document.querySelectorAll(place)) {
        if (shown(element) && !found.has(element.dataset.key)) found.set(element.dataset.key, element);
      }
    }
    return found;
  }

  function showMap() {
    const list = dialog.querySelector("[data-keys-list]");
    list.querySelectorAll("[data-keys-row]").forEach((row) => row.remove());
    if (on) {
      for (const [key, element] of keyed()) {
        const term = document.createElement("dt");
        const cap = document.createElement("span");
        const meaning = document.createElement("dd");
        cap.className = "kbd";
        cap.textContent = key;
        meaning.textContent = named(element);
        term.append(cap);
        for (const part of [term, meaning]) {
          part.dataset.keysRow = "";
          list.append(part);
        }
      }
    }
    if (!dialog.open) dialog.showModal();
  }

  /* Esc closes what is open; out of a field it leads back to the keys of one letter. */
  function close() {
    const field = document.activeElement;
    if (typing(field) && !field.closest("#search")) field.blur();
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }

  /* Ctrl+Enter sends any form; Enter alone where a field says so (Shift+Enter is then a new line). */
  function sends(event) {
    if (event.key !== "Enter" || event.isComposing || !event.target.form) return false;
    const wanted = event.ctrlKey || event.metaKey || (event.target.dataset.enter === "submit" && !event.shiftKey);
    if (!wanted || (event.target.tagName === "SELECT" && !event.target.value)) return false;
    event.preventDefault();
    const form = event.target.form;
    form.requestSubmit(form.querySelector("button[data-default]"));
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (sends(event)) return;
    if (event.key === "k" && (event.ctrlKey || event.metaKey) && search) {
      event.preventDefault();
      search.focus();
      search.select();
      return;
    }
    if (event.key === "Escape" && !dialog.open) return close();
    if (!on || dialog.open || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "?") return showMap();
    const element = keyed().get(event.key);
    if (!element) return;
    event.preventDefault();
    if (typing(element) && !["checkbox", "radio", "submit"].includes(element.type)) element.focus();
    else element.click();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-open='keys']")) return showMap();
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  /* Whoever logs out leaves no half-written text in the tab. */
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[action$='/logout/']")) sessionStorage.clear();
  });

  /* On a phone the navigation is a row that scrolls: the page one is on stands in sight. */
  document.querySelector(".nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

  /* What went wrong with a form is read first. */
  const wrong = document.querySelector(".error-summary");
  if (wrong) wrong.focus();
})();
