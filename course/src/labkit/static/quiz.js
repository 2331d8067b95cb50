// The quiz: one card a question. It knows no right answer.
function render(context) {
  return openForm(context, { label: context.model.get("static").title, build: buildQuiz });
}
export default { render };

function buildQuiz(form) {
  const { questions, title } = form.fixed;
  const given = (id) => form.answers.questions?.[id];
  const open = () => questions.filter((q) => given(q.id) == null);
  const cards = {};

  const next = make("button", { type: "button", class: "lk-btn", onclick: () => {
    const first = open()[0];
    if (first) cards[first.id].start();
  } });
  const bar = make("i"), count = make("span", { class: "lk-kicker" });
  const head = make("header", { class: "qz-head" }, make("strong", {}, title),
    make("div", { class: "qz-bar", "aria-hidden": "true" }, bar), count,
    make("div", { class: "lk-tools" }, next, form.undo, form.status));

  function answer(id, value, options) {
    const rest = { ...form.answers.questions };
    if (value == null || (Array.isArray(value) && !value.length)) delete rest[id]; else rest[id] = value;
    if (JSON.stringify(rest[id]) === JSON.stringify(given(id))) return;
    form.change({ ...form.answers, questions: rest }, options);
    tally(); cards[id].note();
  }
  function tally() {
    const left = open().length;
    count.textContent = `${questions.length - left} dari ${questions.length} pertanyaan terjawab`;
    bar.style.width = (questions.length - left) / questions.length * 100 + "%";
    next.textContent = left ? "Ke pertanyaan yang belum terjawab →" : "✓ Semua terjawab";
    next.classList.toggle("main", left > 0); next.disabled = !left;
  }

  const kinds = { single: chooser, several: chooser, order: sorter, number: figure };
  const hints = { single: "Pilih satu jawaban.", several: "Pilih semua jawaban yang tepat.",
    order: "Susun dari yang pertama: seret, pakai tombol panah, atau Alt+↑ dan Alt+↓.", number: "Tulis angka; koma untuk desimal." };
  const list = make("ol", { class: "qz-list" });
  questions.forEach((q, k) => {
    const label = unique("soal"), mark = make("span", { class: "qz-mark" });
    const control = kinds[q.kind](q, label, (value, options) => answer(q.id, value, options));
    const box = make("li", { class: "qz-card", "data-question": q.id },
      make("div", { class: "qz-top" }, make("span", { class: "lk-chip" }, `Pertanyaan ${k + 1}`), make("span", { class: "lk-kicker" }, `${grouped(q.points, q.points % 1 ? 1 : 0)} poin`), mark),
      make(q.kind === "number" ? "label" : "div", { class: "qz-text", id: label, for: q.kind === "number" && label + "-field" }, q.text), make("div", { class: "lk-kicker", id: label + "-hint" }, hints[q.kind]), control.node);
    cards[q.id] = { ...control,
      start() { box.scrollIntoView({ block: "nearest" }); control.focus(); },
      note() { const done = given(q.id) != null; mark.textContent = done ? "✓ Terjawab" : "Belum dijawab"; mark.className = "qz-mark" + (done ? " done" : ""); control.noted?.(done); } };
    list.append(box);
  });

  form.root.append(head, form.alert, list);
  return {
    adopt() { for (const q of questions) { cards[q.id].adopt(given(q.id)); cards[q.id].note(); } tally(); },
    told(view) { form.root.dataset.told = view.answered; },
  };
}

function chooser(q, label, answer) {
  const type = q.kind === "single" ? "radio" : "checkbox";
  const inputs = q.choices.map((c) => make("input", { type, name: label, value: c.code, onchange: () => {
    const chosen = inputs.filter((i) => i.checked).map((i) => i.value);
    answer(type === "radio" ? chosen[0] : chosen);
  } }));
  const node = make("div", { class: "qz-choices", role: type === "radio" ? "radiogroup" : "group", "aria-labelledby": label, "aria-describedby": label + "-hint" },
    ...q.choices.map((c, k) => make("label", {}, inputs[k], make("span", {}, c.text))));
  return { node, focus: () => (inputs.find((i) => i.checked) || inputs[0]).focus({ preventScroll: true }),
    adopt(value) { const on = [].concat(value ?? []); inputs.forEach((i) => { i.checked = on.includes(i.value); }); } };
}

function figure(q, label, answer) {
  const wrong = make("span", { class: "qz-wrong", role: "alert" });
  // 1.234,5 and 3.5 are both read as their writer means them
  const read = (text) => {
    const plain = text.trim().replace(/\s/g, "");
    if (!plain) return null;
    const dotted = plain.includes(",") || /^-?\d{1,3}(\.\d{3})+$/.test(plain) ? plain.replace(/\./g, "").replace(",", ".") : plain;
    return /^-?\d+(\.\d+)?$/.test(dotted) ? Number(dotted) : NaN;
  };
  const input = make("input", { type: "text", inputmode: "decimal", autocomplete: "off", id: label + "-field", "aria-describedby": label + "-hint", oninput: () => {
    const value = read(input.value), bad = Number.isNaN(value);
    wrong.textContent = bad ? "Belum terbaca sebagai angka; tulislah misalnya 3,5." : "";
    input.setAttribute("aria-invalid", String(bad));
    answer(bad ? null : value, { typing: true, key: q.id });
  } });
  return { node: make("div", { class: "qz-number" }, input, make("span", {}, q.unit), wrong), focus: () => input.focus({ preventScroll: true }),
    adopt(value) { if (value == null || read(input.value) !== value) input.value = value == null ? "" : String(value).replace(".", ","); wrong.textContent = ""; input.removeAttribute("aria-invalid"); } };
}

function sorter(q, label, answer) {
  const text = Object.fromEntries(q.choices.map((c) => [c.code, c.text]));
  let order = q.choices.map((c) => c.code), dragged = null;
  const list = make("ol", { class: "qz-order", "aria-labelledby": label, "aria-describedby": label + "-hint" });
  const said = make("span", { class: "qz-said", role: "status" });
  const keep = make("button", { type: "button", class: "lk-btn", onclick: () => answer([...order]) }, "Urutan ini jawaban saya");
  function place(code, to, button = ".qz-grip") {
    const next = order.filter((c) => c !== code);
    next.splice(Math.max(0, Math.min(next.length, to)), 0, code);
    order = next; draw(); answer([...order]);
    said.textContent = `${text[code]}: sekarang urutan ${order.indexOf(code) + 1} dari ${order.length}.`;
    const row = list.querySelector(`[data-code="${CSS.escape(code)}"]`);
    (row.querySelector(button + ":not([disabled])") || row.querySelector(".qz-grip")).focus({ preventScroll: true });
  }
  function draw() {
    list.replaceChildren(...order.map((code, k) => {
      const move = (by, sign, word) => make("button", { type: "button", class: `lk-btn qz-${by < 0 ? "up" : "down"}`, "aria-label": `${text[code]}: ${word}`, disabled: k + by < 0 || k + by >= order.length,
        onclick: () => place(code, k + by, by < 0 ? ".qz-up" : ".qz-down") }, sign);
      const grip = make("span", { class: "qz-grip", tabIndex: 0, role: "group", "aria-label": `Urutan ${k + 1}: ${text[code]}` }, make("b", {}, String(k + 1)), text[code]);
      const row = make("li", { draggable: true, "data-code": code }, grip, move(-1, "↑", "naikkan"), move(1, "↓", "turunkan"));
      row.addEventListener("keydown", (e) => {
        const by = e.altKey && { ArrowUp: -1, ArrowDown: 1 }[e.key];
        if (by) { e.preventDefault(); e.stopPropagation(); place(code, k + by); }
      });
      row.addEventListener("dragstart", (e) => { dragged = code; e.dataTransfer.effectAllowed = "move"; e.dataTransfer.setData("text/plain", text[code]); e.stopPropagation(); });
      row.addEventListener("dragover", (e) => { if (dragged) { e.preventDefault(); e.stopPropagation(); row.classList.add("over"); } });
      row.addEventListener("dragleave", () => row.classList.remove("over"));
      row.addEventListener("drop", (e) => { e.preventDefault(); e.stopPropagation(); const code2 = dragged; dragged = null; if (code2) place(code2, k); });
      return row;
    }));
  }
  list.addEventListener("dragend", () => { dragged = null; });
  return { node: make("div", { class: "qz-sort" }, list, keep, said), focus: () => list.querySelector(".qz-grip").focus({ preventScroll: true }),
    noted(done) { keep.hidden = done; },
    adopt(value) { const next = value ?? q.choices.map((c) => c.code); if (next.join("\n") !== order.join("\n") || !list.children.length) { order = [...next]; draw(); } } };
}
