// <spbe-simulator>: move any level, and see index, predicate and contributions change at once.
import { bar, chooser, DOMAIN_COLOR, el, scale } from "./dom.js";
import { formatNumber } from "./locale.js";
import { score } from "./score.js";

export class Simulator extends HTMLElement {
  connectedCallback() {
    if (this.levels) return;
    this.data = globalThis.SPBE_DATA;
    this.show(this.presets()[1].levels);
  }

  presets() {
    const { instrument, governments, report } = this.data;
    const all = (level) => instrument.indicators.map(() => level);
    const trap = instrument.indicators.map((i) => (i.kind === "service" ? 4 : 3));
    return [
      { key: "three", text: "Semua tingkat 3", levels: all(3) },
      { key: "trap", text: "Semua 3, layanan 4 (jebakan 3,455)", levels: trap },
      { key: "report", text: "Laporan 2021: Kemenko Perekonomian", levels: report },
      { key: "one", text: "Semua tingkat 1", levels: all(1) },
      ...governments.map((g) => ({ key: g.code, text: `${g.name} (rekaan)`, levels: [...g.levels] })),
    ];
  }

  show(levels, preset = "trap") {
    this.levels = [...levels];
    const { instrument } = this.data;
    this.status = el("p", { class: "kom-index", role: "status" });
    this.head = el("div", { class: "kom-head" });
    this.bars = el("div", { class: "kom-aspects" });
    const presets = this.presets();
    const choose = chooser("Mulai dari", presets.map((p) => [p.key, p.text]), preset, (key) =>
      this.show(presets.find((p) => p.key === key).levels, key),
    );
    const groups = instrument.aspects.map((aspect) => this.group(aspect));
    this.replaceChildren(choose, this.status, this.head, this.bars, el("h3", {}, "Geser tingkatnya"), ...groups);
    this.update();
  }

  group(aspect) {
    const rows = this.data.instrument.indicators.flatMap((indicator, place) =>
      indicator.aspect === aspect.code ? [this.row(indicator, place)] : [],
    );
    const summary = el("summary", {}, `${aspect.label} `, el("small", {}, `${rows.length} indikator`));
    return el("details", { class: "kom-group", style: `--tone:${DOMAIN_COLOR(aspect.domain)}` }, summary, rows);
  }

  row(indicator, place) {
    const value = el("output", {}, String(this.levels[place]));
    const input = el("input", {
      type: "range", min: 1, max: 5, step: 1, value: this.levels[place],
      oninput: (event) => {
        this.levels[place] = Number(event.target.value);
        value.textContent = event.target.value;
        this.update();
      },
    });
    return el("label", { class: "kom-row" }, el("span", {}, `${indicator.code} ${indicator.label}`), input, value);
  }

  update() {
    const { instrument } = this.data;
    const result = score(this.levels, instrument);
    const near = result.nearBoundary ? el("p", { class: "kom-note" }, "Dekat batas predikat: periksa kembali sebelum dilaporkan.") : null;
    this.status.replaceChildren(el("b", {}, formatNumber(result.index, 3)), el("span", {}, result.predicate));
    this.head.replaceChildren(
      scale(result.index, instrument),
      ...(near ? [near] : []),
    );
    const most = Math.max(...instrument.aspects.map((a) => a.weight * 5)) / 100;
    this.bars.replaceChildren(
      ...instrument.aspects.map((aspect) => {
        const got = (result.aspects[aspect.code] * aspect.weight) / 100;
        const color = DOMAIN_COLOR(aspect.domain);
        const parts = [{ share: got / most, color }, { share: (aspect.weight * 5 / 100 - got) / most, color, faded: true }];
        return el("div", { class: "kom-aspect" }, el("span", {}, aspect.label), bar(parts), el("em", {}, formatNumber(got)));
      }),
    );
  }
}
