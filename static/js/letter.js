/* A text module goes in where the writer stands, in the language of the letter; without this script the
   button of the form puts it at the end. */
(() => {
  "use strict";
  const form = document.getElementById("answer");
  const text = form?.querySelector("[data-letter='text']");
  const modules = form?.querySelector("[data-letter='module']");
  const button = form?.querySelector("[data-letter='insert']");
  if (!text || !modules || !button) return;
  let stood = text.value.length;
  text.addEventListener("blur", () => (stood = text.selectionStart));

  function insert() {
    const chosen = modules.selectedOptions[0]?.dataset[form.elements.language.value];
    if (!chosen) return modules.focus();
    const before = text.value.slice(0, stood);
    const gap = before && !before.endsWith("\n\n") ? (before.endsWith("\n") ? "\n" : "\n\n") : "";
    text.focus();
    text.setRangeText(gap + chosen, stood, stood, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    // An opening with its close: the writer goes on between them.
    const hole = chosen.indexOf("\n\n\n\n");
    if (hole >= 0) text.selectionStart = text.selectionEnd = stood + gap.length + hole + 2;
    modules.value = "";
  }

  button.addEventListener("click", (event) => {
    event.preventDefault();
    insert();
  });
  modules.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !modules.value) return;
    event.preventDefault();
    insert();
  });
})();
