// What answers mean: pure, no page. The kernel judges by the same rules (labkit.forms.kinds,
// words, shares), held equal by a test on random answers.

const GAP = /[ \t\n\r\f\v\u00a0\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
const WORD = /[\p{L}\p{N}]/u;
export const countWords = (text) => text.split(GAP).filter((word) => WORD.test(word)).length;

const shortened = (text) => {
  const letters = [...text];
  return letters.length <= 40 ? text : letters.slice(0, 40).join("") + "…";
};

export const written = (x) => {
  const plain = String(Math.abs(x));
  const [whole, part] = (plain.includes("e") ? Math.abs(x).toFixed(15).replace(/0+$/, "") : plain).split(".");
  return (x < 0 ? "-" : "") + whole.replace(/\B(?=(\d{3})+$)/g, ".") + (part ? "," + part : "");
};

// ---- numbers as people write them: 1.234,5 and 3.5 and Rp 1 250 000 and -4 %
// null: nothing there; NaN: no number
export function readNumber(text, { unit = "", min = null, max = null } = {}) {
  let plain = text.replace(/[\s\u00a0]/g, "").replace(/^[−–]/, "-").replace(/^(-?)rp\.?/i, "$1");
  const tail = unit.replace(/\s/g, "").toLowerCase();
  if (tail && plain.toLowerCase().endsWith(tail)) plain = plain.slice(0, -tail.length);
  else if (plain.endsWith("%")) plain = plain.slice(0, -1);
  if (!plain) return text.trim() ? NaN : null;
  const fits = (x) => (min == null || x >= min) && (max == null || x <= max);
  const dotted = (digits) => (/^-?(\d+\.?\d*|\.\d+)$/.test(digits) && digits.replace(/\D/g, "").length <= 15 ? Number(digits) : NaN);
  const thousands = /^-?[1-9]\d{0,2}(\.\d{3})+$/.test(plain);
  if (thousands) {
    const whole = dotted(plain.replace(/\./g, ""));
    const parted = dotted(plain);
    // 3.455 is three thousand and more, unless only 3,455 can be meant
    return !fits(whole) && fits(parted) ? parted : whole;
  }
  if (/^-?[1-9]\d{0,2}(,\d{3})+\.\d+$/.test(plain) || /^-?[1-9]\d{0,2}(,\d{3}){2,}$/.test(plain)) return dotted(plain.replace(/,/g, ""));
  if (/^-?\d{1,3}(\.\d{3})*,\d*$/.test(plain) || /^-?\d*,\d*$/.test(plain)) return dotted(plain.replace(/\./g, "").replace(",", "."));
  return dotted(plain);
}

// ---- how far an answer is: blank, partial, done; and what is wrong with it
// soft: nothing is wrong, there is only more to come
const BLANK = { name: "blank", fault: "", soft: false };
const DONE = { name: "done", fault: "", soft: false };
const SOFT = ["short", "rows", "cells"];
const say = (said, code, parts = {}, soft = SOFT.includes(code)) => ({ name: "partial", fault: said[code].replace(/\{(\w+)\}/g, (_, name) => parts[name]), soft });
const chosen = (q, value) => q.choices.find((c) => c.code === value)?.text ?? "";

const JUDGES = {
  single: () => DONE,
  several: () => DONE,
  order: () => DONE,
  shown: () => DONE,
  number(q, value, said) {
    if (typeof value === "string") return say(said, "unread", { text: shortened(value.trim()) });
    const below = q.min != null && value < q.min, above = q.max != null && value > q.max;
    if (!below && !above) return DONE;
    const code = q.min != null && q.max != null ? "range" : below ? "low" : "high";
    return say(said, code, { value: written(value), low: q.min != null && written(q.min), high: q.max != null && written(q.max) });
  },
  text(q, value, said) {
    const n = countWords(value);
    if (!n) return BLANK;
    if (n < q.min_words) return say(said, "short", { n, low: q.min_words });
    return q.max_words != null && n > q.max_words ? say(said, "long", { n, high: q.max_words }) : DONE;
  },
  match(q, value, said) {
    const given = q.rows.map((r) => value[r.code]).filter((c) => c != null);
    if (!given.length) return BLANK;
    const twice = given.find((c) => given.indexOf(c) !== given.lastIndexOf(c));
    if (twice != null && !q.reuse) return say(said, "reused", { choice: shortened(chosen(q, twice)) });
    return given.length < q.rows.length ? say(said, "rows", { n: q.rows.length - given.length }) : DONE;
  },
  table(q, value, said) {
    let left = 0, filled = 0;
    for (const row of q.rows) {
      for (const column of q.columns) {
        const state = column.kind === "shown" ? DONE : judge(column, value[row.code]?.[column.code], said);
        if (state.name === "blank") left += 1;
        if (value[row.code]?.[column.code] != null) filled += 1;
        if (state.fault) return say(said, "cell", { row: row.text, column: column.label, fault: state.fault }, state.soft);
      }
    }
    return !filled ? BLANK : left ? say(said, "cells", { n: left }) : DONE;
  },
};
export const judge = (q, value, said) => (value == null ? BLANK : JUDGES[q.kind](q, value, said));

// what the kernel tells of a whole form, before it has told it
export function overview(declaration, given) {
  const states = declaration.questions.map((q) => [q.id, judge(q, given[q.id], declaration.said)]);
  const unanswered = states.filter(([, s]) => s.name !== "done").map(([id]) => id);
  return { answered: states.length - unanswered.length, unanswered, faults: Object.fromEntries(states.filter(([, s]) => s.fault).map(([id, s]) => [id, s.fault])) };
}

// ---- what an answer earns in a drill, 0 to 1; in parts where there are parts
const named = (q, code) => chosen(q, code).replace(/\.+$/, "");
const accepted = (right) => (Array.isArray(right) ? right : [right]);
const near = (value, right, entry) => typeof value === "number" && Math.abs(value - right) <= (entry.tolerance ?? 0) + 1e-9;
const SHARES = {
  single: (q, value, entry) => [{ label: "", share: Number(accepted(entry.right).includes(value)), right: accepted(entry.right).map((c) => named(q, c)).join(" atau ") }],
  several(q, value, { right }) {
    const hits = right.filter((c) => (value ?? []).includes(c)).length, wrong = (value ?? []).length - hits;
    return [{ label: "", share: Math.max(0, (hits - wrong) / right.length), right: q.choices.filter((c) => right.includes(c.code)).map((c) => named(q, c.code)).join("; ") }];
  },
  number: (q, value, entry) => [{ label: "", share: Number(near(value, entry.right, entry)), right: `${written(entry.right)} ${q.unit}`.trim() }],
  order(q, value, { right }) {
    let hits = 0, pairs = 0;
    for (let a = 0; a < right.length; a += 1) for (let b = a + 1; b < right.length; b += 1) {
      pairs += 1;
      hits += Number(value != null && value.indexOf(right[a]) < value.indexOf(right[b]));
    }
    return [{ label: "", share: value == null ? 0 : Math.max(0, 2 * hits / pairs - 1), right: right.map((c) => named(q, c)).join(" → ") }];
  },
  match: (q, value, { right }) => q.rows.map((row) => ({ label: row.text, share: Number(accepted(right[row.code]).includes(value?.[row.code])), right: accepted(right[row.code]).map((c) => named(q, c)).join(" atau ") })),
  table: (q, value, entry) => Object.entries(entry.right).flatMap(([row, cells]) => Object.entries(cells).map(([code, right]) => {
    const column = q.columns.find((c) => c.code === code);
    const [part] = SHARES[column.kind](column, value?.[row]?.[code], { ...entry, right });
    return { ...part, label: `${q.rows.find((r) => r.code === row).text}, ${column.label}` };
  })),
};
export const partsOf = (q, value, entry) => SHARES[q.kind](q, value ?? null, entry);
export const share = (q, value, entry) => partsOf(q, value, entry).reduce((sum, part, _, all) => sum + part.share / all.length, 0);

// ---- what went wrong, in the author's words
export function mistakes(q, value, entry) {
  const known = entry.mistakes ?? {};
  if (q.kind === "number") return Object.entries(known).filter(([wrong]) => near(value, Number(wrong), entry)).map(([, text]) => text);
  if (q.kind !== "single" && q.kind !== "several") return [];
  return accepted(value ?? []).filter((code) => known[code] && !accepted(entry.right).includes(code)).map((code) => known[code]);
}

// ---- tries of a drill: the latest fifty of a question
export const tried = (practice, id, given, at) => ({ ...practice, [id]: [...(practice?.[id] ?? []), { at, given }].slice(-50) });
export const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

// ---- an order
export function moved(order, code, to) {
  const next = order.filter((c) => c !== code);
  next.splice(Math.max(0, Math.min(next.length, to)), 0, code);
  return next;
}
