/* How far the file has got, and what is too large before it is sent; without this script the form simply
   goes the browser's way. */
(() => {
  "use strict";
  const part = (form, name) => form.querySelector(`[data-upload='${name}']`);
  const ours = (event) => event.target.closest?.("[data-upload='form']");

  function show(form, ...names) {
    for (const name of ["large", "failed", "bar"]) part(form, name).hidden = !names.includes(name);
  }

  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = ours(event);
    if (!form) return;
    const file = form.elements.container.files[0];
    const large = Boolean(file && file.size > Number(form.dataset.most));
    if (large) event.preventDefault();
    show(form, large ? "large" : "bar");
  });
  document.addEventListener("htmx:xhr:progress", (event) => {
    const form = ours(event);
    if (!form || !event.detail.lengthComputable) return;
    part(form, "bar").querySelector("progress").value = (100 * event.detail.loaded) / event.detail.total;
  });
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      const form = ours(event);
      if (form) show(form, "failed");
    });
  }
})();
