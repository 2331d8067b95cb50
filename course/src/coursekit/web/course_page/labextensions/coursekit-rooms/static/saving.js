// Whether everything is kept: told in the head, and what goes wrong in a bar that stays in sight
// however far a trainee has scrolled from the form or the head.
import { isAnswer } from "./guard.js";

const PATIENCE = 3000; // a kernel that restarts is away for a moment too
const make = (tag, className, text = "") => Object.assign(document.createElement(tag), { className, textContent: text });

export const save = async (panel) => {
  document.activeElement?.blur?.();
  await new Promise((done) => setTimeout(done, 350)); // forms write what was being typed
  if (panel && !panel.isDisposed && !panel.context.model.readOnly) await panel.context.save();
};

const unsaved = (panel) => panel.node.querySelector(".jp-Cell:not(.ck-tunggu) .lk-status.no");

// Save, and say whether one may go: nothing is left behind that could not be saved, and nothing is
// handed in while a form holds more than its file.
export const mayLeave = async (panel, { handsIn }) => {
  if (!panel || panel.isDisposed) return true;
  try { await save(panel); } catch { return false; }
  const form = handsIn && unsaved(panel);
  if (form) UNSAVED.act(panel, form);
  return !form && (panel.context.model.readOnly || !panel.context.model.dirty);
};

export const saveWhenLeft = (tracker) => {
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    tracker.forEach((panel) => {
      if (panel.context.isReady && panel.context.model.dirty && !panel.context.model.readOnly) void panel.context.save();
    });
  });
};

// What goes wrong, in words, with the way out; nothing goes wrong, nothing is told.
const LOST = {
  short: "Sambungan terputus",
  text: "Sambungan ke meja kerja terputus dan sedang dicoba lagi. Isian formulir aman di peramban ini. Bila jaringan Anda baik, muat ulang halaman ini.",
  verb: "Muat ulang",
  act: () => window.location.reload(),
};
const FAILED = {
  short: "Belum tersimpan",
  text: "Tulisan Anda belum tersimpan. Periksa jaringan Anda, lalu coba simpan lagi; jangan menutup halaman ini dahulu.",
  verb: "Simpan lagi",
  act: (panel) => void save(panel).catch(() => {}), // a second failure is told as the first was
};
const UNSAVED = {
  short: "Formulir belum tersimpan",
  text: "Ada formulir yang belum tersimpan.",
  verb: "Lihat formulir",
  act: (_, status) => status?.closest(".lk").scrollIntoView({ block: "start" }),
};

export const watchSaving = (panel, saved) => {
  const { context, sessionContext } = panel;
  const bar = make("div", "ck-bilah");
  const words = make("p", "");
  const button = make("button", "");
  bar.hidden = true;
  bar.setAttribute("role", "alert");
  bar.append(words, button);
  document.body.append(bar);

  let failed = false;
  let lost = false;
  let waiting;
  let shown;
  // What is shown again by itself is nothing that waits to be saved; what somebody wrote is.
  const writes = panel.content.widgets.some((cell) => isAnswer(cell.model));
  const waits = () => [...panel.node.querySelectorAll(".lk-status")].some((one) => one.textContent.startsWith("Menyimpan"));
  const kept = () => writes || panel.node.querySelector(".lk-status.ok");
  let news = "";
  const look = () => {
    const trouble = lost ? LOST : failed ? FAILED : unsaved(panel) ? UNSAVED : null;
    const text = trouble?.short ?? (waits() ? "Menyimpan …" : kept() ? "✓ Tersimpan" : "");
    if (saved.textContent !== text) saved.textContent = text;
    saved.classList.toggle("ck-gawat", !!trouble);
    const wanted = trouble ?? (news ? { text: news, verb: "Baik", act: () => { news = ""; look(); } } : null);
    if (wanted?.text === shown?.text) return;
    shown = wanted;
    bar.hidden = !wanted;
    bar.classList.toggle("ck-kabar", !trouble);
    words.textContent = wanted?.text ?? "";
    button.textContent = wanted?.verb ?? "";
  };
  button.addEventListener("click", () => shown?.act(panel, unsaved(panel)));

  context.model.stateChanged.connect(look);
  let saving = false;
  context.saveState.connect((_, state) => {
    saving = state === "started";
    if (!saving) failed = state === "failed";
    look();
  });
  // The document's own box would stand before all else, with the network's English; the bar is enough.
  const box = context._handleError?.bind(context);
  context._handleError = async (error, title) => (saving ? console.warn(title, error) : box?.(error, title));
  panel.node.addEventListener("lk-status", look); // a form says how its saving stands
  sessionContext.connectionStatusChanged.connect((_, status) => {
    clearTimeout(waiting);
    if (status !== "connected") {
      waiting = setTimeout(() => { lost = true; look(); }, PATIENCE);
    } else if (lost) {
      lost = false;
      look();
    }
  });
  panel.disposed.connect(() => { clearTimeout(waiting); bar.remove(); });
  look();
  return (text) => { news = text; look(); };
};
