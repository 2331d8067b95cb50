// Moves through the slides by keys and clicks; the address keeps the place. Without it all are shown.
const root = document.documentElement;
const slides = [...document.querySelectorAll(".slide")];
const notes = [...document.querySelectorAll(".notes")];
let now = 0;

const fit = () =>
  root.style.setProperty("--scale", Math.min(innerWidth / 1280, innerHeight / 720));

function show(place) {
  now = Math.max(0, Math.min(slides.length - 1, place));
  slides.forEach((slide, at) => slide.classList.toggle("now", at === now));
  notes.forEach((note, at) => {
    note.classList.toggle("now", at === now);
    note.hidden = at !== now || !root.classList.contains("with-notes");
  });
  root.classList.toggle("started", now > 0);
  history.replaceState(null, "", `#${now + 1}`);
}

const keys = {
  ArrowRight: () => show(now + 1),
  ArrowDown: () => show(now + 1),
  PageDown: () => show(now + 1),
  " ": () => show(now + 1),
  ArrowLeft: () => show(now - 1),
  ArrowUp: () => show(now - 1),
  PageUp: () => show(now - 1),
  Home: () => show(0),
  End: () => show(slides.length - 1),
  c: () => (root.classList.toggle("with-notes"), show(now)),
  f: () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen()),
};
addEventListener("keydown", (event) => {
  const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  act();
});
document.querySelector("main").addEventListener("click", () => show(now + 1));
addEventListener("resize", fit);
addEventListener("hashchange", () => show(Number(location.hash.slice(1)) - 1 || 0));
root.classList.add("live");
fit();
show(Number(location.hash.slice(1)) - 1 || 0);
