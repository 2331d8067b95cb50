// What comes from Word and Excel by the clipboard: clean text, and cells. Pure, no page.
import { readNumber } from "./form_rules.js";

// Word's own signs for blanks, line ends and bullets become plain ones; no letter is dropped
export const cleanText = (text) => text
  .replace(/\r\n?|[\v\u2028\u2029]/g, "\n")
  .replace(/[\u200b-\u200d\u2060\ufeff\u00ad]/g, "")
  .replace(/[\u00a0\u2000-\u200a\u202f]/g, " ")
  .replace(/^[ \t]*(?:[\uf0b7\uf0a7\uf0d8\uf076\uf0fc\u00b7•▪‣§]|o(?=\t))[ \t]+/gm, "• ")
  .replace(/\t+/g, " ")
  .replace(/ +$/gm, "")
  .replace(/\n{3,}/g, "\n\n");

// Excel's text: tabs between cells, lines between rows, a cell with either in double quotes
export function readCells(text) {
  const rows = [[]];
  let cell = "", quoted = false, start = true;
  const close = () => { rows.at(-1).push(cell); cell = ""; start = true; };
  const plain = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let k = 0; k < plain.length; k += 1) {
    const sign = plain[k];
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (plain[k + 1] === '"') { cell += '"'; k += 1; } else quoted = false;
    } else if (sign === '"' && start) { quoted = true; start = false; }
    else if (sign === "\t") close();
    else if (sign === "\n") { close(); rows.push([]); }
    else { cell += sign; start = false; }
  }
  close();
  return rows.map((row) => row.map((one) => cleanText(one).replace(/\s+/g, " ").trim()));
}

const plain = (text) => (text ?? "").replace(/\s+/g, " ").trim().toLowerCase();

// Put copied cells into a table, from one cell on to the right and down. What cannot stand where it
// falls is told, never dropped unseen; a heading that was copied along is left out.
export function pasteCells(table, value, at, cells) {
  const columns = table.columns.filter((c) => c.kind !== "shown");
  const heading = (c) => [c.label, `${c.label} (${c.unit})`].map(plain);
  let block = cells;
  if (block.length > 1 && block[0].some((t) => t) && block[0].every((t) => !t || plain(t) === plain(table.corner) || table.columns.some((c) => heading(c).includes(plain(t))))) block = block.slice(1);
  const rowOf = (row) => table.rows.findIndex((r) => plain(r.text) === plain(row[0]));
  let firstRow = table.rows.findIndex((r) => r.code === at.row), firstColumn = columns.findIndex((c) => c.code === at.column);
  const byName = block.every((row) => row.length > 1 && rowOf(row) >= 0);
  if (byName) firstColumn = 0;
  const next = structuredClone(value ?? {}), left = [];
  let filled = 0;
  block.forEach((row, down) => {
    const target = table.rows[byName ? rowOf(row) : firstRow + down];
    let texts = byName ? row.slice(1) : row;
    // a block as wide as the whole table brings along what the table only shows
    if (byName && texts.length === table.columns.length) texts = texts.filter((_, k) => table.columns[k].kind !== "shown");
    texts.forEach((text, right) => {
      const column = columns[firstColumn + right];
      if (!text) return;
      const cell = target && column ? cellOf(column, text) : undefined;
      if (cell === undefined) { left.push(text); return; }
      next[target.code] = { ...next[target.code], [column.code]: cell };
      filled += 1;
    });
  });
  return { value: next, filled, left };
}

function cellOf(column, text) {
  if (column.kind === "text") return text;
  if (column.kind === "single") return column.choices.find((c) => plain(c.text) === plain(text) || plain(c.code) === plain(text))?.code;
  const number = readNumber(text, column);
  return Number.isNaN(number) ? text : number;
}
