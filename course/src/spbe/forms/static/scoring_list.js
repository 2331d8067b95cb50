// List of the scoring form's indicators by domain and aspect: one tab stop, arrows move.
function scoringList(form, flat, onGo) {
  const { indicators, aspects, domains } = form.fixed;
  const node = make("nav", { class: "sf-nav", "aria-label": "Daftar indikator" });
  const buttons = {}, values = {};
  let current = indicators[0].code, domain = "", aspect = "", row;
  for (const i of indicators) {
    if (flat) { row ??= node.appendChild(make("div", { class: "sf-row" })); } // a drill has an order of its own
    else if (i.domain !== domain) { domain = i.domain; node.append(make("div", { class: "sf-domain" }, domains[domain] || domain)); }
    if (!flat && i.aspect !== aspect) {
      aspect = i.aspect;
      values[aspect] = make("span", { class: "sf-value" });
      row = make("div", { class: "sf-row" }, make("div", { class: "sf-aspect" }, make("b", {}, aspect), make("span", {}, aspects[aspect]), values[aspect]));
      node.append(row);
    }
    const short = aspect && i.label.startsWith(aspects[aspect] + " ") ? i.label.slice(aspects[aspect].length + 1) : i.label;
    const mark = make("span", { class: "sf-mark" });
    // a click made by Enter or Space has no pointer behind it: then the focus follows
    const button = make("button", { type: "button", tabIndex: -1, title: `${i.code} ${i.label}`, onclick: (e) => onGo(i.code, e.detail === 0) },
      make("span", { class: "sf-code" }, i.code), make("span", { class: "sf-name" }, short), mark);
    buttons[i.code] = { button, mark };
    row.append(button);
  }
  const moves = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, Home: -99, End: 99 };
  node.addEventListener("keydown", (e) => {
    const step = moves[e.key];
    if (!step) return;
    e.preventDefault(); e.stopPropagation();
    const at = indicators.findIndex((i) => i.code === current) + step;
    const { code } = indicators[Math.max(0, Math.min(indicators.length - 1, at))];
    onGo(code, false); buttons[code].button.focus({ preventScroll: true });
  });
  return {
    node,
    look(code) {
      buttons[current].button.removeAttribute("aria-current"); buttons[current].button.tabIndex = -1;
      current = code;
      const { button } = buttons[code];
      button.setAttribute("aria-current", "true"); button.tabIndex = 0;
      const top = button.offsetTop; // the list is its offset parent
      if (top < node.scrollTop || top > node.scrollTop + node.clientHeight - 40) node.scrollTop = top - 60;
    },
    note(code, level, left) {
      const { mark, button } = buttons[code];
      mark.textContent = level || "–";
      mark.className = "sf-mark" + (!left.length ? " full" : level ? " part" : "");
      button.setAttribute("aria-label", `${button.title}: ${level ? "tingkat " + level : "belum dinilai"}${level && left.length ? ", belum ada " + left.join(", ") : ""}`);
    },
    show(view) { for (const [a, value] of Object.entries(values)) value.textContent = formatNumber(view[a]); },
  };
}
