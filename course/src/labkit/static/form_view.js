// The view of a declared form: a card a question. It knows no kernel: a notebook and a page of the
// book give it a declaration and a state, and hear of every change.
import { make, unique } from "./dom.js";
import { chooser, figure, sorter, writer } from "./form_kinds.js";
import { grid, matcher } from "./form_grids.js";
import { judge, mistakes, overview, partsOf, same, tried, written } from "./form_rules.js";

const CONTROLS = { single: chooser, several: chooser, number: figure, text: writer, order: sorter, match: matcher, table: grid };
const HINTS = {
  single: "Pilih satu jawaban.", several: "Pilih semua jawaban yang tepat.", number: "Tulis angka; koma untuk desimal.",
  text: "Tulis di kotak ini. Tulisan dari Word boleh ditempel.",
  order: "Susun dari yang pertama: seret, pakai tombol panah, atau Alt+↑ dan Alt+↓.",
  match: "Pilih pasangan untuk setiap baris.",
  table: "Isi setiap sel; Enter turun ke baris berikutnya. Sel dari Excel atau Word boleh ditempel sekaligus.",
};

// declaration: as labkit.forms.declaration gives it; state: { questions, practice }, kept as it is;
// onChange(next, { typing, key }): somebody answered.
export function render(declaration, state, onChange) {
  const { questions, title, intro, drill, said } = declaration;
  let now = state;
  const cards = {};
  const given = (id) => now.questions?.[id];
  const tries = (id) => now.practice?.[id] ?? [];
  const explained = (id) => drill && tries(id).length > 0 && given(id) != null && same(tries(id).at(-1).given, given(id));
  // what is done in a drill was looked at; elsewhere what was answered in full
  const finished = (q) => (drill ? tries(q.id).length > 0 : judge(q, given(q.id), said).name === "done");

  const next = make("button", { type: "button", class: "lk-btn", onclick: () => {
    const open = questions.find((q) => !finished(q));
    if (open) cards[open.id].start();
  } });
  const bar = make("i"), count = make("span", { class: "lk-kicker" }), tools = make("div", { class: "lk-tools" }, next);
  const head = make("header", { class: "qz-head" }, title && make("strong", {}, title),
    make("div", { class: "qz-bar", "aria-hidden": "true" }, bar), count, tools);
  const list = make("ol", { class: "qz-list" });

  function change(nextState, options) { now = nextState; onChange(now, options); tally(); }
  function answer(q, value, options) {
    const rest = { ...now.questions };
    if (value == null || (Array.isArray(value) && !value.length)) delete rest[q.id]; else rest[q.id] = value;
    if (same(rest[q.id], given(q.id))) return;
    change({ ...now, questions: rest }, { ...options, key: options?.key ?? (options?.typing ? q.id : null) });
    cards[q.id].note();
  }
  function tally() {
    const view = overview(declaration, now.questions ?? {});
    const done = questions.filter(finished).length, left = questions.length - done;
    count.textContent = drill ? `Latihan, tidak dinilai · ${done} dari ${questions.length} sudah dicoba` : `${done} dari ${questions.length} pertanyaan terjawab`;
    bar.style.width = done / questions.length * 100 + "%";
    next.textContent = left ? (drill ? "Ke latihan berikutnya →" : "Ke pertanyaan yang belum terjawab →") : drill ? "✓ Semua sudah dicoba" : "✓ Semua terjawab";
    next.classList.toggle("main", left > 0); next.disabled = !left;
    list.dataset.own = JSON.stringify(view);
  }

  questions.forEach((q, k) => { cards[q.id] = card(q, k); list.append(cards[q.id].box); });
  function card(q, k) {
    const id = unique("soal"), mark = make("span", { class: "qz-mark" });
    const fault = make("p", { class: "qz-fault", id: id + "-fault", role: "status" });
    const control = CONTROLS[q.kind](q, id, (value, options) => answer(q, value, options), said);
    const field = q.kind === "number" || q.kind === "text";
    const check = drill ? explanation(q, control) : null;
    const box = make("li", { class: "qz-card", "data-question": q.id },
      make("div", { class: "qz-top" }, make("span", { class: "lk-chip" }, `${drill ? "Latihan" : "Pertanyaan"} ${k + 1}`),
        !drill && make("span", { class: "lk-kicker" }, `${written(q.points)} poin`), mark),
      make(field ? "label" : "div", { class: "qz-text", id, for: field && id + "-field" }, q.text),
      make("div", { class: "lk-kicker qz-hint", id: id + "-hint" }, q.hint || HINTS[q.kind]), control.node, fault, check?.node, q.rubric?.length ? rubric(q) : null);
    return {
      box,
      start() { box.scrollIntoView({ block: "nearest" }); control.focus(); },
      adopt() { control.adopt(given(q.id)); this.note(); },
      note() {
        const value = given(q.id), at = judge(q, value, said);
        const text = at.fault && `${drill ? "Latihan" : "Pertanyaan"} ${k + 1}: ${at.fault}`;
        if (fault.textContent !== text) fault.textContent = text;
        fault.classList.toggle("soft", at.soft);
        control.invalid?.(Boolean(at.fault) && !at.soft); control.noted?.(at, value);
        mark.textContent = drill ? (tries(q.id).length ? `Dicoba ${tries(q.id).length} kali` : "Belum dicoba") : { blank: "Belum dijawab", partial: "Belum lengkap", done: "✓ Terjawab" }[at.name];
        mark.className = "qz-mark" + (drill ? "" : ` ${at.name}`);
        check?.note(at);
      },
    };
  }

  // a drill: look at the answer, read why, try again
  function explanation(q, control) {
    const verdict = make("p", { class: "qz-verdict" }), more = make("div", {});
    const box = make("div", { class: "qz-why", role: "status" }, verdict, more);
    const look = make("button", { type: "button", class: "lk-btn main", onclick: () => {
      change({ ...now, practice: tried(now.practice, q.id, given(q.id), new Date().toISOString()) });
      cards[q.id].note(); again.focus({ preventScroll: true });
      box.scrollIntoView({ block: "nearest" });
    } }, "Lihat penjelasan");
    const again = make("button", { type: "button", class: "lk-btn", onclick: () => {
      const rest = { ...now.questions };
      delete rest[q.id];
      change({ ...now, questions: rest });
      cards[q.id].adopt(); control.focus();
    } }, "Coba lagi");
    return {
      node: make("div", { class: "qz-drill" }, box, make("div", { class: "lk-tools" }, look, again)),
      note(at) {
        const open = explained(q.id);
        look.hidden = open; again.hidden = !open; look.disabled = at.name !== "done";
        control.explain?.(open ? q.key : null);
        box.hidden = !open;
        if (!open) { more.replaceChildren(); return; }
        const value = given(q.id), parts = partsOf(q, value, q.key), right = parts.filter((p) => p.share === 1).length;
        const whole = right === parts.length;
        box.classList.toggle("right", whole);
        verdict.textContent = whole ? "✓ Tepat." : parts.length > 1 ? `${right} dari ${parts.length} bagian tepat.` : parts[0].share > 0 ? "Sebagian tepat." : "Belum tepat.";
        const wrong = parts.filter((p) => p.share < 1);
        more.replaceChildren(
          ...(whole || control.explain ? [] : parts.length > 1
            ? [make("p", {}, make("b", {}, "Yang tepat:")), make("ul", {}, ...wrong.map((p) => make("li", {}, make("b", {}, `${p.label}: `), p.right)))]
            : [make("p", {}, make("b", {}, "Yang tepat: "), parts[0].right + ".")]),
          ...(control.explain ? [] : mistakes(q, value, q.key).map((text) => make("p", {}, text))),
          make("p", {}, q.key.why));
      },
    };
  }

  tally();
  const adopt = (theirs) => { now = theirs; for (const q of questions) cards[q.id].adopt(); tally(); };
  adopt(state);
  return { head, tools, intro: intro ? make("p", { class: "qz-intro" }, intro) : null, list, adopt };
}

function rubric(q) {
  return make("details", { class: "qz-rubric" }, make("summary", {}, "Cara tulisan ini dinilai"),
    make("ul", {}, ...q.rubric.map((level) => make("li", {}, make("b", {}, `${written(level.points)} poin${level.name ? ` · ${level.name}` : ""}`), make("span", {}, level.words)))));
}
