/* Time that goes on: data-counts="up" or "down" with data-seconds, as the server drew it, counts each second. */
(() => {
  "use strict";
  const begun = new WeakMap();

  const text = (seconds) => {
    const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    const two = (number) => String(number).padStart(2, "0");
    return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
  };

  setInterval(() => {
    for (const element of document.querySelectorAll("[data-counts]")) {
      if (!begun.has(element)) begun.set(element, performance.now());
      const passed = Math.floor((performance.now() - begun.get(element)) / 1000);
      const drawn = Number(element.dataset.seconds);
      element.textContent = text(Math.max(0, element.dataset.counts === "up" ? drawn + passed : drawn - passed));
    }
  }, 1000);
})();
