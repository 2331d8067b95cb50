// <spbe-plan>: put steps on quarters by hand; order, calendar, money and target are checked at once.
import { chooser, comma, el, rupiah, scale } from "./dom.js";
import { checkPlan } from "./plan.js";
import { score } from "./score.js";

const HORIZON = 8;
const TARGET = 3.5;

export class PlanChecker extends HTMLElement {
  connectedCallback() {
    if (this.code) return;
    this.data = globalThis.SPBE_DATA;
    this.start(this.data.pilots[0]);
  }

  start(code) {
    this.code = code;
    this.placements = [];
    this.budget = this.data.budget;
    const names = this.data.pilots.map((c) => [c, this.government(c).name]);
    const money = el("input", {
      type: "number", min: 0, step: 100, value: this.budget, inputmode: "numeric",
      oninput: (event) => { this.budget = Number(event.target.value) || 0; this.update(); },
    });
    this.adder = el("div", { class: "kom-choices" });
    this.out = el("div", {});
    this.replaceChildren(
      el(
        "div",
        { class: "kom-choices" },
        chooser("Pemerintah daerah (rekaan)", names, code, (chosen) => this.start(chosen)),
        el("label", { class: "kom-choice" }, el("span", {}, "Anggaran (juta rupiah)"), money),
      ),
      this.adder,
      this.out,
    );
    this.update();
  }

  government(code) { return this.data.governments.find((g) => g.code === code); }

  problem() {
    const { instrument, steps } = this.data;
    const levels = this.government(this.code).levels;
    return { levels, instrument, steps, horizon: HORIZON, budget: this.budget, target: TARGET };
  }

  choices() {
    const { instrument, steps } = this.data;
    const levels = this.government(this.code).levels;
    const used = new Set(this.placements.map((p) => p.step));
    return instrument.indicators.flatMap((indicator, place) => {
      for (let level = levels[place] + 1; level <= 5; level += 1) {
        const code = `${indicator.code}-${level}`;
        if (!used.has(code)) return [[code, `${code} ${indicator.label}: ${steps[code].title}`]];
      }
      return [];
    });
  }

  update() {
    const steps = this.choices();
    const pick = chooser("Langkah berikutnya", steps, steps[0][0], () => {});
    const quarters = Array.from({ length: HORIZON }, (_, i) => [String(i + 1), `triwulan ${i + 1}`]);
    const when = chooser("Mulai", quarters, "1", () => {});
    const add = () => {
      this.placements.push({ step: pick.querySelector("select").value, quarter: Number(when.querySelector("select").value) });
      this.update();
    };
    this.adder.replaceChildren(pick, when, el("button", { class: "button", type: "button", onclick: add }, "Tambahkan"));
    this.report();
  }

  report() {
    const { instrument } = this.data;
    const result = checkPlan(this.placements, this.problem());
    const index = result.curve[HORIZON];
    const now = score(this.government(this.code).levels, instrument);
    const valid = result.faults.length === 0;
    this.out.replaceChildren(
      el("p", { class: "kom-index", role: "status" }, el("b", {}, comma(index, 3)), el("span", {}, `dari ${comma(now.index, 3)}; biaya ${rupiah(result.cost)}`)),
      scale(index, instrument),
      el("p", { class: valid ? "kom-good" : "kom-bad" }, valid ? "Rencana ini sah dan mencapai target 3,5." : "Yang belum beres:"),
      el("ul", {}, result.faults.map((fault) => el("li", {}, this.words(fault)))),
      el("ol", { class: "kom-list" }, this.placements.map((placed, place) => this.item(placed, place))),
    );
  }

  item(placed, place) {
    const step = this.data.steps[placed.step];
    const drop = () => { this.placements.splice(place, 1); this.update(); };
    return el(
      "li",
      {},
      el("span", {}, `Triwulan ${placed.quarter}: ${placed.step} ${step.title} (${step.months} bulan, ${rupiah(step.cost)})`),
      el("button", { class: "kom-drop", type: "button", "aria-label": `Hapus ${placed.step}`, onclick: drop }, "Hapus"),
    );
  }

  words(fault) {
    if (fault.kind === "late") return `${fault.step} baru selesai pada triwulan ${fault.end}, setelah batas ${HORIZON} triwulan.`;
    if (fault.kind === "missing") return `${fault.step} mensyaratkan ${fault.need}, yang belum ada dalam rencana.`;
    if (fault.kind === "early") return `${fault.step} mulai sebelum prasyaratnya ${fault.need} selesai.`;
    if (fault.kind === "budget") return `Biaya melampaui anggaran sebesar ${rupiah(fault.over)}.`;
    return `Indeks masih kurang ${comma(fault.short, 3)} dari target ${comma(TARGET, 1)}.`;
  }
}
