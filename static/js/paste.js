/* A picture pasted with Ctrl+V or dropped on the form goes into its file field; without this script the file
   is chosen. */
(() => {
  "use strict";
  const form = document.querySelector("[data-pastes]");
  const field = form?.querySelector("input[type=file]");
  const said = form?.querySelector("[data-pasted]");
  if (!field || !said) return;

  function tell(file) {
    const size = Math.max(1, Math.round(file.size / 1024));
    said.textContent = `${said.dataset.pasted}: ${file.name}, ${size} kB`;
  }

  function take(files) {
    const picture = [...files].find((file) => file.type.startsWith("image/"));
    if (!picture) {
      if (files.length) said.textContent = said.dataset.refused;
      return false;
    }
    const carrier = new DataTransfer();
    carrier.items.add(picture);
    field.files = carrier.files;
    tell(picture);
    return true;
  }

  document.addEventListener("paste", (event) => {
    if (event.clipboardData && take(event.clipboardData.files)) event.preventDefault();
  });
  field.addEventListener("change", () => {
    if (field.files[0]) tell(field.files[0]);
  });
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    take(event.dataTransfer.files);
  });
})();
