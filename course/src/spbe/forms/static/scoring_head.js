// Head of the scoring form: who, index, predicate, radar, what is missing.
const HOW = "Baca kartu indikator itu. Pilih tingkat tertinggi yang semua syaratnya terbukti, juga syarat tingkat-tingkat di bawahnya. Pilih kartu yang membuktikan tingkat itu dan kartu yang menahan tingkat berikutnya, lalu tulis alasannya. Setiap perubahan tersimpan sendiri.";
const KEYS = "Dengan papan ketik: Tab berpindah; tombol panah memilih tingkat atau indikator; Enter pada daftar membuka indikator; Ctrl+Z membatalkan perubahan terakhir.";

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
