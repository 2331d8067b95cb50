// The calendar of the plan board: index curve, quarters with bars, cards, load of the offices.
function boardCalendar(desk) {
  const { form, problem } = desk;
  const { horizon, target, budget } = problem;
  const { short, today } = form.fixed;
  const quarters = Array.from({ length: horizon }, (_, k) => k + 1);
  const limits = new Map(problem.capacity);
  const curve = make("div", { class: "pb-curve" });
  const heads = make("div", { class: "pb-heads" });
  const cards = make("div", {
    class: "pb-cards",
    role: "group",
    "aria-label": "Langkah di papan; panah kiri dan kanan menggeser triwulan",
  });
  const empty = make(
    "ol",
    { class: "pb-empty" },
    make("li", {}, "Pilih satu langkah di daftar."),
    make("li", {}, "Pilih triwulan mulainya; tanda ✓ berarti dapat."),
    make("li", {}, target == null ? "Ulangi." : "Ulangi sampai garis biru menyentuh garis target."),
  );
  const units = make("div", { class: "pb-units" });
  const loads = make(
    "details",
    { class: "pb-load" },
    make("summary", {}, "Beban tiap perangkat daerah (orang-bulan)"),
    units,
  );
  const field = make(
    "div",
    { class: "pb-scroll", role: "region", "aria-label": "Papan triwulan", tabIndex: 0 },
    empty,
    cards,
    loads,
  );
  const board = make("div", { class: "pb-board" }, curve, heads, field);
  const bins = new Map(); // a card keeps its node, and with it the focus

  function bar(text, part, over, full) {
    const fill = make("i");
    fill.style.width = Math.min(100, part * 100) + "%";
    return make(
      "div",
      { class: "pb-bar" + (over ? " no" : ""), title: full },
      make("span", {}, text),
      make("em", { "aria-hidden": "true" }, fill),
    );
  }
  function busiest(q) {
    let top = null;
    for (const [opd, use] of desk.facts.use) {
      const limit = limits.get(opd)?.[q - 1];
      const used = use[q - 1];
      if (limit != null && used && (!top || used / limit > top.part)) top = { opd, used, limit, part: used / limit };
    }
    return top;
  }
  function quarter(q) {
    const cost = desk.truth.costs[q - 1];
    const cap = problem.quarter_budget?.[q - 1];
    const top = busiest(q);
    const most = cap ?? Math.max(...desk.truth.costs, (budget || 0) / 4, 1);
    return make(
      "div",
      { class: "pb-quarter", "data-quarter": String(q) },
      make("strong", {}, `Triwulan ${q}`),
      bar(
        cost ? desk.money(cost) : "–",
        cost / (most || 1),
        cap != null && cost > cap + 1e-6,
        `Biaya langkah yang dimulai pada triwulan ${q}`,
      ),
      bar(
        top ? `${Math.round(top.part * 100)}% ${short[top.opd] || top.opd}` : "–",
        top ? top.part : 0,
        top && top.part > 1 + 1e-6,
        top ? `Paling sibuk: ${top.opd}, ${planPeople(top.used)} dari ${planPeople(top.limit)}` : "Belum ada beban",
      ),
    );
  }
  function card(s) {
    const task = desk.tasks.get(s.step);
    const p = desk.facts.placed.find((x) => x.step === s.step && x.quarter === s.quarter);
    const wrongs = desk.truth.violations.filter((v) => v.step === s.step);
    const name = task ? desk.name(task) : "langkah tidak dikenal";
    const start = Math.min(horizon, Math.max(1, s.quarter));
    const span = Math.min(horizon - start + 1, p ? p.option.quarters : 1);
    const label =
      `${s.step}, ${name}, triwulan ${s.quarter}` +
      (p && p.end > s.quarter ? ` sampai ${p.end}` : "") +
      (s.practice ? `, meniru ${s.practice}` : "") +
      (wrongs.length ? `. Perlu diperbaiki: ${wrongs.map((v) => v.sentence).join(" ")}` : "");
    if (!bins.has(s.step))
      bins.set(
        s.step,
        make("button", {
          type: "button",
          tabIndex: -1,
          draggable: true,
          "data-code": s.step,
          onclick: () => desk.pick(s.step),
        }),
      );
    const button = bins.get(s.step);
    if (button.getAttribute("aria-label") === label) return button;
    button.setAttribute("aria-label", label);
    button.className = `pb-card ${desk.kind(task)}` + (wrongs.length ? " bad" : "");
    button.style.gridColumn = `${start} / span ${span}`;
    button.title = [name, ...wrongs.map((v) => v.sentence)].join("\n");
    button.replaceChildren(
      make(
        "span",
        { class: "pb-meta" },
        make("b", {}, (wrongs.length ? "! " : "") + s.step),
        s.practice ? make("span", { class: "pb-copy" }, `⇄ ${s.practice}`) : null,
        p ? make("span", {}, formatNumber(p.option.cost, 0)) : null,
      ),
      make("span", { class: "pb-title" }, (task && !task.indicator ? "Adopsi: " : "") + name),
    );
    return button;
  }
  function showCards() {
    const list = [...desk.steps()].sort(planOrder);
    const codes = new Set(list.map((s) => s.step));
    for (const code of bins.keys()) if (!codes.has(code)) bins.delete(code);
    const held = cards.contains(document.activeElement) ? document.activeElement : null;
    empty.hidden = list.length > 0;
    arrange(cards, [...new Set(list.map(card))]);
    if (held?.isConnected && held !== document.activeElement) held.focus({ preventScroll: true });
  }
  function unit([opd, use]) {
    const rows = limits.get(opd);
    return [
      make(
        "div",
        { class: "pb-unit" },
        opd + (rows ? `: tersedia ${planPeople(Math.min(...rows))} tiap triwulan` : ""),
      ),
      ...use.map((used, k) => {
        const over = rows && used > rows[k] + 1e-6;
        const cell = make(
          "div",
          { class: "pb-cell" + (over ? " no" : "") },
          used ? formatNumber(used, 1) + (over ? " !" : "") : "",
        );
        cell.style.setProperty("--part", rows ? Math.min(1, used / rows[k]) : 0);
        return cell;
      }),
    ];
  }
  function showCurve() {
    const { truth, rival } = desk;
    const all = [...truth.curve, ...(rival?.curve || []), target ?? truth.index];
    const low = Math.min(...all);
    const room = Math.max(Math.max(...all) - low, 0.2);
    const x = (q) => (q / horizon) * 100;
    const y = (v) => 79 - ((v - low) / room) * 56;
    const path = (values) => values.map((v, q) => (q ? `H${x(q)}V${y(v)}` : `M0 ${y(v)}`)).join("");
    const line = (cls, d) => svg("path", { class: cls, d, "vector-effect": "non-scaling-stroke" });
    const label = (cls, q, v, text) => {
      const span = make("span", { class: `pb-mark ${cls}` }, text);
      span.style.left = x(q) + "%";
      span.style.top = y(v) + "%";
      return span;
    };
    const words = truth.curve.map((v, q) => (q ? `triwulan ${q} ` : "hari ini ") + formatNumber(v)).join(", ");
    const risen = quarters.filter((q) => q < horizon && truth.curve[q] > truth.curve[q - 1] + 1e-9);
    curve.replaceChildren(
      svg(
        "svg",
        {
          viewBox: "0 0 100 100",
          preserveAspectRatio: "none",
          role: "img",
          "aria-label": `Indeks pada akhir triwulan: ${words}`,
        },
        ...(target == null ? [] : [line("pb-aim", `M0 ${y(target)}H100`)]),
        ...(rival ? [line("pb-rival", path(rival.curve))] : []),
        line("pb-path", path(truth.curve)),
      ),
      ...(target == null ? [] : [label("aim", 0, target, `target ${formatNumber(target)}`)]),
      label("now", 0, truth.curve[0], `hari ini ${formatNumber(today)}`),
      ...risen.map((q) => label("", q, truth.curve[q], formatNumber(truth.curve[q]))),
      label("end", horizon, truth.index, desk.shown(truth.index)),
    );
  }
  function show() {
    heads.replaceChildren(...quarters.map(quarter));
    showCards();
    loads.hidden = !desk.facts.use.size;
    units.replaceChildren(...[...desk.facts.use].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(unit));
    showCurve();
  }

  // ---- dragging: the quarter under the pointer
  const under = (e) => {
    const box = cards.getBoundingClientRect();
    return Math.min(horizon, Math.max(1, Math.ceil(((e.clientX - box.left) / box.width) * horizon)));
  };
  const glow = (q) => {
    for (const head of heads.children) head.classList.toggle("over", +head.dataset.quarter === q);
  };
  const dragged = (e) => e.dataTransfer.types.includes("text/x-langkah");
  board.addEventListener("dragover", (e) => {
    if (dragged(e)) {
      e.preventDefault();
      e.stopPropagation();
      glow(under(e));
    }
  });
  board.addEventListener("dragleave", () => glow(0));
  board.addEventListener("drop", (e) => {
    if (!dragged(e)) return;
    e.preventDefault();
    e.stopPropagation();
    glow(0);
    const code = e.dataTransfer.getData("text/x-langkah");
    if (desk.tasks.has(code)) desk.move(code, under(e));
  });
  return { board, cards, bins, loads, field, show };
}
