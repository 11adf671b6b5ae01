/* The waiting-room screen: says when it has lost the desk, and rings for a new number where somebody put the
   sound on (it is off until then). Numbers come through htmx, every few seconds. */
(() => {
  "use strict";
  const LOST = 20000; // milliseconds without an answer after which old numbers are not to be trusted
  const main = document.getElementById("main");
  const lost = document.getElementById("screen-lost");
  const sound = document.getElementById("screen-sound");
  const last = () => Number(main.querySelector("[data-last]")?.dataset.last ?? 0);
  let answered = performance.now();
  let called = last();
  let player = null;

  function ring() {
    const now = player.currentTime;
    for (const [place, tone] of [[0, 660], [0.25, 880]]) {
      const voice = player.createOscillator();
      const volume = player.createGain();
      voice.frequency.value = tone;
      volume.gain.setValueAtTime(0.2, now + place);
      volume.gain.exponentialRampToValueAtTime(0.001, now + place + 0.4);
      voice.connect(volume).connect(player.destination);
      voice.start(now + place);
      voice.stop(now + place + 0.4);
    }
  }

  sound.hidden = !window.AudioContext;
  sound.addEventListener("click", () => {
    const on = sound.getAttribute("aria-pressed") !== "true";
    sound.setAttribute("aria-pressed", String(on));
    if (on) {
      player ??= new AudioContext();
      ring();
    }
  });

  document.body.addEventListener("htmx:afterSwap", () => {
    answered = performance.now();
    if (last() > called && sound.getAttribute("aria-pressed") === "true") ring();
    called = Math.max(called, last());
  });
  setInterval(() => (lost.hidden = performance.now() - answered < LOST), 1000);
})();
