// The scoring form. The index here only shows at once; the kernel's answer (told) rules.
const RADAR = 46;
function render(context) {
  return openForm(context, { label: "Formulir penilaian SPBE", build: buildScoring });
}
export default { render };

function buildScoring(form) {
  const { indicators, cards, aspects, domains, predicates, whole } = form.fixed;
  const said = (code) => form.answers.indicators?.[code] ?? {};
  const full = (code) => { const s = said(code); return s.level && s.reason?.trim() && s.card; };
  const nav = {}, fields = {};
  let current = indicators[0].code;

  const mean = (list) => list.reduce((s, i) => s + i.weight * (said(i.code).level || 1), 0)
    / list.reduce((s, i) => s + i.weight, 0);
  const named = (x) => predicates.filter((p) => x >= p.lower - 1e-9).at(-1).name;

  // ---- head
  const index = make("output", { class: "lk-big sf-index" }), chip = make("span", { class: "lk-chip sf-predicate" });
  const count = make("span"), fill = make("i");
  const scale = make("div", { class: "sf-scale", "aria-hidden": "true" }, fill,
    ...predicates.slice(1).map((p) => { const t = make("b"); t.style.left = (p.lower - 1) / 4 * 100 + "%"; t.title = p.name; return t; }));
  const next = make("button", { type: "button", class: "lk-btn", onclick: () => {
    const open = indicators.filter((i) => !full(i.code));
    const after = open.find((i) => indicators.indexOf(i) > indicators.findIndex((j) => j.code === current)) || open[0];
    if (after) go(after.code, true); } });
  const groups = Object.keys(aspects).filter((a) => indicators.some((i) => i.aspect === a));
  const shape = svg("polygon", { class: "sf-shape" });
  const spot = (k, value) => { const t = 2 * Math.PI * k / groups.length - Math.PI / 2, r = RADAR * value / 5;
    return [60 + r * Math.cos(t), 60 + r * Math.sin(t)].map((v) => v.toFixed(1)).join(","); };
  const radar = svg("svg", { viewBox: "0 0 120 120", class: "sf-radar", role: "img" },
    ...[1, 2, 3, 4, 5].map((v) => svg("polygon", { class: "sf-ring", points: groups.map((_, k) => spot(k, v)).join(" ") })),
    shape, ...groups.map((a, k) => { const [x, y] = spot(k, 5.75).split(","); return svg("text", { x, y, "text-anchor": "middle", "dominant-baseline": "middle" }, a); }));
  const head = make("header", { class: "sf-head" },
    make("div", { class: "sf-who" }, make("div", { class: "lk-kicker" }, `${form.fixed.code} · daerah rekaan untuk latihan`), make("strong", {}, form.fixed.government),
      make("details", {}, make("summary", {}, "Tentang daerah ini"), make("p", {}, form.fixed.story))),
    make("div", { class: "sf-score" }, make("div", { class: "lk-kicker" }, whole ? "Indeks SPBE" : `Indeks ${indicators.length} indikator ini`), make("div", { class: "sf-line" }, index, chip), scale,
      make("div", { class: "lk-kicker" }, count, "; yang kosong dihitung tingkat 1")),
    radar, make("div", { class: "lk-tools sf-tools" }, next, form.undo, form.status));

  // ---- list of indicators: one tab stop, arrows move
  const list = make("nav", { class: "sf-nav", "aria-label": "Daftar indikator" });
  let domain = "", aspect = "";
  for (const i of indicators) {
    if (i.domain !== domain) { domain = i.domain; list.append(make("div", { class: "sf-domain" }, domains[domain] || domain)); }
    if (i.aspect !== aspect) { aspect = i.aspect; list.append(make("div", { class: "sf-aspect" }, `${aspect} · ${aspects[aspect]}`)); }
    const mark = make("span", { class: "sf-mark" });
    const button = make("button", { type: "button", tabIndex: -1, onclick: () => go(i.code) }, make("span", { class: "sf-code" }, i.code), make("span", { class: "sf-name" }, i.label), mark);
    nav[i.code] = { button, mark };
    list.append(button);
  }
  list.addEventListener("keydown", (e) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (!step) return;
    e.preventDefault(); e.stopPropagation();
    const at = indicators.findIndex((i) => i.code === current) + step;
    if (indicators[at]) { go(indicators[at].code); nav[current].button.focus(); }
  });

  // ---- judgements
  const judge = (code, field, value, options) => {
    form.change({ ...form.answers, government: form.fixed.code,
      indicators: { ...form.answers.indicators, [code]: { level: null, reason: "", card: "", ...said(code), [field]: value } } }, options);
    tally(); note(code);
  };
  const middle = make("div", { class: "sf-mid", role: "region", "aria-label": "Penilaian", tabIndex: 0 });
  for (const i of indicators) {
    const group = unique(i.code);
    const radios = i.criteria.map((text, k) => make("input", { type: "radio", name: group, value: String(k + 1), onchange: () => judge(i.code, "level", k + 1) }));
    const reason = make("textarea", { rows: 2, placeholder: "Mengapa tingkat ini, dan mengapa belum tingkat di atasnya?", oninput: () => judge(i.code, "reason", reason.value, { typing: true, key: i.code }) });
    const mine = cards.filter((c) => c.indicator === i.code);
    const card = make("select", { onchange: () => { judge(i.code, "card", card.value); dossier(); } }, make("option", { value: "" }, "(pilih bukti penentu)"),
      ...mine.map((c) => make("option", { value: c.card }, `${c.card} · ${c.title}`)));
    const box = make("fieldset", { class: "sf-ind", "data-code": i.code, onfocusin: () => { if (current !== i.code) look(i.code); } },
      make("legend", {}, `${i.code} · ${i.label} `, make("span", { class: "lk-kicker" }, `bobot ${comma(i.weight)} %`)),
      make("div", { class: "sf-levels" }, ...radios.map((r, k) => make("label", {}, r, make("b", {}, String(k + 1)), make("span", {}, i.criteria[k])))),
      make("div", { class: "sf-why" }, make("label", {}, "Alasan", reason), make("label", {}, "Bukti penentu", card)));
    fields[i.code] = { box, radios, reason, card };
    middle.append(box);
  }

  // ---- dossier
  const search = make("input", { type: "search", placeholder: "Cari kata, nomor, penerbit…", "aria-label": "Cari bukti", oninput: () => dossier() });
  const kind = make("select", { "aria-label": "Jenis bukti", onchange: () => dossier() }, make("option", { value: "" }, "Semua jenis"),
    ...[...new Set(cards.map((c) => c.kind))].sort().map((k) => make("option", { value: k }, k)));
  const every = make("input", { type: "checkbox", onchange: () => dossier() });
  const found = make("p", { class: "lk-kicker", role: "status" }), shelf = make("div", {});
  const files = make("aside", { class: "sf-files", "aria-label": "Berkas bukti dukung", tabIndex: 0 },
    make("strong", {}, "Bukti dukung"), make("div", { class: "sf-find" }, search, kind), make("label", { class: "sf-all" }, every, "semua indikator"), found, shelf);
  function dossier() {
    const word = search.value.trim().toLowerCase(), chosen = said(current).card;
    const shown = cards.filter((c) => (every.checked || c.indicator === current) && (!kind.value || c.kind === kind.value)
      && (!word || `${c.card} ${c.title} ${c.number} ${c.issuer} ${c.excerpt}`.toLowerCase().includes(word)));
    found.textContent = `${shown.length} kartu ` + (every.checked ? "dari seluruh berkas" : `untuk ${current}`);
    shelf.replaceChildren(...shown.map((c) => {
      const on = c.card === chosen;
      return make("article", { class: "sf-card" + (on ? " on" : "") }, make("div", { class: "lk-kicker" }, `${c.card} · ${c.kind}`), make("strong", {}, c.title),
        make("div", { class: "lk-kicker" }, [c.number, dated(c.date), c.issuer].filter(Boolean).join(" · ")), make("p", {}, c.excerpt),
        c.indicator === current ? make("button", { type: "button", class: "lk-btn", "aria-pressed": String(on), "aria-label": `Jadikan ${c.card} bukti penentu ${current}`,
          onclick: () => { judge(current, "card", on ? "" : c.card); fields[current].card.value = on ? "" : c.card; dossier(); shelf.querySelector(`[data-card="${c.card}"]`)?.focus(); }, "data-card": c.card }, on ? "✓ Bukti penentu" : "Jadikan bukti penentu") : null);
    }));
    files.scrollTop = 0;
  }

  function look(code) {
    nav[current].button.removeAttribute("aria-current"); nav[current].button.tabIndex = -1;
    fields[current].box.classList.remove("on");
    current = code;
    const { button } = nav[code];
    button.setAttribute("aria-current", "true"); button.tabIndex = 0;
    fields[code].box.classList.add("on");
    const top = button.offsetTop - list.offsetTop;
    if (top < list.scrollTop || top > list.scrollTop + list.clientHeight - 40) list.scrollTop = top - 60;
    dossier();
  }
  function go(code, focus) {
    look(code);
    middle.scrollTop = fields[code].box.offsetTop - middle.offsetTop - 8;
    if (focus) (fields[code].radios.find((r) => r.checked) || fields[code].radios[0]).focus({ preventScroll: true });
  }
  function note(code) {
    const level = said(code).level, { mark, button } = nav[code];
    mark.textContent = level || "–";
    mark.className = "sf-mark" + (full(code) ? " full" : level ? " part" : "");
    button.setAttribute("aria-label", `${code}, ${level ? "tingkat " + level : "belum dinilai"}${level && !full(code) ? ", belum lengkap" : ""}`);
  }
  function show(x, name, values) {
    index.value = comma(x); chip.textContent = name; fill.style.width = (x - 1) / 4 * 100 + "%";
    shape.setAttribute("points", groups.map((a, k) => spot(k, values[a])).join(" "));
    radar.setAttribute("aria-label", "Indeks tiap aspek: " + groups.map((a) => `${aspects[a]} ${comma(values[a])}`).join("; "));
  }
  function tally() {
    const x = mean(indicators);
    form.root.dataset.index = x;
    show(x, named(x), Object.fromEntries(groups.map((a) => [a, mean(indicators.filter((i) => i.aspect === a))])));
    const done = indicators.filter((i) => said(i.code).level).length, open = indicators.filter((i) => !full(i.code)).length;
    count.textContent = `${done} dari ${indicators.length} indikator dinilai`;
    next.textContent = open ? `Belum lengkap: ${open} →` : "Semua lengkap ✓";
    next.disabled = !open;
  }

  form.root.append(head, form.alert, make("div", { class: "sf-main" }, list, middle, files));
  look(current);
  return {
    adopt() {
      for (const i of indicators) {
        const { radios, reason, card } = fields[i.code], s = said(i.code);
        radios.forEach((r, k) => { r.checked = s.level === k + 1; });
        reason.value = s.reason || ""; card.value = s.card || "";
        note(i.code);
      }
      tally(); dossier();
    },
    told(view) { form.root.dataset.told = view.index; show(view.index, view.predicate, view.aspects); },
  };
}
