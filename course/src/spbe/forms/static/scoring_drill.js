// The drill of the scoring form: folders read, explained at once, tried again; nothing is marked.
import { isExplained, lacksOf, progressOf, verdictOf, withTry } from "./scoring_rules.js";

const DRILL_HOW = "Baca kriteria dan kartu sebuah map. Pilih tingkat yang terbukti, kartu yang membuktikannya, dan kartu yang menahan tingkat berikutnya. Tekan Lihat penjelasan; bacalah mengapa; coba lagi bila mau. Tidak ada yang dinilai di sini.";

function drillHead(form, onNext) {
  const { fixed } = form, total = fixed.indicators.length;
  const fill = make("i"), count = make("div", { class: "lk-kicker", role: "status" }), ready = make("p", { class: "sf-ready", hidden: true },
    `✓ ${fixed.enough} map berturut-turut terbaca tepat pada percobaan pertama. Anda siap menilai; sisa latihan boleh dilewati.`);
  const next = make("button", { type: "button", class: "lk-btn sf-next", onclick: onNext });
  const node = make("header", { class: "sf-head sf-practice" },
    make("div", { class: "sf-who" }, make("div", { class: "lk-kicker" }, `${fixed.code} · daerah rekaan untuk latihan`), make("strong", {}, `Latihan: map ${fixed.government}`)),
    make("div", {}, make("div", { class: "sf-bar sf-track", "aria-hidden": "true" }, fill), count),
    make("p", { class: "sf-how" }, DRILL_HOW), ready, make("div", { class: "sf-tools" }, next, form.undo, form.status));
  return {
    node,
    count(practice) {
      const { tried, right, ready: enough } = progressOf(practice, fixed.drill, fixed.enough);
      fill.style.width = tried / total * 100 + "%";
      count.textContent = `${tried} dari ${total} map dicoba · ${right} tepat pada percobaan pertama`;
      ready.hidden = !enough;
      next.textContent = tried < total ? "Ke map berikutnya →" : "✓ Semua map sudah dicoba";
      next.classList.toggle("main", tried < total && !enough); next.disabled = tried >= total;
    },
  };
}

// under each folder: look, read why, try again
function drillAnswer(form, code, said, onAgain) {
  const entry = form.fixed.drill[code];
  const tries = () => form.answers.practice?.[code];
  const verdict = make("p", { class: "sf-verdict" }), lines = make("div", { class: "sf-lines" });
  const box = make("div", { class: "sf-told", role: "status", hidden: true }, verdict, lines);
  const look = make("button", { type: "button", class: "lk-btn main", onclick: () => {
    form.change({ ...form.answers, government: form.fixed.code, practice: withTry(form.answers.practice, code, said(), new Date().toISOString()) });
    onAgain(false); again.focus({ preventScroll: true }); box.scrollIntoView({ block: "nearest" });
  } }, "Lihat penjelasan");
  const again = make("button", { type: "button", class: "lk-btn", onclick: () => onAgain(true) }, "Coba lagi");
  const line = (word, right, answer, why) => make("div", { class: right ? "right" : "wrong" }, make("b", {}, `${right ? "✓" : "✗"} ${word}`), make("span", { class: "sf-right" }, answer), make("p", {}, why));
  return {
    node: make("div", { class: "sf-drill" }, make("div", { class: "lk-tools" }, look, again), box),
    open: () => isExplained(said(), tries()),
    note() {
      const given = said(), open = this.open(), lacks = lacksOf(given, true);
      look.hidden = open; again.hidden = !open; box.hidden = !open; look.disabled = lacks.length > 0;
      look.title = lacks.length ? `Belum ada: ${lacks.join(", ")}` : "";
      if (!open) { lines.replaceChildren(); return; }
      const right = verdictOf(given, entry), hits = Object.values(right).filter(Boolean).length;
      verdict.textContent = hits === 3 ? "✓ Ketiganya tepat." : `${hits} dari 3 tepat.`;
      box.classList.toggle("right", hits === 3);
      const next = entry.level + 1;
      lines.replaceChildren(
        line("Tingkat", right.level, right.level ? `${entry.level}` : `panel ${entry.level}, Anda ${given.level}`, entry.why.level),
        line(`Membuktikan tingkat ${entry.level}`, right.proves, entry.proves.join(" atau "), entry.why.proves),
        line(entry.stops.length ? `Menahan tingkat ${next}` : "Menahan", right.stops, entry.stops.join(" atau ") || "tidak ada", entry.why.stops));
    },
  };
}
