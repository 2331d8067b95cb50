// The plan board. What stands here only shows at once; the kernel's answer (told) rules.
function render(context) {
  return openForm(context, { label: "Papan rencana aksi", build: buildBoard });
}
export default { render };

function buildBoard(form) {
  const { problem, domains, predicates, practices, short, today } = form.fixed;
  const { horizon, target, budget } = problem, tasks = planTasks(problem);
  const quarters = Array.from({ length: horizon }, (_, k) => k + 1);
  const money = (x) => `Rp${grouped(x)} jt`, brief = (opd) => short[opd] || opd;
  const named = (x) => predicates.filter((p) => x >= p.lower - 1e-9).at(-1).name;
  // two decimals, unless they would claim a target that is missed
  const shown = (x) => target != null && x < target - 1e-9 && +planRounded(x, 2) >= target ? planPoints(x) : planNumber(x);
  const kind = (task) => task && task.indicator ? task.domain.toLowerCase() : "dp";
  const name = (task) => practices[task.code]?.title || task.title;
  const covers = (code) => problem.tasks.filter((t) => t.options.some((o) => o.practice === code));
  const spared = (code) => covers(code).reduce((sum, t) => sum + t.options[0].cost - t.options.find((o) => o.practice === code).cost, 0);
  const steps = () => form.answers.steps || [];
  const placed = (code) => steps().find((s) => s.step === code);
  let facts, truth, picked = "", how = "", tab = "steps", rival = null;

  // ---- changes: every one is announced
  const put = (list, code) => form.change({ ...form.answers, government: form.fixed.code,
    steps: list.map(({ step, quarter, practice }) => ({ step, quarter, practice: practice || "" })).sort(planOrder) }, code ? {} : undefined);
  const moved = (code, quarter, practice) => {
    const others = steps().filter((s) => s.step !== code);
    return quarter ? [...others, { step: code, quarter, practice }] : others;
  };
  function move(code, quarter, practice = placed(code)?.practice ?? (picked === code ? how : "")) {
    const was = placed(code);
    if (quarter === (was?.quarter ?? 0) && practice === (was?.practice ?? practice)) return;
    put(moved(code, quarter, practice), code);
    picked = code; how = practice;
    refresh();
    const wrong = truth.violations.filter((v) => v.step === code).length;
    said.textContent = `${code} ${quarter ? `mulai triwulan ${quarter}` : "dikeluarkan dari rencana"}. Indeks akhir ${shown(truth.index)}, biaya ${money(truth.total)}.` + (wrong ? " Ada yang perlu diperbaiki." : "");
  }
  const pick = (code, { practice } = {}) => { picked = code; how = practice ?? placed(code)?.practice ?? ""; mark(); detail(); };

  // ---- head: is the target reached, where did the money go, what is wrong
  const index = make("output", { class: "lk-big pb-index" }), chip = make("span", { class: "lk-chip pb-predicate" }), goal = make("p", { class: "pb-say" });
  const spent = make("output", { class: "lk-big pb-spent" }), left = make("p", { class: "pb-say" }), stack = make("div", { class: "pb-stack", "aria-hidden": "true" }), legend = make("p", { class: "lk-kicker pb-legend" });
  const verdict = make("output", { class: "pb-verdict" }), count = make("p", { class: "lk-kicker" }), faults = make("ul", { class: "pb-faults" });
  const wrong = make("div", { class: "pb-wrong", role: "region", "aria-label": "Yang perlu diperbaiki", tabIndex: 0 }, faults);
  const compare = make("button", { type: "button", class: "lk-btn", onclick: () => ask("greedy", "Menghitung cara serakah…") }, "Bandingkan dengan cara serakah");
  const save = make("button", { type: "button", class: "lk-btn", onclick: () => ask("export", "Menyusun berkas Excel…") }, "Simpan ke Excel");
  const note = make("span", { class: "lk-status pb-note", role: "status" });
  const head = make("header", { class: "pb-head" },
    make("div", { class: "pb-block" }, make("div", { class: "lk-kicker" }, "Apakah sasaran tercapai?"), make("div", { class: "pb-line" }, index, chip), goal),
    make("div", { class: "pb-block" }, make("div", { class: "lk-kicker" }, "Uangnya dipakai untuk apa?"), make("div", { class: "pb-line" }, spent, budget == null ? null : make("span", { class: "lk-kicker" }, `dari anggaran ${money(budget)}`)), stack, left, legend),
    make("div", { class: "pb-block" }, make("div", { class: "lk-kicker" }, "Apa yang masih salah?"), verdict, count));
  const who = make("div", { class: "pb-top" }, make("div", { class: "pb-who" }, make("strong", {}, form.fixed.government), make("span", { class: "lk-kicker" }, `${form.fixed.code} · daerah rekaan untuk latihan · indeks hari ini ${planNumber(today)}`)),
    make("div", { class: "lk-tools" }, form.status, form.undo, compare, save));
  const panel = make("section", { class: "pb-panel", "aria-label": "Perbandingan dengan cara serakah", hidden: true });

  // ---- candidates: steps and practices not yet in the plan
  const tabs = { steps: "Langkah", practices: "Praktik Living Lab" };
  const tabButtons = Object.entries(tabs).map(([key, text]) => make("button", { type: "button", class: "pb-tab", "data-tab": key, onclick: () => { tab = key; shelf(); } }, text));
  const search = make("input", { type: "search", placeholder: "Cari kata, kode, perangkat daerah…", "aria-label": "Cari langkah", oninput: () => shelf() });
  const domain = make("select", { "aria-label": "Domain", onchange: () => shelf() }, make("option", { value: "" }, "Semua domain"), ...Object.entries(domains).map(([d, text]) => make("option", { value: d }, text)));
  const sort = make("select", { "aria-label": "Urutkan", onchange: () => shelf() }, ...[["rate", "Kenaikan per rupiah"], ["gain", "Kenaikan terbesar"], ["cost", "Biaya terkecil"], ["code", "Kode"]].map(([v, text]) => make("option", { value: v }, text)));
  const ready = make("input", { type: "checkbox", onchange: () => shelf() });
  const found = make("p", { class: "lk-kicker", role: "status" }), list = make("div", { class: "pb-list", role: "group", "aria-label": "Belum dipilih" });
  const rail = make("aside", { class: "pb-rail", "aria-label": "Langkah yang belum dipilih" }, make("div", { class: "pb-tabs" }, ...tabButtons), search,
    make("div", { class: "pb-find" }, domain, sort), make("label", { class: "pb-ready" }, ready, "hanya yang prasyaratnya terpenuhi"), found, list);
  const rows = new Map();
  const lacks = (task) => task.requires.filter((need) => !facts.ends.has(need));
  function row(task) {
    if (!rows.has(task.code)) {
      const flag = make("span", { class: "pb-flag" });
      const best = task.options.slice(1).sort((a, b) => a.cost - b.cost)[0], own = task.options[0];
      const button = make("button", { type: "button", tabIndex: -1, draggable: true, class: `pb-row ${kind(task)}`, "data-code": task.code, onclick: () => pick(task.code) },
        make("span", { class: "pb-meta" }, make("b", {}, task.code), task.gain ? make("span", { class: "pb-gain" }, `+${planNumber(task.gain, 4).replace(/0$/, "")}`) : make("span", { class: "pb-gain" }, `hemat s.d. ${money(spared(task.code))}`), make("span", {}, money(own.cost)), make("span", {}, `${own.months} bln`)),
        make("span", { class: "pb-title" }, name(task)), flag);
      rows.set(task.code, { button, flag, best });
    }
    const entry = rows.get(task.code), need = lacks(task);
    entry.flag.textContent = [need.length ? `perlu ${need.join(", ")}` : "", entry.best ? `dapat meniru ${entry.best.practice}: ${money(entry.best.cost)}` : ""].filter(Boolean).join(" · ");
    return entry.button;
  }
  function shelf() {
    const word = search.value.trim().toLowerCase(), isStep = tab === "steps";
    const value = { rate: (t) => isStep ? -t.gain / Math.max(t.options[0].cost, 1e-9) : t.options[0].cost - spared(t.code), gain: (t) => isStep ? -t.gain : -spared(t.code), cost: (t) => t.options[0].cost, code: () => 0 }[sort.value];
    sort.options[0].textContent = isStep ? "Kenaikan per rupiah" : "Penghematan bersih"; sort.options[1].textContent = isStep ? "Kenaikan terbesar" : "Penghematan terbesar";
    const here = problem.tasks.filter((t) => !!t.indicator === isStep && !placed(t.code)
      && (!domain.value || (isStep ? t.domain === domain.value : covers(t.code).some((c) => c.domain === domain.value)))
      && (!ready.checked || !lacks(t).length)
      && (!word || `${t.code} ${t.title} ${t.opd} ${practices[t.code]?.summary || ""}`.toLowerCase().includes(word)))
      .map((t) => [value(t), t]).sort((a, b) => a[0] - b[0] || (a[1].code < b[1].code ? -1 : 1)).map(([, t]) => t);
    for (const b of tabButtons) b.setAttribute("aria-pressed", String(b.dataset.tab === tab));
    found.textContent = `${here.length} ${isStep ? "langkah" : "praktik"} belum dipilih`;
    list.replaceChildren(...here.map(row));
    rove(list, picked);
  }

  // ---- the calendar: curve, quarters, cards, load of the offices
  const curve = make("div", { class: "pb-curve" }), heads = make("div", { class: "pb-heads" }), cards = make("div", { class: "pb-cards", role: "group", "aria-label": "Langkah di papan; panah kiri dan kanan menggeser triwulan" });
  const empty = make("p", { class: "pb-empty" }, "Papan masih kosong. Pilih satu langkah dari daftar, lalu pilih triwulan mulainya di bawah.");
  const load = make("div", { class: "pb-units" }), loads = make("details", { class: "pb-load" }, make("summary", {}, "Beban tiap perangkat daerah (orang-bulan)"), load);
  const field = make("div", { class: "pb-scroll", role: "region", "aria-label": "Papan triwulan", tabIndex: 0 }, empty, cards, loads);
  const board = make("div", { class: "pb-board" }, curve, heads, field);
  const bins = new Map();
  function card(s) {
    const p = facts.placed.find((x) => x.step === s.step && x.quarter === s.quarter), task = tasks.get(s.step);
    if (!bins.has(s.step)) bins.set(s.step, make("button", { type: "button", tabIndex: -1, draggable: true, "data-code": s.step, onclick: () => pick(s.step) }));
    const button = bins.get(s.step), wrongs = truth.violations.filter((v) => v.step === s.step), start = Math.min(horizon, Math.max(1, s.quarter)), span = Math.min(horizon - start + 1, p ? p.option.quarters : 1);
    button.className = `pb-card ${kind(task)}` + (wrongs.length ? " bad" : "") + (s.practice ? " copy" : "");
    button.style.gridColumn = `${start} / span ${span}`;
    button.replaceChildren(make("span", { class: "pb-meta" }, make("b", {}, (wrongs.length ? "! " : "") + s.step), s.practice ? make("span", { class: "pb-copy" }, `⇄ ${s.practice}`) : null, p ? make("span", {}, grouped(p.option.cost)) : null), make("span", { class: "pb-title" }, task ? name(task) : "langkah tidak dikenal"));
    button.title = [task ? name(task) : "", ...wrongs.map((v) => v.sentence)].filter(Boolean).join("\n");
    button.setAttribute("aria-label", `${s.step}, ${task ? name(task) : "tidak dikenal"}, triwulan ${s.quarter}${p && p.end > s.quarter ? ` sampai ${p.end}` : ""}${s.practice ? `, meniru ${s.practice}` : ""}${wrongs.length ? `. Perlu diperbaiki: ${wrongs.map((v) => v.sentence).join(" ")}` : ""}`);
    return button;
  }
  const bar = (text, part, over, full) => { const i = make("i"); i.style.width = Math.min(100, part * 100) + "%";
    return make("div", { class: "pb-bar" + (over ? " bad" : ""), title: full }, make("span", {}, text), make("em", { "aria-hidden": "true" }, i)); };
  function calendar() {
    const most = Math.max(...facts.costs, (budget || 0) / 4, 1), limits = new Map(problem.capacity);
    heads.replaceChildren(...quarters.map((q) => {
      let top = null;
      for (const [opd, use] of facts.use) { const limit = limits.get(opd)?.[q - 1]; if (limit == null || !use[q - 1]) continue; const part = use[q - 1] / limit; if (!top || part > top.part) top = { opd, part, use: use[q - 1], limit }; }
      const cost = facts.costs[q - 1], cap = problem.quarter_budget?.[q - 1];
      const full = top ? `Paling sibuk: ${top.opd}, ${planPeople(top.use)} dari ${planPeople(top.limit)}` : "";
      return make("div", { class: "pb-quarter", "data-quarter": String(q) }, make("strong", {}, `Triwulan ${q}`), bar(cost ? money(cost) : "–", cap ? cost / cap : cost / most, cap != null && cost > cap + 1e-6, `Biaya yang dimulai di triwulan ${q}`),
        bar(top ? `${brief(top.opd)} ${Math.round(top.part * 100)} %` : "–", top ? top.part : 0, top && top.part > 1 + 1e-6, full));
    }));
    const list = [...steps()].sort(planOrder);
    for (const code of bins.keys()) if (!list.some((s) => s.step === code)) bins.delete(code);
    const holds = cards.contains(document.activeElement) && document.activeElement;
    cards.replaceChildren(...list.map(card));
    if (holds && holds.isConnected) holds.focus({ preventScroll: true });
    rove(cards, picked);
    empty.hidden = list.length > 0;
    load.replaceChildren(...[...facts.use].sort(([a], [b]) => a < b ? -1 : 1).flatMap(([opd, use]) => [make("div", { class: "pb-unit" }, `${opd}: tersedia ${planNumber(Math.min(...(limits.get(opd) || [0])), 1)} tiap triwulan`),
      ...use.map((u, k) => { const limit = limits.get(opd)?.[k], over = limit != null && u > limit + 1e-6; const cell = make("div", { class: "pb-cell" + (over ? " bad" : ""), "data-full": u ? "" : null }, u ? planNumber(u, 1) + (over ? " !" : "") : ""); cell.style.setProperty("--part", limit ? Math.min(1, u / limit) : 0); return cell; })]));
    drawCurve();
  }
  function drawCurve() {
    const all = [...truth.curve, ...(rival?.curve || []), target ?? truth.index], low = Math.min(...all), room = Math.max(Math.max(...all) - low, 0.2), y = (v) => 88 - (v - low) / room * 68, x = (q) => q / horizon * 100;
    const path = (c) => c.map((v, q) => q ? `H${x(q)}V${y(v)}` : `M0 ${y(v)}`).join("");
    const line = (cls, d) => svg("path", { class: cls, d, "vector-effect": "non-scaling-stroke" });
    const at = (cls, q, v, text) => { const t = make("span", { class: cls }, text); t.style.left = x(q) + "%"; t.style.top = y(v) + "%"; return t; };
    const picture = svg("svg", { viewBox: "0 0 100 100", preserveAspectRatio: "none", role: "img", "aria-label": `Indeks pada akhir triwulan: ${truth.curve.map((v, q) => (q ? `triwulan ${q} ` : "hari ini ") + planNumber(v)).join(", ")}` },
      ...(target == null ? [] : [line("pb-aim", `M0 ${y(target)}H100`)]), ...(rival ? [line("pb-rival", path(rival.curve))] : []), line("pb-path", path(truth.curve)));
    curve.replaceChildren(picture, ...(target == null ? [] : [at("pb-mark aim", 0, target, `sasaran ${planNumber(target)}`)]), at("pb-mark now", 0, truth.curve[0], planNumber(today)),
      ...quarters.filter((q) => q < horizon && truth.curve[q] > truth.curve[q - 1] + 1e-9).map((q) => at("pb-mark", q, truth.curve[q], planNumber(truth.curve[q]))), at("pb-mark end", horizon, truth.index, shown(truth.index)));
  }

  // ---- the chosen step: what it is, how it is done, when it starts
  const said = make("p", { class: "lk-status", role: "status" });
  const sheet = make("div", { class: "pb-sheet" }), strip = make("section", { class: "pb-detail", "aria-label": "Langkah terpilih" }, sheet, said);
  const link = (code, text, cls = "") => make("button", { type: "button", class: `pb-link ${cls}`, "data-key": `link-${code}`, onclick: () => pick(code) }, text);
  function detail() {
    const key = strip.contains(document.activeElement) && document.activeElement.dataset.key, task = tasks.get(picked), s = placed(picked);
    if (!task) {
      sheet.replaceChildren(make("p", { class: "pb-hint" }, s ? `${picked} tidak ada lagi dalam daftar langkah. ` : "Pilih satu langkah di daftar atau di papan: di sini tampak apa isinya, apa prasyaratnya, dan kapan dapat dimulai. Dengan papan ketik: ↑↓ berpindah, ←→ menggeser kartu, 1–8 memilih triwulan, Delete mengeluarkan.",
        s ? make("button", { type: "button", class: "lk-btn", onclick: () => move(picked, 0) }, "Keluarkan dari rencana") : null));
      return;
    }
    const option = task.options.find((o) => o.practice === how) || task.options[0], practice = practices[picked];
    const clear = steps().filter((x) => x.step !== picked), base = new Set(planFacts(problem, clear).violations.filter((v) => v.code !== "target").map((v) => v.sentence));
    const trial = (q) => planFacts(problem, [...clear, { step: picked, quarter: q, practice: how }]).violations.filter((v) => v.code !== "target" && !base.has(v.sentence));
    const needs = [...task.requires, ...(option.practice ? [option.practice] : [])].map((need) => { const end = facts.ends.get(need);
      return link(need, end == null ? `${need} belum dijadwalkan` : `${need} selesai triwulan ${end}`, end == null ? "no" : "ok"); });
    const group = unique("when"), mode = unique("how");
    const pill = (q) => { const bad = q ? trial(q) : [], why = bad.map((v) => v.sentence).join(" ");
      return make("label", { class: "pb-pill" + (q ? bad.length ? " no" : " ok" : ""), title: why }, make("input", { type: "radio", name: group, checked: (s?.quarter ?? 0) === q, "data-key": `q${q}`, "aria-label": q ? `Triwulan ${q}${bad.length ? `, melanggar: ${why}` : ", dapat"}` : "Tidak dijadwalkan", onchange: () => move(picked, q, how) }), make("span", { "aria-hidden": "true" }, q ? String(q) : "tidak", q ? make("small", {}, bad.length ? "!" : "✓") : null)); };
    const mine = s ? truth.violations.filter((v) => v.step === picked) : [];
    sheet.replaceChildren(
      make("div", { class: "pb-what" }, make("p", { class: `pb-name ${kind(task)}` }, make("b", {}, picked), ` ${name(task)}`),
        make("p", { class: "lk-kicker" }, task.indicator ? `${task.opd} · ${money(option.cost)} · ${option.months} bulan · ${planPeople(option.people)} · indeks +${planPoints(task.gain)}` : `Praktik dari ${practice.origin} · adopsi ${money(option.cost)} · ${option.months} bulan`),
        practice ? make("details", { "data-key": "lesson" }, make("summary", {}, "Isi praktik, penyesuaian, dan kesiapan"), make("p", {}, practice.summary), make("p", {}, make("b", {}, "Sesuaikan: "), practice.adapt), make("ul", {}, ...practice.readiness.map((r) => make("li", {}, r)))) : null,
        practice ? make("p", { class: "pb-needs" }, "Setelah adopsi selesai, dapat ditiru pada: ", ...covers(picked).map((t) => link(t.code, `${t.code} hemat ${money(t.options[0].cost - t.options.find((o) => o.practice === picked).cost)}`))) : null,
        needs.length ? make("p", { class: "pb-needs" }, "Prasyarat: ", ...needs) : make("p", { class: "lk-kicker" }, task.indicator ? "Tanpa prasyarat: dapat dimulai kapan saja." : ""),
        ...mine.map((v) => make("p", { class: "pb-fault" }, v.sentence))),
      make("div", { class: "pb-when" }, make("fieldset", {}, make("legend", {}, "Mulai pada triwulan"), make("div", { class: "pb-pills" }, ...quarters.map(pill), pill(0))),
        task.options.length > 1 ? make("fieldset", {}, make("legend", {}, "Cara mengerjakan"), ...task.options.map((o) => make("label", { class: "pb-how" }, make("input", { type: "radio", name: mode, checked: o === option, "data-key": `how${o.practice}`, onchange: () => { how = o.practice; if (s) move(picked, s.quarter, how); else detail(); } }),
          make("span", {}, (o.practice ? `Meniru ${o.practice} ` : "Upaya sendiri ") + `(${money(o.cost)}, ${o.months} bulan)`)))) : null));
    if (key) strip.querySelector(`[data-key="${key}"]`)?.focus({ preventScroll: true });
  }

  // ---- keyboard and mouse
  function rove(box, code) {
    const all = [...box.querySelectorAll("button[data-code]")], on = all.find((b) => b.dataset.code === code) || all[0];
    for (const b of all) { b.tabIndex = b === on ? 0 : -1; b.setAttribute("aria-current", String(b.dataset.code === picked)); }
  }
  function mark() {
    rove(list, picked); rove(cards, picked);
    const task = tasks.get(picked), need = new Set([...(task?.requires || []), how]);
    for (const [code, b] of bins) { b.classList.toggle("need", need.has(code)); b.classList.toggle("next", !!tasks.get(code)?.requires.includes(picked) || placed(code)?.practice === picked); }
  }
  function keyed(e) {
    const button = e.target.closest("button[data-code]");
    if (!button || e.altKey || e.ctrlKey || e.metaKey) return;
    const code = button.dataset.code, s = placed(code), all = [...e.currentTarget.querySelectorAll("button[data-code]")], at = all.indexOf(button);
    const go = { ArrowDown: 1, ArrowUp: -1 }[e.key], shift = { ArrowRight: 1, ArrowLeft: -1 }[e.key], digit = +e.key;
    if (go) { all[at + go]?.focus(); if (all[at + go]) pick(all[at + go].dataset.code); }
    else if (shift && s) move(code, Math.min(horizon, Math.max(1, s.quarter + shift)));
    else if (digit >= 1 && digit <= horizon && e.key.trim()) { if (picked !== code) pick(code); move(code, digit, how); (bins.get(code) || all[at])?.focus(); }
    else if ((e.key === "Delete" || e.key === "Backspace") && s) { move(code, 0); (all[at + 1] || all[at - 1] || field).focus(); }
    else return;
    e.preventDefault(); e.stopPropagation();
  }
  for (const box of [list, cards]) {
    box.addEventListener("keydown", keyed);
    box.addEventListener("dragstart", (e) => { e.stopPropagation(); const code = e.target.closest("[data-code]")?.dataset.code; if (code) { e.dataTransfer.setData("text/plain", code); pick(code); } });
  }
  const spot = (e) => { const r = heads.getBoundingClientRect(); return Math.min(horizon, Math.max(1, Math.ceil((e.clientX - r.left) / r.width * horizon))); };
  const glow = (q) => { for (const h of heads.children) h.classList.toggle("over", +h.dataset.quarter === q); };
  board.addEventListener("dragover", (e) => { e.preventDefault(); e.stopPropagation(); glow(spot(e)); });
  board.addEventListener("dragleave", () => glow(0));
  board.addEventListener("drop", (e) => { e.preventDefault(); e.stopPropagation(); glow(0); const code = e.dataTransfer.getData("text/plain"); if (tasks.has(code)) move(code, spot(e)); });

  // ---- buttons that ask the kernel
  let waiting = 0;
  function ask(act, text) { note.className = "lk-status pb-note"; note.replaceChildren(text); form.act(act); clearTimeout(waiting);
    waiting = setTimeout(() => { note.className = "lk-status no pb-note"; note.textContent = "Belum ada jawaban: jalankan lagi sel ini (Shift+Enter), lalu coba lagi."; }, 8000); }
  function contrast() {
    const mine = { ...truth, steps: steps().length, practices: steps().filter((s) => s.practice).length }, words = (v) => v.violations.length ? `${v.violations.length} hal` : "tidak ada";
    const lines = [["Indeks akhir", (v) => shown(v.index)], ["Sasaran tercapai", (v) => v.reached == null ? "belum" : `triwulan ${v.reached}`], ["Biaya", (v) => money(v.total)], ["Langkah dan adopsi", (v) => String(v.steps)], ["Meniru praktik", (v) => `${v.practices} langkah`], ["Yang dilanggar", words]];
    panel.replaceChildren(make("table", {}, make("thead", {}, make("tr", {}, make("td"), make("th", { scope: "col" }, "Rencana Anda"), make("th", { scope: "col" }, "Cara serakah"))),
      make("tbody", {}, ...lines.map(([text, of]) => make("tr", {}, make("th", { scope: "row" }, text), make("td", {}, of(mine)), make("td", {}, of(rival)))))),
      make("div", {}, make("p", {}, `Cara serakah selalu mengambil langkah dengan kenaikan indeks terbesar per rupiah. ${rival.shared} langkahnya sama dengan rencana Anda. Kurvanya digambar putus-putus di atas papan.`),
        make("button", { type: "button", class: "lk-btn", onclick: () => { rival = null; panel.hidden = true; drawCurve(); compare.focus(); } }, "Tutup perbandingan")));
    panel.hidden = false;
  }

  function summary() {
    form.root.dataset.index = facts.index;
    index.value = shown(truth.index); chip.textContent = truth.predicate;
    const short = target == null ? 0 : target - truth.index, hit = short <= 1e-9;
    goal.className = "pb-say " + (hit ? "ok" : "no");
    goal.textContent = target == null ? "" : hit ? `✓ Sasaran ${planNumber(target)} tercapai pada akhir triwulan ${truth.reached}` : `✗ Kurang ${planPoints(short)} dari sasaran ${planNumber(target)}`;
    spent.value = `Rp${grouped(truth.total)} juta`;
    const over = budget == null ? 0 : truth.total - budget;
    left.className = "pb-say " + (over > 1e-6 ? "no" : "ok");
    left.textContent = budget == null ? "" : over > 1e-6 ? `✗ Lebih Rp${grouped(over)} juta dari anggaran` : `✓ Sisa Rp${grouped(-over)} juta`;
    const sums = {};
    for (const p of facts.placed) sums[kind(p.task)] = (sums[kind(p.task)] || 0) + p.option.cost;
    const parts = [...Object.entries(domains).map(([d, text]) => [d.toLowerCase(), text]), ["dp", "Adopsi praktik"]].filter(([k]) => sums[k]);
    const whole = Math.max(budget || 0, truth.total, 1);
    stack.replaceChildren(...parts.map(([k]) => { const i = make("i", { class: k }); i.style.width = sums[k] / whole * 100 + "%"; return i; }));
    legend.replaceChildren(...parts.map(([k, text]) => make("span", {}, make("i", { class: k, "aria-hidden": "true" }), `${text} ${grouped(sums[k])}`)));
    const bad = truth.violations.filter((v) => v.code !== "target");
    verdict.value = bad.length ? `${bad.length} hal perlu diperbaiki` : steps().length ? "✓ Tidak ada yang dilanggar" : "Belum ada langkah";
    verdict.classList.toggle("bad", bad.length > 0);
    count.textContent = `${steps().length} langkah dan adopsi dijadwalkan`;
    faults.replaceChildren(...bad.map((v) => make("li", {}, make("span", {}, v.sentence), v.step || v.opd ? make("button", { type: "button", class: "pb-link", "aria-label": `Lihat ${v.step || v.opd}`, onclick: () => { if (v.step) { pick(v.step); bins.get(v.step)?.scrollIntoView({ block: "nearest" }); bins.get(v.step)?.focus({ preventScroll: true }); } else { loads.open = true; loads.scrollIntoView({ block: "nearest" }); loads.firstChild.focus(); } } }, "Lihat") : null)));
    wrong.hidden = !bad.length;
  }
  function show() { summary(); calendar(); mark(); detail(); if (rival) contrast(); }
  function refresh() {
    facts = planFacts(problem, steps());
    truth = { ...facts, predicate: named(facts.index) };
    shelf(); show();
  }

  form.root.classList.add("pb"); form.root.style.setProperty("--n", horizon);
  form.root.append(who, head, form.alert, note, panel, wrong, make("div", { class: "pb-main" }, rail, board), strip);
  return {
    adopt() { refresh(); },
    told(view) { form.root.dataset.told = view.index; const differs = JSON.stringify([view.index, view.violations.map((v) => v.sentence)]) !== JSON.stringify([truth.index, truth.violations.map((v) => v.sentence)]); truth = { ...truth, ...view }; if (differs) show(); },
    acted(message, buffers) {
      clearTimeout(waiting);
      note.className = "lk-status pb-note" + (message.error ? " no" : " ok"); note.replaceChildren(message.error || "");
      if (message.greedy) { rival = message.greedy; contrast(); drawCurve(); }
      if (message.path) {
        const url = URL.createObjectURL(new Blob(buffers.map((b) => b.buffer ? new Uint8Array(b.buffer, b.byteOffset, b.byteLength) : b)));
        note.append(`✓ Tersimpan di folder lab: ${message.path} `, make("a", { href: url, download: message.path.split("/").at(-1) }, "Unduh salinannya"));
      }
    },
  };
}
