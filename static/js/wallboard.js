/* The screen on the wall: a clock by the desk's own time, when it last heard something, and a plain word when
   what it shows is a minute old. Figures come through htmx (pushed, and every 15 seconds); Esc leaves. */
(() => {
  "use strict";
  const OLD = 60000; // milliseconds without news after which figures are not to be trusted
  const main = document.getElementById("wall");
  const place = (id) => document.getElementById(id);
  let heard = performance.now();
  let ahead = 0; // of the desk's clock before that of this computer, milliseconds

  const read = () => {
    const now = Number(main.querySelector("[data-now]")?.dataset.now);
    if (now) ahead = now * 1000 - Date.now();
  };
  const two = (number) => String(number).padStart(2, "0");
  const tallinn = new Intl.DateTimeFormat("et-EE", {
    timeZone: "Europe/Tallinn", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
  });
  const time = (moment) => {
    const parts = Object.fromEntries(tallinn.formatToParts(moment).map(({ type, value }) => [type, value]));
    return `${two(parts.hour)}:${two(parts.minute)}:${two(parts.second)}`;
  };

  function tick() {
    place("wall-clock").textContent = time(new Date(Date.now() + ahead)).slice(0, 5);
    const old = performance.now() - heard > OLD;
    place("wall-old").hidden = !old;
    document.body.classList.toggle("wall--old", old);
  }

  document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (detail.target !== main) return;
    heard = performance.now();
    read();
    place("wall-heard").textContent = time(new Date(Date.now() + ahead));
    tick();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") location.assign(document.body.dataset.leave);
  });

  read();
  tick();
  setInterval(tick, 1000);
})();
