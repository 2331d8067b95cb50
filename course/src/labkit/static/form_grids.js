// The controls of questions with rows: pairs, and tables that also take what Excel copied.
import { make } from "./dom.js";
import { numberField } from "./form_kinds.js";
import { pasteCells, readCells } from "./form_paste.js";
import { judge } from "./form_rules.js";

const picker = (choices, attrs, set) => {
  const select = make("select", { ...attrs, onchange: () => set(select.value || null) }, make("option", { value: "" }, "pilih…"), ...choices.map((c) => make("option", { value: c.code }, c.text)));
  return { input: select, adopt(value) { select.value = value ?? ""; } };
};
const line = (column, attrs, set) => {
  const area = make("textarea", { rows: 1, lang: "id", ...attrs, oninput: () => set(area.value || null, { typing: true }) });
  return { input: area, adopt(value) { if (area.value !== (value ?? "")) area.value = value ?? ""; } };
};

export function matcher(q, id, set) {
  let value = {};
  const rows = q.rows.map((r) => {
    const label = `${id}-${r.code}`;
    const field = picker(q.choices, { id: label, "aria-describedby": `${id}-fault` }, (code) => {
      value = { ...value, [r.code]: code };
      if (code == null) delete value[r.code];
      set(Object.keys(value).length ? value : null);
    });
    return { ...field, code: r.code, node: make("div", { class: "qz-pair" }, make("label", { for: label }, r.text), make("span", { class: "qz-arrow", "aria-hidden": "true" }, "→"), field.input) };
  });
  return {
    node: make("div", { class: "qz-pairs", role: "group", "aria-labelledby": id, "aria-describedby": `${id}-hint` }, ...rows.map((r) => r.node)),
    focus: () => (rows.find((r) => !r.input.value) || rows[0]).input.focus({ preventScroll: true }),
    adopt(next) { value = { ...next }; for (const r of rows) r.adopt(value[r.code]); },
    noted(_, given) {
      const codes = Object.values(given ?? {});
      for (const r of rows) r.input.setAttribute("aria-invalid", String(!q.reuse && codes.filter((c) => c === given?.[r.code]).length > 1));
    },
  };
}

export function grid(q, id, set, said) {
  let value = {};
  const fields = [], told = make("p", { class: "qz-told", role: "status" });
  const open = q.columns.filter((c) => c.kind !== "shown");
  const keep = (options) => set(Object.keys(value).length ? value : null, options);
  function change(row, column, cell, options = {}) {
    const cells = { ...value[row], [column]: cell };
    if (cell == null) delete cells[column];
    value = { ...value, [row]: cells };
    if (!Object.keys(cells).length) delete value[row];
    keep(options.typing ? { ...options, key: `${q.id}/${row}/${column}` } : options);
  }
  function pasted(e, at) {
    const cells = copied(e.clipboardData);
    if (!cells || (cells.length === 1 && cells[0].length === 1)) return; // one cell: as typed
    e.preventDefault(); e.stopPropagation();
    const result = pasteCells(q, value, at, cells);
    value = result.value;
    fields.forEach((f) => f.adopt(value[f.row]?.[f.column]));
    if (result.filled) keep();
    const left = result.left.slice(0, 8).map((t) => `“${t}”`).join(", "), more = result.left.length - 8;
    told.textContent = `${result.filled} sel terisi dari yang Anda tempel.` + (left && ` Yang tidak mendapat tempat: ${left}${more > 0 ? ` dan ${more} lagi` : ""}.`);
  }
  function walk(e, r, c) {
    if (e.altKey || e.ctrlKey || e.metaKey || e.isComposing) return;
    if (e.shiftKey && e.target.matches("textarea")) return; // a new line
    const by = e.key === "Enter" && !e.target.matches("select") ? (e.shiftKey ? -1 : 1) : e.target.matches("input") ? { ArrowDown: 1, ArrowUp: -1 }[e.key] : 0;
    if (!by) return;
    e.preventDefault(); e.stopPropagation();
    fields.find((f) => f.r === r + by && f.c === c)?.input.focus();
  }
  const head = make("tr", { role: "row" }, make("th", { scope: "col", role: "columnheader" }, q.corner || make("span", { class: "qz-said" }, "Baris")), ...q.columns.map((c) =>
    make("th", { scope: "col", role: "columnheader", class: c.kind === "number" ? "qz-figure" : "" }, c.label, c.unit && make("small", {}, ` (${c.unit})`))));
  const body = q.rows.map((row, r) => make("tr", { role: "row" }, make("th", { scope: "row", role: "rowheader" }, row.text), ...q.columns.map((column) => {
    if (column.kind === "shown") return make("td", { role: "cell", "data-label": column.label }, make("span", {}, column.cells[row.code] ?? "–"));
    const c = open.indexOf(column);
    const attrs = { "aria-label": `${row.text}, ${column.label}${column.unit ? ` (${column.unit})` : ""}`, "aria-describedby": `${id}-fault`, "data-cell": `${row.code}/${column.code}`,
      onpaste: (e) => pasted(e, { row: row.code, column: column.code }), onkeydown: (e) => walk(e, r, c) };
    const take = (cell, options) => change(row.code, column.code, cell, options);
    const field = column.kind === "number" ? numberField(column, attrs, take) : column.kind === "single" ? picker(column.choices, attrs, take) : line(column, attrs, take);
    fields.push({ ...field, row: row.code, column: column.code, kind: column, r, c });
    const label = column.label + (column.unit ? ` (${column.unit})` : "");
    return make("td", { role: "cell", "data-label": label, class: column.kind === "number" ? "qz-figure" : "" }, field.input);
  })));
  const table = make("table", { class: "qz-table", role: "table", "aria-labelledby": id, "aria-describedby": `${id}-hint` }, make("thead", { role: "rowgroup" }, head), make("tbody", { role: "rowgroup" }, ...body));
  // a number is written as it was understood, once its field is left
  table.addEventListener("focusout", (e) => {
    const field = fields.find((f) => f.input === e.target);
    const cell = field && value[field.row]?.[field.column];
    if (field?.kind.kind === "number" && typeof cell === "number") { field.input.value = ""; field.adopt(cell); }
  });
  return {
    node: make("div", { class: "qz-sheet" }, table, told),
    focus: () => (fields.find((f) => !f.input.value) || fields[0]).input.focus({ preventScroll: true }),
    adopt(next) { value = { ...next }; told.textContent = ""; for (const f of fields) f.adopt(value[f.row]?.[f.column]); },
    noted() {
      for (const f of fields) {
        const { fault, soft } = judge(f.kind, value[f.row]?.[f.column], said);
        f.input.setAttribute("aria-invalid", String(Boolean(fault) && !soft));
      }
    },
  };
}
// Word keeps its cells apart in HTML alone; Excel gives both
function copied(clipboard) {
  const html = clipboard?.getData("text/html") ?? "";
  if (/<table/i.test(html)) {
    const rows = [...new DOMParser().parseFromString(html, "text/html").querySelector("table").rows];
    return rows.map((row) => [...row.cells].map((cell) => cell.textContent.replace(/\s+/g, " ").trim()));
  }
  const text = clipboard?.getData("text/plain");
  return text ? readCells(text) : null;
}
