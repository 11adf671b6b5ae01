/* Scanning: files chosen or dropped go at once, pages are put in order with the mouse or by keys.
   Without this script the form and the buttons of each page do the same. */
(() => {
  "use strict";
  const form = document.querySelector("[data-scan='form']");
  const region = document.querySelector("[data-scan='pages']");
  const part = (name) => form.querySelector(`[data-scan='${name}']`);

  function show(...names) {
    for (const name of ["large", "failed", "bar"]) part(name).hidden = !names.includes(name);
  }

  function fits() {
    const files = [...form.querySelectorAll("input[type=file]")].flatMap((field) => [...field.files]);
    const most = Number(form.dataset.most);
    const together = files.reduce((sum, file) => sum + file.size, 0);
    return files.every((file) => file.size <= most) && together <= Number(form.dataset.together);
  }

  function listen() {
    form.addEventListener("change", (event) => {
      if (event.target.type === "file" && event.target.files.length) form.requestSubmit();
    });
    form.addEventListener("htmx:beforeRequest", (event) => {
      const small = fits();
      if (!small) event.preventDefault();
      show(small ? "bar" : "large");
    });
    form.addEventListener("htmx:xhr:progress", (event) => {
      const { lengthComputable, loaded, total } = event.detail;
      if (lengthComputable) part("bar").querySelector("progress").value = (100 * loaded) / total;
    });
    form.addEventListener("htmx:afterRequest", (event) => {
      show(...(event.detail.successful ? [] : ["failed"]));
      if (event.detail.successful) form.reset();
    });
    for (const name of ["dragover", "dragleave", "drop"]) {
      form.addEventListener(name, (event) => {
        if (!event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        form.classList.toggle("drop--over", name === "dragover");
        if (name !== "drop") return;
        form.elements.file.files = event.dataTransfer.files;
        form.requestSubmit();
      });
    }
  }

  // ---- pages ----

  const leaf = (element) => element.closest?.(".leaf");
  let dragged = null;

  function prepare() {
    for (const each of region.querySelectorAll("[data-order] .leaf")) each.draggable = true;
  }

  function arrange(list) {
    const page = [...list.querySelectorAll(".leaf")].map((each) => each.dataset.page);
    htmx.ajax("POST", list.dataset.order, { target: "#scan-pages", swap: "innerHTML", values: { page } });
  }

  function mark(over) {
    for (const each of region.querySelectorAll(".leaf--over")) each.classList.remove("leaf--over");
    over?.classList.add("leaf--over");
  }

  region.addEventListener("dragstart", (event) => {
    dragged = leaf(event.target);
    if (dragged) event.dataTransfer.effectAllowed = "move";
  });
  region.addEventListener("dragover", (event) => {
    const over = leaf(event.target);
    if (!dragged || !over) return;
    event.preventDefault();
    mark(over);
  });
  region.addEventListener("drop", (event) => {
    const over = leaf(event.target);
    if (!dragged || !over) return;
    event.preventDefault();
    const behind = dragged.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING;
    const moved = dragged;
    if (moved === over) return;
    over[behind ? "after" : "before"](moved);
    arrange(moved.parentElement);
  });
  region.addEventListener("dragend", () => {
    dragged = null;
    mark(null);
  });

  function wanted(event) {
    if (event.altKey) return { ArrowLeft: "earlier", ArrowUp: "earlier", ArrowRight: "later", ArrowDown: "later" }[event.key];
    if (event.ctrlKey || event.metaKey) return "";
    return { "[": "left", "]": "right", Delete: "out" }[event.key];
  }

  region.addEventListener("keydown", (event) => {
    const page = leaf(event.target);
    const deed = wanted(event);
    const button = page && deed && document.getElementById(`${deed}-${page.dataset.page}`);
    if (!button) return;
    event.preventDefault();
    button.focus(); // htmx brings the focus back to the same button after the pages were drawn anew
    button.click();
  });

  // While somebody drags, the pages must not be drawn anew under the hand.
  region.addEventListener("htmx:beforeRequest", (event) => {
    if (dragged && event.detail.requestConfig.verb === "get") event.preventDefault();
  });
  region.addEventListener("htmx:afterSettle", prepare);
  prepare();
  if (form) listen();
})();
