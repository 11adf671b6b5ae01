/* Buttons that copy what stands beside them; without this script they stay hidden and the text is marked by
   hand. */
(() => {
  "use strict";

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return false;
    }
  }

  function mark(element) {
    const range = document.createRange();
    range.selectNodeContents(element);
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }

  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const source = document.querySelector(button.dataset.copy);
    const place = button.closest("[data-copies]");
    const said = place?.querySelector("[data-copied]");
    if (!source || !said) return;
    const text = source.textContent.trim();
    // Where the browser does not let us, the text is marked: Ctrl+C does the rest.
    const done = await copy(text);
    if (!done) mark(source);
    said.textContent = done ? `${place.dataset.copies}: ${text}` : "";
  });
})();
