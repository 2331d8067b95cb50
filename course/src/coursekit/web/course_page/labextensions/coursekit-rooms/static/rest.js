// A window left open asks its server something every few seconds, so that the server never counts
// as idle. Untouched for as long as the hub waits, it saves and leaves for a page that asks nothing.
const HANDS = ["keydown", "pointerdown", "touchstart", "wheel"];

export const restWhenLeft = (tracker, minutes, mayLeave, leave) => {
  if (!minutes) return; // servers are never stopped here
  let touched = Date.now();
  for (const kind of HANDS) {
    document.addEventListener(kind, () => { touched = Date.now(); }, { capture: true, passive: true });
  }
  const look = async () => {
    if (Date.now() - touched < minutes * 60_000) return;
    const panels = [];
    tracker.forEach((panel) => panels.push(panel));
    if (panels.some((panel) => panel.sessionContext.session?.kernel?.status === "busy")) return;
    for (const panel of panels) if (!(await mayLeave(panel, { handsIn: false }))) return;
    leave();
  };
  setInterval(look, 20_000);
};
