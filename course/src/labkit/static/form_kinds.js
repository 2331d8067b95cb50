// The controls of questions with one field: choices, a number, a text, an order. Each gives
// { node, focus(), adopt(value) }; set(value, options) tells what was answered.
import { make } from "./dom.js";
import { cleanText } from "./form_paste.js";
import { countWords, moved, readNumber, written } from "./form_rules.js";

export function chooser(q, id, set) {
  const one = q.kind === "single";
  const inputs = q.choices.map((c) => make("input", { type: one ? "radio" : "checkbox", name: id, value: c.code, onchange: () => {
    const chosen = inputs.filter((i) => i.checked).map((i) => i.value);
    set(one ? chosen[0] : chosen);
  } }));
  const notes = q.choices.map(() => make("span", { class: "qz-note" }));
  const labels = q.choices.map((c, k) => make("label", {}, inputs[k], make("span", {}, c.text, notes[k])));
  const node = make("div", { class: "qz-choices", role: one ? "radiogroup" : "group", "aria-labelledby": id, "aria-describedby": `${id}-hint ${id}-fault` }, ...labels);
  return {
    node,
    focus: () => (inputs.find((i) => i.checked) || inputs[0]).focus({ preventScroll: true }),
    adopt(value) { const on = [].concat(value ?? []); inputs.forEach((i) => { i.checked = on.includes(i.value); }); },
    // in a drill: which choices are right, and what is to be said of each
    explain(entry) {
      q.choices.forEach((c, k) => {
        const right = [].concat(entry?.right ?? []).includes(c.code), on = inputs[k].checked;
        const verdict = right ? (on ? "✓ Tepat." : one ? "✓ Ini yang tepat." : "✓ Seharusnya dipilih.") : on ? "✗ Belum tepat." : "";
        labels[k].className = !entry ? "" : right ? "right" : on ? "wrong" : "";
        notes[k].textContent = !entry ? "" : `${verdict} ${right ? "" : entry.mistakes?.[c.code] ?? ""}`.trim();
      });
    },
  };
}

// what stands in a field of a number for a value: what was typed, as long as it means that value
export function numberField(q, attrs, set) {
  const input = make("input", { type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", ...attrs,
    oninput: () => { const value = readNumber(input.value, q); set(Number.isNaN(value) ? input.value : value, { typing: true }); } });
  const means = (value) => { const read = readNumber(input.value, q); return Number.isNaN(read) ? input.value === value : read === value; };
  return { input, adopt(value) { if (!means(value ?? null)) input.value = value == null ? "" : typeof value === "string" ? value : written(value); } };
}

export function figure(q, id, set) {
  const read = make("span", { class: "qz-read", role: "status" });
  const tell = (value) => { read.textContent = typeof value === "number" ? `Terbaca: ${written(value)} ${q.unit}`.trim() : ""; };
  const bounds = q.min != null && q.max != null ? `${written(q.min)} sampai ${written(q.max)}` : q.min != null ? `sedikitnya ${written(q.min)}` : q.max != null ? `paling banyak ${written(q.max)}` : "";
  const field = numberField(q, { id: id + "-field", "aria-describedby": `${id}-hint ${id}-fault` }, (value, options) => { tell(value); set(value, options); });
  return {
    node: make("div", { class: "qz-number" }, field.input, q.unit && make("span", {}, q.unit), bounds && make("span", { class: "lk-kicker" }, bounds), read),
    focus: () => field.input.focus({ preventScroll: true }),
    adopt(value) { field.adopt(value); tell(value); },
    invalid(yes) { field.input.setAttribute("aria-invalid", String(yes)); },
  };
}

export function writer(q, id, set) {
  const count = make("span", { class: "lk-kicker qz-count" });
  const asked = [q.min_words ? `sedikitnya ${q.min_words}` : "", q.max_words != null ? `paling banyak ${q.max_words}` : ""].filter(Boolean).join(", ");
  const tell = (value) => { count.textContent = `${countWords(value ?? "")} kata${asked ? ` · diminta ${asked}` : ""}`; };
  const area = make("textarea", { rows: q.lines, id: id + "-field", lang: "id", "aria-describedby": `${id}-hint ${id}-fault`,
    oninput: () => { tell(area.value); set(area.value || null, { typing: true }); },
    onpaste: (e) => { const text = e.clipboardData?.getData("text/plain"); if (text) { e.preventDefault(); insert(area, cleanText(text)); } } });
  return {
    node: make("div", { class: "qz-writer" }, area, count),
    focus: () => area.focus({ preventScroll: true }),
    adopt(value) { if (area.value !== (value ?? "")) area.value = value ?? ""; tell(value); },
    invalid(yes) { area.setAttribute("aria-invalid", String(yes)); },
  };
}
// as if typed, so that the field's own undo takes it back; setRangeText where a browser cannot
function insert(area, text) {
  if (document.execCommand?.("insertText", false, text)) return;
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

export function sorter(q, id, set) {
  const text = Object.fromEntries(q.choices.map((c) => [c.code, c.text]));
  let order = q.choices.map((c) => c.code);
  const list = make("ol", { class: "qz-order", "aria-labelledby": id, "aria-describedby": `${id}-hint ${id}-fault` });
  const said = make("span", { class: "qz-said", role: "status" });
  const keep = make("button", { type: "button", class: "lk-btn", onclick: () => set([...order]) }, "Urutan ini jawaban saya");
  function place(code, to, focus = ".qz-grip") {
    order = moved(order, code, to); draw(); set([...order]);
    said.textContent = `${text[code]}: sekarang urutan ${order.indexOf(code) + 1} dari ${order.length}.`;
    const row = list.querySelector(`[data-code="${CSS.escape(code)}"]`);
    (row.querySelector(focus + ":not([disabled])") || row.querySelector(".qz-grip")).focus({ preventScroll: true });
  }
  function draw() {
    list.replaceChildren(...order.map((code, k) => {
      const step = (by, sign, word) => make("button", { type: "button", class: `lk-btn qz-${by < 0 ? "up" : "down"}`, "aria-label": `${text[code]}: ${word}`, disabled: k + by < 0 || k + by >= order.length,
        onclick: () => place(code, k + by, by < 0 ? ".qz-up" : ".qz-down") }, sign);
      const grip = make("span", { class: "qz-grip", tabIndex: 0, role: "group", "aria-label": `Urutan ${k + 1}: ${text[code]}` },
        make("i", { class: "qz-handle", "aria-hidden": "true" }, "⠿"), make("b", {}, String(k + 1)), make("span", {}, text[code]));
      const row = make("li", { "data-code": code }, grip, step(-1, "↑", "naikkan"), step(1, "↓", "turunkan"));
      row.addEventListener("keydown", (e) => {
        const by = e.altKey && { ArrowUp: -1, ArrowDown: 1 }[e.key];
        if (by) { e.preventDefault(); e.stopPropagation(); place(code, k + by); }
      });
      // a finger drags by the handle alone, so that the page can still be scrolled
      grip.addEventListener("pointerdown", (e) => {
        if (e.button === 0 && (e.pointerType === "mouse" || e.target.matches(".qz-handle"))) drag(list, row, k, e, (to) => place(code, to));
      });
      return row;
    }));
  }
  return {
    node: make("div", { class: "qz-sort" }, list, keep, said),
    focus: () => list.querySelector(".qz-grip").focus({ preventScroll: true }),
    adopt(value) {
      const next = value ?? q.choices.map((c) => c.code);
      if (next.join("\n") !== order.join("\n") || !list.children.length) { order = [...next]; draw(); }
    },
    noted(state) { keep.hidden = state.name === "done"; },
  };
}
// Rows move out of the way while one is dragged; nothing is answered before it is let go.
function drag(list, row, from, began, drop) {
  const rows = [...list.children], tops = rows.map((r) => r.getBoundingClientRect());
  const height = tops[from].height + (tops[1] && tops[0] ? tops[1].top - tops[0].bottom : 0);
  let to = from, active = false;
  const move = (e) => {
    if (e.pointerId !== began.pointerId) return;
    const by = e.clientY - began.clientY;
    if (!active && Math.abs(by) < 4) return;
    active = true; e.preventDefault(); row.classList.add("dragged");
    const middle = tops[from].top + tops[from].height / 2 + by;
    to = tops.filter((box, k) => k !== from && box.top + box.height / 2 < middle).length;
    rows.forEach((r, k) => { r.style.transform = k === from ? `translateY(${by}px)` : k > from && k <= to ? `translateY(${-height}px)` : k < from && k >= to ? `translateY(${height}px)` : ""; });
  };
  const end = (e) => {
    if (e.type === "keydown" ? e.key !== "Escape" : e.pointerId !== began.pointerId) return;
    for (const [name, what] of watched) window.removeEventListener(name, what, true);
    rows.forEach((r) => { r.style.transform = ""; }); row.classList.remove("dragged");
    if (e.type === "pointerup" && active && to !== from) drop(to);
  };
  const watched = [["pointermove", move], ["pointerup", end], ["pointercancel", end], ["keydown", end]];
  for (const [name, what] of watched) window.addEventListener(name, what, { capture: true, passive: false });
}
