/* The editor of a document's text: what is wrong is said while one writes, the preview follows, and a
   placeholder of the palette goes in where the writer stands. Without this script the form's own button
   shows the preview, and saving says what is wrong. */
(() => {
  "use strict";
  const editor = document.querySelector("[data-editor]");
  const form = editor?.closest("form");
  const body = form?.elements.body;
  if (!body) return;
  const said = editor.querySelector("[data-editor-said]");
  const show = editor.querySelector("[data-editor-show]");
  const frames = editor.querySelector("[data-editor-frames]");
  const palette = editor.querySelector("[data-editor-palette]");
  const find = editor.querySelector("[data-editor-find]");
  const auto = editor.querySelector("[data-editor-auto]");
  const FRAGMENT = { "HX-Request": "true" }; // the part of a page, without the page around it
  const PAUSE = 600; // milliseconds without a key before the text is looked at
  let asked = null;
  let timer = 0;
  let shown = "";
  let count = 0;

  /* A new frame for each preview: the old one stands until the new is there, and Back stays Back. */
  function preview() {
    const old = frames.querySelector("iframe:not([data-coming])");
    frames.querySelectorAll("[data-coming]").forEach((frame) => frame.remove());
    const coming = old.cloneNode(false);
    coming.name = `text-preview-${++count}`;
    coming.dataset.coming = "";
    frames.append(coming);
    coming.addEventListener("load", () => {
      if (blank(coming)) return;
      delete coming.dataset.coming;
      old.remove();
    });
    const page = document.createElement("input");
    page.type = "hidden";
    page.name = "as";
    page.value = navigator.pdfViewerEnabled === false ? "page" : "pdf";
    form.append(page);
    show.formTarget = coming.name;
    form.requestSubmit(show);
    show.formTarget = "text-preview";
    page.remove();
  }

  function blank(frame) {
    try {
      return frame.contentWindow.location.href === "about:blank";
    } catch {
      return false; // the browser's own viewer of PDF
    }
  }

  async function look() {
    const data = new FormData(form);
    const now = JSON.stringify(["template", "kind", "language", "title", "header", "body"].map((name) => data.get(name)));
    if (now === shown) return;
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(editor.dataset.check, { method: "POST", body: data, headers: FRAGMENT, signal: asked.signal });
      if (!answer.ok) return;
      said.innerHTML = await answer.text();
      if (said.querySelector("[data-problems]")) return;
      shown = now;
      if (auto.firstElementChild.checked) preview();
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  }

  function insert(button) {
    const { opens, closes } = button.dataset;
    const from = body.selectionStart;
    const chosen = closes ? body.value.slice(from, body.selectionEnd) : "";
    body.focus();
    body.setRangeText(opens + chosen + closes, from, body.selectionEnd, "end");
    body.selectionStart = body.selectionEnd = from + opens.length + chosen.length;
    body.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function narrow(words) {
    const wanted = words.trim().toLowerCase();
    palette.querySelectorAll("[data-palette-row]").forEach((row) => {
      row.hidden = !row.textContent.toLowerCase().includes(wanted);
    });
    palette.querySelectorAll("[data-palette-group]").forEach((group) => {
      group.hidden = !group.querySelector("[data-palette-row]:not([hidden])");
    });
  }

  async function otherKind() {
    if (!form.elements.kind?.value) return;
    const answer = await fetch(`${editor.dataset.palette}?kind=${encodeURIComponent(form.elements.kind.value)}`, { headers: FRAGMENT });
    if (answer.ok) palette.innerHTML = await answer.text();
    narrow(find.querySelector("input").value);
  }

  form.addEventListener("input", (event) => {
    if (["body", "title", "header"].includes(event.target.name)) soon();
  });
  form.addEventListener("change", (event) => {
    if (event.target.name === "kind") otherKind();
    if (["kind", "language"].includes(event.target.name)) soon();
  });
  palette.addEventListener("click", (event) => {
    const button = event.target.closest("[data-opens]");
    if (button) insert(button);
  });
  find.addEventListener("input", (event) => {
    event.stopPropagation();
    narrow(event.target.value);
  });
  find.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const first = palette.querySelector("[data-palette-row]:not([hidden]) [data-opens]");
    if (!first || !event.target.value.trim()) return;
    event.target.value = "";
    narrow("");
    insert(first);
  });
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.code !== "KeyP") return;
    event.preventDefault();
    editor.querySelector(".palette").open = true;
    find.querySelector("input").focus();
  });
  auto.addEventListener("change", () => {
    shown = "";
    if (auto.firstElementChild.checked) soon();
  });
  show.addEventListener("click", (event) => {
    if (show.formTarget !== "text-preview") return;
    event.preventDefault();
    clearTimeout(timer);
    preview();
  });
  auto.hidden = false;
  find.hidden = false;
  if (body.value.trim()) look();
})();
