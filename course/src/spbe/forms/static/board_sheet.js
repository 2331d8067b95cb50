// Below the plan board: the chosen step; what it is, what it needs, when it starts and how.
function boardSheet(desk) {
  const { form, problem } = desk;
  const { practices } = form.fixed;
  const said = make("p", { class: "lk-status pb-said", role: "status" });
  const sheet = make("div", { class: "pb-sheet" });
  const strip = make("section", { class: "pb-detail", "aria-label": "Langkah terpilih" }, sheet, said);
  const link = (code, text, kind = "") =>
    make(
      "button",
      { type: "button", class: `pb-link ${kind}`, "data-key": `link-${code}`, onclick: () => desk.pick(code) },
      text,
    );
  const label = (text) => make("span", { class: "lk-kicker" }, text);

  function hint(s) {
    return make(
      "p",
      { class: "pb-hint" },
      s
        ? `${desk.picked} tidak ada lagi dalam daftar langkah. `
        : "Pilih satu langkah di daftar atau di papan: di sini tampak isinya, prasyaratnya, dan kapan dapat dimulai. " +
            `Dengan papan ketik: ↑ ↓ berpindah, 1–${problem.horizon} memilih triwulan mulai, ← → menggeser, Delete mengeluarkan.`,
      s
        ? make(
            "button",
            { type: "button", class: "lk-btn", onclick: () => desk.move(desk.picked, 0) },
            "Keluarkan dari rencana",
          )
        : null,
    );
  }
  // what the quarters above say in signs, in one sentence
  function whenever(starts) {
    const good = starts.filter((start) => !start.why).map((start) => start.quarter);
    if (good.length === starts.length) return "Tanpa prasyarat: dapat dimulai pada triwulan mana pun.";
    if (!good.length) return `Tanpa prasyarat, tetapi belum ada triwulan yang cukup. ${starts[0].why}`;
    return `Tanpa prasyarat; dapat dimulai pada triwulan ${good.join(", ")}.`;
  }
  function needs(task, option, starts) {
    const all = [...task.requires, ...(option.practice ? [option.practice] : [])];
    if (!all.length) return make("p", { class: "lk-kicker" }, whenever(starts));
    return make(
      "p",
      { class: "pb-needs" },
      label("Prasyarat:"),
      ...all.map((need) => {
        const end = desk.facts.ends.get(need);
        return link(
          need,
          end == null ? `✗ ${need} belum dijadwalkan` : `✓ ${need} selesai akhir triwulan ${end}`,
          end == null ? "no" : "ok",
        );
      }),
    );
  }
  function opens(code) {
    const after = problem.tasks.filter((t) => t.requires.includes(code));
    return after.length
      ? make("p", { class: "pb-needs opens" }, label("Membuka jalan bagi:"), ...after.map((t) => link(t.code, t.code)))
      : null;
  }
  function lesson(code) {
    const practice = practices[code];
    const saves = (t) => t.options[0].cost - t.options.find((o) => o.practice === code).cost;
    return [
      make("p", { class: "pb-text" }, practice.summary),
      make("p", { class: "pb-text" }, make("b", {}, "Hasil di asalnya: "), practice.result),
      make("p", { class: "pb-text" }, make("b", {}, "Yang tidak berjalan: "), practice.trouble),
      make(
        "details",
        {},
        make("summary", {}, "Penyesuaian dan kesiapan"),
        make("p", {}, practice.adapt),
        make("ul", {}, ...practice.readiness.map((r) => make("li", {}, r))),
      ),
      make(
        "p",
        { class: "pb-needs" },
        label("Setelah diadopsi dapat ditiru pada:"),
        ...desk.covers(code).map((t) => link(t.code, `${t.code} hemat ${desk.money(saves(t))}`)),
      ),
    ];
  }
  // every quarter, and what a start in it would break that is not broken already
  function possible() {
    const others = desk.steps().filter((x) => x.step !== desk.picked);
    const counted = (list) =>
      planFacts(problem, list)
        .violations.filter((v) => v.code !== "target" && v.code !== "minimum")
        .map((v) => v.sentence);
    const before = new Set(counted(others));
    return Array.from({ length: problem.horizon }, (_, k) => {
      const steps = [...others, { step: desk.picked, quarter: k + 1, practice: desk.how }];
      return { quarter: k + 1, why: counted(steps).filter((text) => !before.has(text)).join(" ") };
    });
  }
  function pills(s, starts) {
    const group = unique("when");
    const pill = (q) => {
      const why = q ? starts[q - 1].why : "";
      const radio = make("input", {
        type: "radio",
        name: group,
        checked: (s?.quarter ?? 0) === q,
        "data-key": `q${q}`,
        onchange: () => desk.move(desk.picked, q, desk.how),
      });
      radio.setAttribute(
        "aria-label",
        !q ? "Tidak dijadwalkan" : `Triwulan ${q}` + (why ? `, melanggar: ${why}` : ", dapat"),
      );
      return make(
        "label",
        { class: "pb-pill" + (q ? (why ? " no" : " ok") : ""), title: why },
        radio,
        make("span", { "aria-hidden": "true" }, q ? String(q) : "tidak", q ? make("small", {}, why ? "!" : "✓") : null),
      );
    };
    return make(
      "fieldset",
      {},
      make("legend", {}, "Mulai pada triwulan"),
      make(
        "div",
        { class: "pb-pills" },
        ...Array.from({ length: problem.horizon + 1 }, (_, k) => pill((k + 1) % (problem.horizon + 1))),
      ),
    );
  }
  function ways(task, option, s) {
    if (task.options.length < 2) return null;
    const group = unique("how");
    return make(
      "fieldset",
      {},
      make("legend", {}, "Cara mengerjakan"),
      ...task.options.map((o) =>
        make(
          "label",
          { class: "pb-how" },
          make("input", {
            type: "radio",
            name: group,
            checked: o === option,
            "data-key": `how-${o.practice}`,
            onchange: () => {
              desk.how = o.practice;
              if (s) desk.move(desk.picked, s.quarter, o.practice);
              else show();
            },
          }),
          make(
            "span",
            {},
            `${o.practice ? `Meniru ${o.practice} “${practices[o.practice].title}”` : "Upaya sendiri"}: ${desk.money(o.cost)}, ${o.months} bulan`,
          ),
        ),
      ),
    );
  }
  function show() {
    const task = desk.tasks.get(desk.picked);
    const s = desk.placed(desk.picked);
    const held = strip.contains(document.activeElement) ? document.activeElement.dataset.key : "";
    if (!task) return sheet.replaceChildren(hint(s));
    const option = task.options.find((o) => o.practice === desk.how) || task.options[0];
    const facts = task.indicator
      ? [
          task.opd,
          desk.money(option.cost),
          `${option.months} bulan`,
          planPeople(option.people),
          `indeks +${planPoints(task.gain)}`,
        ]
      : [`praktik ${practices[task.code].origin}`, `adopsi ${desk.money(option.cost)}`, `${option.months} bulan`];
    const starts = possible();
    const wrongs = s ? desk.truth.violations.filter((v) => v.step === desk.picked) : [];
    sheet.replaceChildren(
      make(
        "div",
        { class: "pb-what" },
        make("p", { class: `pb-name ${desk.kind(task)}` }, make("b", {}, desk.picked), ` ${desk.name(task)}`),
        make("p", { class: "lk-kicker" }, facts.join(" · ")),
        ...wrongs.map((v) => make("p", { class: "pb-fault" }, v.sentence)),
        ...(task.indicator ? [] : lesson(task.code)),
        needs(task, option, starts),
        opens(task.code),
      ),
      make("div", { class: "pb-when" }, pills(s, starts), ways(task, option, s)),
    );
    if (held) strip.querySelector(`[data-key="${held}"]`)?.focus({ preventScroll: true });
  }
  return { strip, said, show };
}
