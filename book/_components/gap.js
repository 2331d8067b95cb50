// <spbe-gap>: where a sample government stands, beside the mean of the 27, and what a target is worth.
import { bar, chooser, DOMAIN_COLOR, el, scale } from "./dom.js";
import { formatNumber } from "./locale.js";
import { gaps, score } from "./score.js";

const SHOWN = 8;

export class GapExplorer extends HTMLElement {
  connectedCallback() {
    if (this.code) return;
    this.data = globalThis.SPBE_DATA;
    this.code = "G02";
    this.target = 4;
    this.out = el("div", { "aria-live": "polite" });
    const names = this.data.governments.map((g) => [g.code, g.name]);
    const targets = [3, 4, 5].map((level) => [String(level), `tingkat ${level}`]);
    this.replaceChildren(
      el(
        "div",
        { class: "kom-choices" },
        chooser("Pemerintah daerah (rekaan)", names, this.code, (code) => this.update({ code })),
        chooser("Target setiap indikator", targets, String(this.target), (t) => this.update({ target: Number(t) })),
      ),
      this.out,
    );
    this.update({});
  }

  update(changes) {
    Object.assign(this, changes);
    const { instrument, governments } = this.data;
    const chosen = governments.find((g) => g.code === this.code);
    const result = score(chosen.levels, instrument);
    const list = gaps(chosen.levels, instrument, this.target);
    const gain = list.reduce((sum, gap) => sum + gap.gain, 0);
    this.out.replaceChildren(
      el("p", { class: "kom-index" }, el("b", {}, formatNumber(result.index)), el("span", {}, result.predicate)),
      scale(result.index, instrument),
      this.aspects(result),
      el("h3", {}, `Kesenjangan terbesar menuju tingkat ${this.target}`),
      el("p", {}, list.length ? `${list.length} indikator di bawah tingkat ${this.target}; menutup semuanya menambah ${formatNumber(gain)} pada indeks.` : "Tidak ada kesenjangan menuju target ini."),
      el(
        "ol",
        { class: "kom-list" },
        list.slice(0, SHOWN).map((gap) =>
          el("li", {}, el("span", {}, `${gap.indicator.code} ${gap.indicator.label}`), el("em", {}, `tingkat ${gap.level} → ${this.target}, +${formatNumber(gap.gain, 4)}`)),
        ),
      ),
    );
  }

  aspects(result) {
    const { instrument, governments } = this.data;
    const all = governments.map((g) => score(g.levels, instrument).aspects);
    return el(
      "div",
      { class: "kom-aspects" },
      el("p", { class: "kom-note" }, "Batang: indeks aspek daerah ini. Angka dalam kurung: rata-rata 27 pemerintah daerah."),
      instrument.aspects.map((aspect) => {
        const mean = all.reduce((sum, one) => sum + one[aspect.code], 0) / all.length;
        const own = result.aspects[aspect.code];
        const color = DOMAIN_COLOR(aspect.domain);
        return el("div", { class: "kom-aspect" }, el("span", {}, aspect.label), bar([{ share: own / 5, color }, { share: 1 - own / 5, color, faded: true }]), el("em", {}, `${formatNumber(own)} (${formatNumber(mean)})`));
      }),
    );
  }
}
