// Head of the plan board: is the target reached, where did the money go, what is wrong.
function boardHead(desk) {
  const { form, problem } = desk;
  const { domains } = form.fixed;
  const { target, budget } = problem;
  const question = (text, ...kids) =>
    make("div", { class: "pb-block" }, make("div", { class: "lk-kicker" }, text), ...kids);

  const index = make("output", { class: "lk-big pb-index" });
  const chip = make("span", { class: "lk-chip pb-predicate" });
  const goal = make("p", { class: "pb-say" });
  const floor = make("p", { class: "pb-say pb-floor", hidden: !form.fixed.floor });
  const spent = make("output", { class: "lk-big pb-spent" });
  const left = make("span", { class: "pb-say" });
  const stack = make("div", { class: "pb-stack", "aria-hidden": "true" });
  const legend = make("p", { class: "lk-kicker pb-legend" });
  const verdict = make("output", { class: "pb-verdict" });
  const count = make("p", { class: "lk-kicker" });
  const head = make(
    "header",
    { class: "pb-head" },
    question("Apakah target tercapai?", make("div", { class: "pb-line" }, index, chip), goal, floor),
    question(
      "Uangnya dipakai untuk apa?",
      make(
        "div",
        { class: "pb-line" },
        spent,
        budget == null ? null : make("span", { class: "lk-kicker" }, `dari Rp${formatNumber(budget, 0)} juta`),
        left,
      ),
      stack,
      legend,
    ),
    question("Apa yang masih salah?", verdict, count),
  );

  const faults = make("ul", { class: "pb-faults" });
  const wrong = make(
    "div",
    { class: "pb-wrong", role: "region", "aria-label": "Yang perlu diperbaiki", tabIndex: 0 },
    faults,
  );

  function showGoal({ index: final, predicate, reached }) {
    const short = target == null ? 0 : target - final;
    const hit = target == null || reaches(final, target);
    index.value = desk.shown(final);
    chip.textContent = predicate;
    goal.className = "pb-say " + (hit ? "ok" : "no");
    goal.textContent =
      target == null
        ? ""
        : hit
          ? `✓ Target ${formatNumber(target)} tercapai pada akhir triwulan ${reached}`
          : `✗ Kurang ${planPoints(short)} dari target ${formatNumber(target)}`;
  }
  function showFloor(violations) {
    const asked = problem.minimum.length > 0;
    const kept = asked && !violations.some((v) => v.code === "minimum");
    floor.className = "pb-say pb-floor " + (kept ? "ok" : "no");
    floor.textContent = `${kept ? "✓" : "✗"} ${form.fixed.floor}`;
  }
  function showMoney(total, placed) {
    const over = budget == null ? 0 : total - budget;
    const whole = Math.max(budget || 0, total, 1);
    const sums = {};
    for (const p of placed) sums[desk.kind(p.task)] = (sums[desk.kind(p.task)] || 0) + p.option.cost;
    const parts = [
      ...Object.entries(domains).map(([d, text]) => [d.toLowerCase(), text]),
      ["dp", "Adopsi praktik"],
    ].filter(([k]) => sums[k]);
    spent.value = `Rp${formatNumber(total, 0)} juta`;
    left.className = "pb-say " + (over > 1e-6 ? "no" : "ok");
    left.textContent =
      budget == null ? "" : over > 1e-6 ? `✗ lebih Rp${formatNumber(over, 0)} juta` : `✓ sisa Rp${formatNumber(-over, 0)} juta`;
    const share = (tag, part, cls) => {
      const bit = make(tag, { class: cls });
      bit.style[tag === "b" ? "left" : "width"] = (part / whole) * 100 + "%";
      return bit;
    };
    stack.replaceChildren(
      ...parts.map(([k]) => share("i", sums[k], k)),
      ...(over > 1e-6 ? [share("b", budget, "pb-limit")] : []),
    );
    legend.replaceChildren(
      ...(parts.length
        ? parts.map(([k, text]) =>
            make("span", {}, make("i", { class: k, "aria-hidden": "true" }), `${text} ${formatNumber(sums[k], 0)}`),
          )
        : ["Belum ada yang dibelanjakan."]),
    );
  }
  function fault(v) {
    const task = desk.tasks.get(v.step);
    const look = make(
      "button",
      { type: "button", class: "pb-link", "aria-label": `Lihat ${v.step || v.opd}`, onclick: () => desk.seek(v) },
      "Lihat",
    );
    return make(
      "li",
      {},
      make("span", {}, v.sentence),
      v.step || v.opd ? look : null,
      task ? make("small", {}, desk.name(task)) : null,
    );
  }
  function showFaults(violations, steps) {
    const bad = violations.filter((v) => v.code !== "target");
    verdict.value = bad.length ? `${bad.length} hal perlu diperbaiki` : steps ? "✓ Tidak ada" : "Papan masih kosong";
    verdict.className = "pb-verdict" + (bad.length ? " no" : steps ? " ok" : "");
    count.textContent = steps ? `${steps} langkah dan adopsi dijadwalkan` : "Belum ada langkah yang dijadwalkan";
    faults.replaceChildren(...bad.map(fault));
    wrong.hidden = !bad.length;
  }
  return {
    head,
    wrong,
    show() {
      showGoal(desk.truth);
      showFloor(desk.truth.violations);
      showMoney(desk.truth.total, desk.facts.placed);
      showFaults(desk.truth.violations, desk.steps().length);
    },
  };
}

// Buttons that ask the kernel: the greedy rule beside the plan, and the workbook.
function boardQuestions(desk) {
  const note = make("div", { class: "pb-note", role: "status" });
  const panel = make("section", { class: "pb-panel", "aria-label": "Perbandingan dengan petik-termurah", hidden: true });
  const compare = make(
    "button",
    { type: "button", class: "lk-btn", onclick: () => ask("greedy", "Menghitung petik-termurah…") },
    "Bandingkan petik-termurah",
  );
  const save = make(
    "button",
    { type: "button", class: "lk-btn", onclick: () => ask("export", "Menyusun berkas Excel…") },
    "Simpan ke Excel",
  );
  const copy = desk.form.fixed.copy_from
    ? make(
        "button",
        { type: "button", class: "lk-btn", onclick: () => ask("copy", "Menyalin rencana pertama…") },
        "Salin rencana pertama",
      )
    : null;
  let waiting = 0,
    link = "";

  const say = (kind, ...words) => {
    note.className = `pb-note ${kind}`;
    note.replaceChildren(...words);
  };
  function ask(act, text) {
    say("", text);
    desk.form.act(act);
    clearTimeout(waiting);
    waiting = setTimeout(
      () => say("no", "Belum ada jawaban: muat ulang halaman (F5), lalu coba lagi."),
      8000,
    );
  }
  function show() {
    if (!desk.rival) return;
    const list = desk.steps();
    const mine = { ...desk.truth, steps: list.length, practices: list.filter((s) => s.practice).length };
    const lines = [
      ["Indeks akhir", (v) => desk.shown(v.index)],
      ["Target tercapai", (v) => (v.reached == null ? "belum" : `akhir triwulan ${v.reached}`)],
      ["Biaya", (v) => `Rp${formatNumber(v.total, 0)} juta`],
      ["Langkah dan adopsi", (v) => String(v.steps)],
      ["Meniru praktik", (v) => `${v.practices} langkah`],
      [
        "Aturan yang dilanggar",
        (v) => {
          const n = v.violations.filter((x) => x.code !== "target").length;
          return n ? `${n} hal` : "tidak ada";
        },
      ],
    ];
    const heads = ["Rencana Anda", "Petik-termurah"].map((text) => make("th", { scope: "col" }, text));
    panel.replaceChildren(
      make(
        "table",
        {},
        make("thead", {}, make("tr", {}, make("td"), ...heads)),
        make(
          "tbody",
          {},
          ...lines.map(([text, of]) =>
            make(
              "tr",
              {},
              make("th", { scope: "row" }, text),
              make("td", {}, of(mine)),
              make("td", {}, of(desk.rival)),
            ),
          ),
        ),
      ),
      make(
        "div",
        {},
        make(
          "p",
          {},
          "Cara petik-termurah selalu mengambil langkah dengan kenaikan indeks terbesar per rupiah. " +
            `${desk.rival.shared} langkahnya sama dengan rencana Anda. Kurvanya tampak putus-putus di atas papan.`,
        ),
        make(
          "button",
          {
            type: "button",
            class: "lk-btn",
            onclick: () => {
              desk.rival = null;
              panel.hidden = true;
              desk.show();
              compare.focus();
            },
          },
          "Tutup perbandingan",
        ),
      ),
    );
    panel.hidden = false;
  }
  function acted(message, buffers) {
    clearTimeout(waiting);
    if (message.error) return say("no", message.error);
    say("ok");
    if (message.greedy) {
      desk.rival = message.greedy;
      desk.show();
    }
    if (message.steps) {
      desk.fill(message.steps);
      say("ok", `✓ Rencana pertama disalin: ${message.steps.length} langkah dan adopsi. Tombol Batalkan mengembalikan papan ini.`);
    }
    if (!message.path) return;
    URL.revokeObjectURL(link);
    link = URL.createObjectURL(
      new Blob(buffers.map((b) => (b.buffer ? new Uint8Array(b.buffer, b.byteOffset, b.byteLength) : b))),
    );
    say(
      "ok",
      `✓ Tersimpan di folder lab: ${message.path}. `,
      make("a", { href: link, download: message.path.split("/").at(-1) }, "Unduh salinannya"),
    );
  }
  return { copy, compare, save, note, panel, acted, show };
}
