// Small helpers for the components: elements, a bar, a chooser.

/** Make an element; attributes that start with "on" are listeners, children may be text. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child != null));
  return node;
}

/** Options of a select: [value, text] pairs, or {label, options} for a group of them. */
export function options(list, value) {
  return list.map((one) =>
    Array.isArray(one)
      ? el("option", { value: one[0], selected: one[0] === value }, one[1])
      : el("optgroup", { label: one.label }, options(one.options, value)),
  );
}

/** A labelled choice among what `options` takes. */
export function chooser(label, list, value, change) {
  const select = el("select", { onchange: (event) => change(event.target.value) }, options(list, value));
  return el("label", { class: "kom-choice" }, el("span", {}, label), select);
}

/** A horizontal bar of parts; each part is {share (0..1), color, faded}. */
export function bar(parts) {
  return el(
    "span",
    { class: "kom-bar", "aria-hidden": "true" },
    parts.map((part) =>
      el("i", { style: `width:${part.share * 100}%;background:${part.color}`, class: part.faded ? "faded" : "" }),
    ),
  );
}

/** The scale from 1 to 5 with the predicates' cuts and a marker. */
export function scale(index, instrument) {
  const at = (value) => `${((value - 1) / 4) * 100}%`;
  const bands = instrument.predicates.map((p, i) => {
    const upper = instrument.predicates[i + 1] ? instrument.predicates[i + 1].lower : 5;
    const lower = Math.max(p.lower, 1);
    return el("i", { style: `left:${at(lower)};width:${((upper - lower) / 4) * 100}%`, class: `band b${i}` }, el("small", {}, p.name));
  });
  return el("div", { class: "kom-scale", "aria-hidden": "true" }, bands, el("b", { style: `left:${at(index)}` }));
}

export const DOMAIN_COLOR = (code) => `var(--domain-${code.slice(1)})`;
