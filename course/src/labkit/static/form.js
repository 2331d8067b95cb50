// Common base of every form: saving, journal, conflict, undo, status. Whoever packs a form joins
// the modules into one and takes out these lines of import (see labkit.forms.base.assets).
import { make } from "./dom.js";

export function openForm({ model, el }, { label, build }) {
  const fixed = model.get("static");
  const client = Math.random().toString(36).slice(2);
  const opened = model.get("reply");
  let answers = opened.status === "conflict" ? opened.answers : model.get("state").answers;
  let rev = opened.rev ?? 0, seq = 0, acked = 0, timer = 0, sentAt = 0;
  let blocked = false, fault = "", lastKey = null;
  const past = [];

  const status = make("span", { class: "lk-status", role: "status" });
  const undo = make("button", { type: "button", class: "lk-btn", disabled: true, onclick: back }, "↶ Batalkan");
  undo.title = "Batalkan perubahan terakhir";
  const alert = make("div", { class: "lk-alert", role: "alert", hidden: true });
  const root = make("section", { class: "lk", "aria-label": label });

  const keep = () => { try { localStorage.setItem(fixed.journal, JSON.stringify({ base: rev, answers })); } catch {} };
  const forget = () => { try { localStorage.removeItem(fixed.journal); } catch {} };
  const kept = () => { try { return JSON.parse(localStorage.getItem(fixed.journal) || "null"); } catch { return null; } };
  const same = (a, b) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
  const sorted = (x) => Array.isArray(x) ? x.map(sorted) : x && typeof x === "object"
    ? Object.fromEntries(Object.keys(x).sort().map((k) => [k, sorted(x[k])])) : x;

  function tell() {
    const late = acked < seq && performance.now() - sentAt > 4000;
    const [kind, text] = blocked ? ["no", "Menunggu pilihan Anda"]
      : fault ? ["no", fault]
      : acked < seq ? (late && !timer
        ? ["no", "Belum tersimpan, tetapi aman di peramban ini. Akan dicoba lagi."]
        : ["", "Menyimpan…"])
      : rev ? ["ok", "✓ Tersimpan"] : ["", "Belum ada isian"];
    status.className = "lk-status " + kind;
    status.dataset.rev = rev;
    if (status.textContent !== text) {
      status.textContent = text;
      status.dispatchEvent(new CustomEvent("lk-status", { bubbles: true })); // the room around it tells too
    }
    undo.disabled = !past.length;
  }
  // whoever stands around the form counts what is answered
  function count(reply) {
    if (!reply.progress) return;
    [root.dataset.done, root.dataset.asked] = reply.progress;
    root.dispatchEvent(new CustomEvent("lk-progress", { bubbles: true }));
  }
  function send() {
    clearTimeout(timer); timer = 0;
    if (blocked) return;
    sentAt = performance.now();
    model.set("state", { seq, client, base: rev, answers });
    model.save_changes();
    setTimeout(tell, 4200);
  }
  // typing waits a moment, so that a word is one saving and one step of undo
  function change(next, { typing = false, key = null } = {}) {
    if (!key || key !== lastKey) { past.push(answers); if (past.length > 300) past.shift(); }
    lastKey = key; answers = next; seq += 1; fault = "";
    keep();
    if (typing) { clearTimeout(timer); timer = setTimeout(send, 250); } else send();
    tell();
  }
  function back() {
    if (!past.length) return;
    answers = past.pop(); lastKey = null; seq += 1;
    keep(); part.adopt(answers); send(); tell();
  }
  function take(theirs, revision) {
    answers = theirs; rev = revision; past.length = 0; acked = seq; blocked = false; fault = "";
    alert.hidden = true; forget(); part.adopt(answers); tell();
  }
  function choose(why, theirs, revision, mine) {
    blocked = true;
    alert.replaceChildren(make("p", {}, why),
      make("button", { type: "button", class: "lk-btn", onclick: () => take(theirs, revision) }, "Pakai yang terbaru di berkas"),
      make("button", { type: "button", class: "lk-btn", onclick: () => {
        blocked = false; alert.hidden = true; rev = revision; answers = mine(); seq += 1;
        keep(); part.adopt(answers); send(); tell(); } }, "Pakai isian di jendela ini"));
    alert.hidden = false;
    tell();
  }
  function heard() {
    const reply = model.get("reply");
    const own = reply.client === client;
    count(reply);
    if (own && reply.status === "saved") {
      rev = reply.rev; acked = Math.max(acked, reply.seq); fault = "";
      if (acked >= seq) forget(); else keep();
    } else if (own && reply.status === "conflict") {
      choose(`${reply.message} Perubahan di jendela ini belum disimpan. Mana yang dipakai?`,
        reply.answers, reply.rev, () => answers);
    } else if (own) fault = reply.message;
    else if (reply.status === "saved" && acked >= seq) {
      // another view of this form saved: follow it, if what it saved has arrived here
      const theirs = model.get("state");
      if (theirs.client === reply.client && theirs.seq === reply.seq) take(theirs.answers, reply.rev);
    }
    // the view tells of what was saved, not of what a conflict or a refusal left here unsaved
    if (reply.status === "saved" && (!own || reply.seq >= seq)) part.told?.(reply.view);
    tell();
  }
  const act = (name) => model.send({ act: name, answers });
  const onAct = (message, buffers) => part.acted?.(message, buffers);

  const form = { fixed, change, act, status, undo, alert, root, get answers() { return answers; } };
  const part = build(form);
  // JupyterLab looks for this mark on the focused element only; without it d d deletes the cell
  root.addEventListener("focusin", (e) => e.target.setAttribute("data-lm-suppress-shortcuts", "true"));
  root.addEventListener("focusout", () => { if (timer) send(); lastKey = null; });
  root.addEventListener("keydown", (e) => {
    if ((e.ctrlKey || e.metaKey) && e.key === "z" && !e.target.matches("textarea,input:not([type=radio]):not([type=checkbox])")) {
      e.preventDefault(); e.stopPropagation(); back();
    }
  });
  const flush = () => { if (timer) send(); };
  window.addEventListener("pagehide", flush);
  model.on("change:reply", heard);
  model.on("msg:custom", onAct);
  part.adopt(answers);
  part.told?.(opened.view);
  el.append(root);
  root.dataset.form = fixed.form ?? "";
  count(opened);

  if (opened.status === "opened" && opened.message) {
    alert.replaceChildren(make("p", {}, opened.message), make("button", { type: "button", class: "lk-btn", onclick: () => { alert.hidden = true; } }, "Saya mengerti"));
    alert.hidden = false;
  }
  const left = kept();
  if (left && same(left.answers, answers)) forget();
  else if (left && left.base === rev) { answers = left.answers; seq = 1; part.adopt(answers); keep(); send(); }
  else if (left) choose(`Di peramban ini ada isian yang belum tersimpan (dari simpanan ke-${left.base}), sedangkan berkas sudah simpanan ke-${rev}. Mana yang dipakai?`, answers, rev, () => left.answers);
  tell();
  return () => { flush(); window.removeEventListener("pagehide", flush); model.off("change:reply", heard); model.off("msg:custom", onAct); };
}
