/* Arrows walk among the links of a table marked data-grid; Esc in an opened form closes it again. */
(() => {
  "use strict";
  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  function beside(cell, [across, down]) {
    const rows = [...cell.closest("table").querySelectorAll("tbody > tr:first-child")];
    const row = rows[rows.indexOf(cell.parentElement) + down];
    return row?.cells[cell.cellIndex + across]?.querySelector("a");
  }

  document.addEventListener("keydown", (event) => {
    const link = event.target.closest("[data-grid] td > a");
    if (link && event.key in STEPS) {
      const next = beside(link.closest("td"), STEPS[event.key]);
      if (next) {
        event.preventDefault();
        next.focus();
      }
    }
    if (event.key === "Escape") event.target.closest("[data-grid] tbody")?.querySelector("[data-close]")?.click();
  });
})();
