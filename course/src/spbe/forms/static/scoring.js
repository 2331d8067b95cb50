// The scoring form: indicators to judge beside the evidence they are judged by. The index here
// only shows at once; the kernel's answer (told) rules.
function render(context) {
  return openForm(context, { label: "Formulir penilaian SPBE", build: buildScoring });
}
export default { render };

const BLANK = { level: null, reason: "", card: "" };
const HOW = "Baca bukti indikator itu. Pilih tingkat tertinggi yang semua syaratnya terbukti, juga syarat tingkat-tingkat di bawahnya. Tulis alasannya, lalu pilih satu bukti yang menentukan. Setiap perubahan tersimpan sendiri.";
const KEYS = "Dengan papan ketik: Tab berpindah; tombol panah memilih tingkat atau indikator; Enter pada daftar membuka indikator; Ctrl+Z membatalkan perubahan terakhir.";
const LACKS = [["level", "tingkat"], ["reason", "alasan"], ["card", "kartu penentu"]];

function buildScoring(form) {
  const { indicators, aspects, ladders, whole } = form.fixed;
  const place = Object.fromEntries(indicators.map((i, k) => [i.code, k]));
  const said = (code) => form.answers.indicators?.[code] ?? BLANK;
  const lacks = (code) => LACKS.filter(([part]) => !String(said(code)[part] ?? "").trim()).map(([, word]) => word);
  const groups = Object.keys(aspects).filter((a) => indicators.some((i) => i.aspect === a));
  const mean = (list) => list.reduce((s, i) => s + i.weight * (said(i.code).level || 1), 0)
    / list.reduce((s, i) => s + i.weight, 0);
  const fields = {};
  let current = indicators[0].code;

  const head = scoringHead(form, groups, () => {
    const open = indicators.filter((i) => lacks(i.code).length);
    const after = open.find((i) => place[i.code] > place[current]) || open[0];
    if (after) go(after.code, true);
  });
  const list = scoringList(form, (code, focus) => go(code, focus));
  const files = scoringFiles(form, said, (card) => {
    judge(current, "card", said(current).card === card ? "" : card);
    fields[current].card.value = said(current).card;
  }, (code) => go(code, true));

  // ---- judgements, one after the other
  function judge(code, field, value, options) {
    form.change({ ...form.answers, government: form.fixed.code,
      indicators: { ...form.answers.indicators, [code]: { ...BLANK, ...said(code), [field]: value } } }, options);
    tally(); note(code);
  }
  const middle = make("div", { class: "sf-mid", role: "region", "aria-label": "Penilaian", tabIndex: 0 });
  for (const i of indicators) {
    const title = unique(i.code), rungs = ladders[i.kind] || [];
    const radios = i.criteria.map((_, k) => make("input", { type: "radio", name: title + "-level", value: String(k + 1), onchange: () => judge(i.code, "level", k + 1) }));
    const reason = make("textarea", { rows: 2, placeholder: "Mengapa tingkat ini, dan mengapa belum tingkat di atasnya?", oninput: () => judge(i.code, "reason", reason.value, { typing: true, key: i.code }) });
    const mine = form.fixed.cards.filter((c) => c.indicator === i.code);
    const card = make("select", { onchange: () => { judge(i.code, "card", card.value); files.show(current); } },
      make("option", { value: "" }, "pilih bukti yang menentukan…"), ...mine.map((c) => make("option", { value: c.card }, `${c.card} · ${c.title}`)));
    const read = make("button", { type: "button", class: "sf-link", onclick: () => { look(i.code); files.focus(); } }, `Baca ${mine.length} bukti ${i.code} →`);
    const left = make("span", { class: "sf-left" });
    const box = make("div", { class: "sf-ind", role: "group", "aria-labelledby": title, "data-code": i.code, onfocusin: () => { if (current !== i.code) look(i.code); } },
      make("div", { class: "sf-title", id: title }, make("span", { class: "sf-code" }, i.code), i.label, " ", make("span", { class: "lk-kicker" }, `bobot ${formatNumber(i.weight)} %`)),
      make("div", { class: "sf-levels", role: "radiogroup", "aria-label": `Tingkat kematangan ${i.code}` }, ...radios.map((radio, k) =>
        make("label", {}, radio, make("span", { class: "sf-num", "aria-hidden": "true" }, String(k + 1)), make("span", {}, make("b", {}, rungs[k] ? `${rungs[k]}. ` : ""), i.criteria[k])))),
      make("div", { class: "sf-why" }, make("label", {}, "Alasan", reason), make("label", {}, "Kartu penentu", card)),
      make("div", { class: "sf-foot" }, left, read));
    fields[i.code] = { box, radios, reason, card, left };
    middle.append(box);
  }

  function look(code) {
    fields[current].box.classList.remove("on");
    current = code;
    fields[code].box.classList.add("on");
    list.look(code); files.show(code);
  }
  function go(code, focus) {
    look(code);
    const { box, radios } = fields[code];
    if (middle.scrollHeight > middle.clientHeight + 8) middle.scrollTop = box.offsetTop - 8; // the list is its offset parent
    else box.scrollIntoView({ block: "nearest" });
    if (focus) (radios.find((r) => r.checked) || radios[0]).focus({ preventScroll: true });
  }
  function note(code) {
    const left = lacks(code), { level } = said(code);
    list.note(code, level, left);
    fields[code].left.textContent = left.length === 3 ? "Belum dinilai" : left.length ? `Belum ada: ${left.join(", ")}` : "✓ Lengkap";
    fields[code].left.className = "sf-left" + (left.length === 3 ? "" : left.length ? " some" : " all");
  }
  function tally() {
    const index = mean(indicators);
    form.root.dataset.index = index;
    show({ index, predicate: predicateOf(index, form.fixed.predicates), aspects: Object.fromEntries(groups.map((a) => [a, mean(indicators.filter((i) => i.aspect === a))])) });
    head.count(indicators.filter((i) => said(i.code).level).length, indicators.filter((i) => lacks(i.code).length).length);
  }
  function show(view) { head.show(view); list.show(view.aspects); }

  form.root.append(head.node, form.alert, make("div", { class: "sf-main" }, list.node, middle, files.node));
  form.root.classList.toggle("sf-part", !whole);
  look(current);
  return {
    adopt() {
      for (const { code } of indicators) {
        const { radios, reason, card } = fields[code], { level, reason: why, card: chosen } = { ...BLANK, ...said(code) };
        radios.forEach((radio, k) => { radio.checked = level === k + 1; });
        reason.value = why; card.value = chosen;
        note(code);
      }
      tally(); files.show(current);
    },
    told(view) { form.root.dataset.told = view.index; show(view); },
  };
}

// ---- who, index, predicate, radar, what is missing
function scoringHead(form, groups, onNext) {
  const { fixed } = form, { predicates, aspects, indicators } = fixed;
  const along = (x) => (x - 1) / 4 * 100 + "%";
  const index = make("output", { class: "lk-big sf-index" }), chip = make("span", { class: "lk-chip sf-predicate" });
  const count = make("span"), fill = make("i"), next = make("button", { type: "button", class: "lk-btn sf-next", onclick: onNext });
  const scale = make("div", { class: "sf-scale", "aria-hidden": "true" }, make("div", { class: "sf-bar" }, fill),
    ...predicates.map((p, k) => {
      const zone = make("span", {}, make("em", {}, p.name), make("small", {}, k ? formatNumber(p.lower, 1) : ""));
      zone.style.left = along(p.lower);
      zone.style.width = ((predicates[k + 1]?.lower ?? 5) - p.lower) / 4 * 100 + "%";
      zone.title = `${p.name}: mulai ${formatNumber(p.lower)}`;
      return zone;
    }));
  const spot = (k, value, size = 46) => {
    const turn = 2 * Math.PI * k / groups.length - Math.PI / 2, r = size * value / 5;
    return [r * Math.cos(turn), r * Math.sin(turn)].map((v) => (60 + v).toFixed(1)).join(",");
  };
  const shape = svg("polygon", { class: "sf-shape" });
  const radar = svg("svg", { viewBox: "0 0 120 120", class: "sf-radar", role: "img" },
    ...[1, 2, 3, 4, 5].map((v) => svg("polygon", { class: "sf-ring", points: groups.map((_, k) => spot(k, v)).join(" ") })), shape,
    ...groups.map((a, k) => {
      const [x, y] = spot(k, 5.8).split(",");
      return svg("text", { x, y, "text-anchor": "middle", "dominant-baseline": "middle" }, a, svg("title", {}, aspects[a]));
    }));
  if (groups.length < 3) radar.style.display = "none"; // two corners make no shape
  const folds = [["Tentang daerah ini", [fixed.story]], ["Cara mengisi", [HOW, KEYS]]].filter(([, texts]) => texts[0]).map(([word, texts]) => {
    const panel = make("div", { class: "sf-panel", id: unique("panel"), hidden: true }, ...texts.map((text) => make("p", {}, text)));
    const button = make("button", { type: "button", class: "sf-link", "aria-expanded": "false", "aria-controls": panel.id, onclick: () => {
      panel.hidden = !panel.hidden; button.setAttribute("aria-expanded", String(!panel.hidden)); } }, word);
    return { button, panel };
  });
  const node = make("header", { class: "sf-head" },
    make("div", { class: "sf-who" }, make("div", { class: "lk-kicker" }, `${fixed.code} · daerah rekaan untuk latihan`), make("strong", {}, fixed.government), ...folds.map((f) => f.button)),
    make("div", { class: "sf-score" }, make("div", { class: "sf-line" }, index, make("div", {},
      make("div", {}, make("span", { class: "lk-kicker" }, fixed.whole ? "Indeks SPBE " : `Indeks ${indicators.length} indikator `), chip),
      make("div", { class: "lk-kicker" }, count))), scale),
    radar, make("div", { class: "sf-tools" }, next, form.undo, form.status), ...folds.map((f) => f.panel));
  return {
    node,
    count(done, open) {
      count.textContent = `${done} dari ${indicators.length} dinilai` + (done < indicators.length ? "; yang kosong dihitung tingkat 1" : "");
      next.textContent = open ? `${open} belum lengkap: ke yang berikutnya →` : "✓ Semua lengkap";
      next.classList.toggle("main", open > 0);
      next.disabled = !open;
    },
    show(view) {
      // two decimals, more only where rounding would show a cut that is not reached: 3,4996, not 3,50
      let digits = 2;
      while (digits < 6 && predicates.some((p) => !reaches(view.index, p.lower) && rounded(view.index, digits) >= p.lower)) digits += 1;
      index.value = formatNumber(view.index, digits); chip.textContent = view.predicate; fill.style.width = along(view.index);
      [...scale.querySelectorAll("span")].forEach((zone, k) => zone.classList.toggle("on", predicates[k].name === view.predicate));
      shape.setAttribute("points", groups.map((a, k) => spot(k, view.aspects[a])).join(" "));
      radar.setAttribute("aria-label", "Indeks tiap aspek: " + groups.map((a) => `${aspects[a]} ${formatNumber(view.aspects[a])}`).join("; "));
    },
  };
}

// ---- list of indicators by domain and aspect: one tab stop, arrows move
function scoringList(form, onGo) {
  const { indicators, aspects, domains } = form.fixed;
  const node = make("nav", { class: "sf-nav", "aria-label": "Daftar indikator" });
  const buttons = {}, values = {};
  let current = indicators[0].code, domain = "", aspect = "", row;
  for (const i of indicators) {
    if (i.domain !== domain) { domain = i.domain; node.append(make("div", { class: "sf-domain" }, domains[domain] || domain)); }
    if (i.aspect !== aspect) {
      aspect = i.aspect;
      values[aspect] = make("span", { class: "sf-value" });
      row = make("div", { class: "sf-row" }, make("div", { class: "sf-aspect" }, make("b", {}, aspect), make("span", {}, aspects[aspect]), values[aspect]));
      node.append(row);
    }
    const short = i.label.startsWith(aspects[aspect] + " ") ? i.label.slice(aspects[aspect].length + 1) : i.label;
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

// ---- the dossier: cards of the current indicator, or of all; search and kind
function scoringFiles(form, said, onPick, onGo) {
  const { cards } = form.fixed;
  let current = "";
  const search = make("input", { type: "search", placeholder: "Cari bukti…", "aria-label": "Cari bukti", oninput: () => draw() });
  const kind = make("select", { "aria-label": "Jenis bukti", onchange: () => draw() }, make("option", { value: "" }, "Semua jenis"),
    ...[...new Set(cards.map((c) => c.kind))].sort().map((k) => make("option", { value: k }, k)));
  const every = make("input", { type: "checkbox", onchange: () => draw() });
  const back = make("button", { type: "button", class: "sf-link", onclick: () => onGo(current) });
  const found = make("span", { class: "lk-kicker", role: "status" }), shelf = make("div", { class: "sf-shelf" });
  const node = make("aside", { class: "sf-files", "aria-label": "Berkas bukti dukung", tabIndex: 0 },
    make("div", { class: "sf-filter" }, make("div", { class: "sf-bar2" }, make("strong", {}, "Bukti dukung"), back),
      make("div", { class: "sf-find" }, search, kind), make("div", { class: "sf-bar2" }, make("label", { class: "sf-all" }, every, "Semua indikator"), found)), shelf);
  const lit = (text, word) => {
    const parts = [], low = text.toLowerCase();
    let from = 0, at;
    while (word && (at = low.indexOf(word, from)) >= 0) { parts.push(text.slice(from, at), make("mark", {}, text.slice(at, at + word.length))); from = at + word.length; }
    return [...parts, text.slice(from)];
  };
  function card(c, word) {
    const here = c.indicator === current, on = here && said(current).card === c.card;
    const pick = here
      ? make("button", { type: "button", class: "lk-btn" + (on ? " main" : ""), "data-card": c.card, "aria-pressed": String(on), "aria-label": `${c.card} kartu penentu ${current}`,
        onclick: () => { onPick(c.card); draw(true); shelf.querySelector(`[data-card="${c.card}"]`)?.focus(); } }, on ? "✓ Kartu penentu" : "Jadikan kartu penentu")
      : make("button", { type: "button", class: "sf-link", onclick: () => { every.checked = false; onGo(c.indicator); } }, `Bukti untuk ${c.indicator}: buka →`);
    return make("article", { class: "sf-card" + (on ? " on" : ""), "aria-label": c.card }, make("div", { class: "sf-tag" }, make("span", { class: "lk-chip" }, c.kind), make("span", { class: "lk-kicker" }, c.card)),
      make("strong", {}, ...lit(c.title, word)), make("div", { class: "lk-kicker" }, ...lit([c.number && `No. ${c.number}`, c.date ? formatDate(c.date) : "tanpa tanggal", c.issuer].filter(Boolean).join(" · "), word)),
      make("p", {}, ...lit(c.excerpt, word)), pick);
  }
  function draw(stay) {
    const word = search.value.trim().toLowerCase();
    const shown = cards.filter((c) => (every.checked || c.indicator === current) && (!kind.value || c.kind === kind.value)
      && (!word || `${c.card} ${c.title} ${c.number} ${c.issuer} ${c.excerpt}`.toLowerCase().includes(word)));
    const told = `${shown.length || "Tidak ada"} kartu ${every.checked ? "dari seluruh berkas" : "untuk " + current}`;
    if (found.textContent !== told) found.textContent = told;
    back.textContent = `← Nilai ${current}`;
    shelf.replaceChildren(...shown.map((c) => card(c, word)), ...(shown.length ? [] : [make("p", { class: "sf-none" }, "Saringan ini tidak menyisakan satu kartu pun. ",
      make("button", { type: "button", class: "sf-link", onclick: () => { search.value = kind.value = ""; draw(); search.focus(); } }, "Hapus saringan"))]));
    if (!stay) node.scrollTop = 0;
  }
  return {
    node,
    show(code) { const stay = code === current || every.checked; current = code; draw(stay); },
    focus() { node.focus({ preventScroll: true }); node.scrollTop = 0; node.scrollIntoView({ block: "nearest" }); },
  };
}
