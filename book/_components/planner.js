// <spbe-plan>: put steps on quarters by hand. Order, calendar, money, people and target are checked
// at once, by the very rules of the lab's board (plan_rules.js). No optimiser.
import { chooser, el, options, scale } from "./dom.js";
import { formatNumber } from "./locale.js";
import { planFacts, planRupiah } from "./plan_rules.js";
import { predicateOf } from "./predicates.js";
import { problemOf } from "./problem.js";

export class PlanChecker extends HTMLElement {
  connectedCallback() {
    if (this.code) return;
    this.data = globalThis.SPBE_DATA;
    this.start(this.data.pilots[0]);
  }

  start(code) {
    this.code = code;
    this.placements = [];
    this.problem = problemOf(code, this.data, this.data.plan.budgets[code]);
    this.tasks = new Map(this.problem.tasks.map((task) => [task.code, task]));
    const name = (one) => this.data.governments.find((g) => g.code === one).name;
    const money = el("input", {
      type: "number", min: 0, step: 50, value: this.problem.budget, inputmode: "numeric",
      oninput: (event) => {
        this.problem = { ...this.problem, budget: Number(event.target.value) || 0 };
        this.report();
      },
    });
    this.status = el("p", { class: "kom-index", role: "status" });
    this.out = el("div", {});
    this.list = el("ol", { class: "kom-list kom-plan-list" });
    this.replaceChildren(
      el(
        "div",
        { class: "kom-choices" },
        chooser("Pemerintah daerah (rekaan)", this.data.pilots.map((one) => [one, name(one)]), code, (one) => {
          this.start(one);
          this.querySelector("select").focus();
        }),
        el("label", { class: "kom-choice" }, el("span", {}, "Anggaran dua tahun (juta rupiah, asumsi)"), money),
      ),
      this.adder(),
      this.status,
      this.out,
      el("h3", {}, "Rencana Anda"),
      this.list,
    );
    this.refill();
    this.report();
  }

  adder() {
    this.pick = chooser("Langkah berikutnya", [], "", () => this.ways());
    this.when = chooser("Mulai", this.quarters(), "1", () => {});
    this.way = chooser("Cara", [], "", () => {});
    this.add = el("button", { class: "button", type: "button", onclick: () => this.place() }, "Tambahkan");
    return el("div", { class: "kom-choices kom-adder" }, this.pick, this.when, this.way, this.add);
  }

  quarters() {
    return Array.from({ length: this.problem.horizon }, (_, i) => [String(i + 1), `triwulan ${i + 1}`]);
  }

  // The steps that are not in the plan yet, by aspect; then the adoptions.
  refill() {
    const used = new Set(this.placements.map((placed) => placed.step));
    const free = this.problem.tasks.filter((task) => !used.has(task.code));
    const words = (task) => [task.code, `${task.code} ${task.title}`];
    const aspect = Object.fromEntries(this.data.instrument.indicators.map((i) => [i.code, i.aspect]));
    const groups = this.data.instrument.aspects.map((a) => ({
      label: a.label,
      options: free.filter((task) => aspect[task.indicator] === a.code).map(words),
    }));
    groups.push({ label: "Adopsi praktik Living Lab", options: free.filter((t) => !t.indicator).map(words) });
    const select = this.pick.querySelector("select");
    const place = Math.max(0, select.selectedIndex);
    select.replaceChildren(...options(groups.filter((group) => group.options.length), ""));
    select.selectedIndex = Math.min(place, select.options.length - 1);
    this.ways();
  }

  ways() {
    const task = this.tasks.get(this.pick.querySelector("select").value);
    const list = (task ? task.options : []).map((option) => [
      option.practice,
      `${option.practice ? `meniru ${option.practice}` : "upaya sendiri"}: ${planRupiah(option.cost)}, ${option.quarters} triwulan`,
    ]);
    this.way.querySelector("select").replaceChildren(...options(list, ""));
    this.add.disabled = !task;
  }

  place() {
    const [step, quarter, practice] = [this.pick, this.when, this.way].map((c) => c.querySelector("select").value);
    this.placements.push({ step, quarter: Number(quarter), practice });
    this.refill();
    this.report();
  }

  report() {
    const { horizon, target } = this.problem;
    const facts = planFacts(this.problem, this.placements);
    const wrong = facts.violations.length;
    const predicate = predicateOf(facts.index, this.data.instrument.predicates);
    this.status.replaceChildren(
      el("b", {}, formatNumber(facts.index, 3)),
      el("span", {}, `${predicate} (sekarang ${formatNumber(facts.curve[0], 3)}); biaya ${planRupiah(facts.total)}; ${wrong ? `${wrong} hal belum beres` : "sah"}`),
    );
    const verdict = wrong ? "Yang belum beres:" : `Rencana ini sah dan mencapai indeks ${formatNumber(target, 1)} pada akhir triwulan ${facts.reached}.`;
    this.out.replaceChildren(
      scale(facts.index, this.data.instrument),
      el("p", { class: wrong ? "kom-bad" : "kom-good" }, verdict),
      el("ul", {}, facts.violations.map((fault) => el("li", {}, fault.sentence))),
      ...(facts.placed.length ? this.table(facts, horizon) : []),
    );
    this.list.replaceChildren(...facts.placed.map((placed) => this.item(placed)));
    if (!facts.placed.length) this.list.replaceChildren(el("li", { class: "kom-note" }, "Masih kosong. Pilih langkah pertama di atas."));
  }

  table({ curve, costs, use }, horizon) {
    const quarters = Array.from({ length: horizon }, (_, i) => i);
    const over = (used, limit) => used - limit > 1e-6;
    const row = (name, cells) => el("tr", {}, el("th", { scope: "row" }, name), cells);
    const people = this.problem.capacity.flatMap(([unit, limits]) => {
      const used = use.get(unit);
      if (!used) return [];
      const cell = (k) => (over(used[k], limits[k]) ? el("td", { class: "kom-over" }, `${formatNumber(used[k], 1)} ▲`) : el("td", {}, used[k] ? formatNumber(used[k], 1) : "–"));
      return [row(el("span", {}, unit, el("small", {}, ` kapasitas ${formatNumber(limits[0], 1)}`)), quarters.map(cell))];
    });
    const note = el("p", { class: "kom-note" }, "Tiap triwulan: biaya, indeks, dan orang-bulan unit kerja. Tanda ▲ berarti melampaui kapasitas.");
    const scroll = el(
      "div",
      { class: "kom-table", tabindex: 0, role: "region", "aria-label": "Biaya, indeks, dan orang-bulan tiap triwulan" },
      el(
        "table",
        {},
        el("thead", {}, el("tr", {}, el("td", {}), quarters.map((k) => el("th", { scope: "col" }, `T${k + 1}`)))),
        el(
          "tbody",
          {},
          row("Biaya (juta rupiah)", quarters.map((k) => el("td", {}, costs[k] ? formatNumber(costs[k], 0) : "–"))),
          row("Indeks pada akhirnya", quarters.map((k) => el("td", {}, formatNumber(curve[k + 1], 3)))),
          people,
        ),
      ),
    );
    return [note, scroll];
  }

  item({ step, quarter, practice, task, option, end }) {
    const own = this.placements.find((placed) => placed.step === step);
    const move = (to) => {
      own.quarter = Number(to);
      this.report();
      this.list.querySelector(`[data-step="${step}"] select`).focus();
    };
    const drop = () => {
      this.placements.splice(this.placements.indexOf(own), 1);
      this.refill();
      this.report();
      (this.list.querySelector("button") || this.add).focus();
    };
    const where = end > quarter ? `triwulan ${quarter} sampai ${end}` : `triwulan ${quarter}`;
    const how = practice ? `, meniru ${practice}` : "";
    return el(
      "li",
      { "data-step": step },
      el("span", {}, el("b", {}, step), ` ${task.title} `, el("em", {}, `${where}; ${planRupiah(option.cost)}${how}`)),
      chooser(`Mulai ${step}`, this.quarters(), String(quarter), move),
      el("button", { class: "kom-drop", type: "button", "aria-label": `Hapus ${step}`, onclick: drop }, "Hapus"),
    );
  }
}
