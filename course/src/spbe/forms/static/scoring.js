// The scoring form: indicators to judge beside the evidence they are judged by. The index here
// only shows at once; the kernel's answer (told) rules.
import { BLANK, TOP, judgementOf, lacksOf } from "./scoring_rules.js";

function render(context) {
  return openForm(context, { label: "Formulir penilaian SPBE", build: buildScoring });
}
export default { render };

function buildScoring(form) {
  const { indicators, aspects, ladders, whole } = form.fixed;
  const drill = Object.keys(form.fixed.drill).length > 0;
  const place = Object.fromEntries(indicators.map((i, k) => [i.code, k]));
  const said = (code) => judgementOf(form.answers.indicators?.[code]);
  const lacks = (code) => lacksOf(said(code), drill);
  const isOpen = (code) => (drill ? !form.answers.practice?.[code]?.length : lacks(code).length > 0);
  const groups = Object.keys(aspects).filter((a) => indicators.some((i) => i.aspect === a));
  const mean = (list) => list.reduce((s, i) => s + i.weight * (said(i.code).level || 1), 0)
    / list.reduce((s, i) => s + i.weight, 0);
  const fields = {};
  let current = indicators[0].code;

  const onNext = () => {
    const open = indicators.filter((i) => isOpen(i.code));
    const after = open.find((i) => place[i.code] > place[current]) || open[0];
    if (after) go(after.code, true);
  };
  const head = drill ? drillHead(form, onNext) : scoringHead(form, groups, onNext);
  const list = scoringList(form, drill, (code, focus) => go(code, focus));
  const files = scoringFiles(form, said, (part, card) => {
    judge(current, { [part]: said(current)[part] === card ? "" : card });
    fields[current].adopt();
  }, (code) => go(code, true), (code) => (fields[code].told?.open() ? form.fixed.drill[code] : null));

  // ---- judgements, one after the other
  function judge(code, parts, options) {
    form.change({ ...form.answers, government: form.fixed.code,
      indicators: { ...form.answers.indicators, [code]: { ...said(code), ...parts } } }, options);
    tally(); note(code);
  }
  const middle = make("div", { class: "sf-mid", role: "region", "aria-label": drill ? "Latihan" : "Penilaian", tabIndex: 0 });
  for (const i of indicators) {
    fields[i.code] = indicatorBox(i);
    middle.append(fields[i.code].box);
  }

  function indicatorBox(i) {
    const title = unique(i.code), rungs = ladders[i.kind] || [];
    const radios = i.criteria.map((_, k) => make("input", { type: "radio", name: title + "-level", value: String(k + 1), onchange: () => {
      judge(i.code, { level: k + 1, ...(k + 1 === TOP ? { stops: "" } : {}) }); adopt(); files.show(current); } }));
    const reason = make("textarea", { rows: 2, placeholder: "Ada …, tetapi belum …", oninput: () => judge(i.code, { reason: reason.value }, { typing: true, key: i.code }) });
    const mine = form.fixed.cards.filter((c) => c.indicator === i.code);
    const picker = (part) => {
      const word = make("span", {});
      const select = make("select", { "data-part": part, onchange: () => { judge(i.code, { [part]: select.value }); files.show(current); } },
        make("option", { value: "" }, "pilih kartu…"), ...mine.map((c) => make("option", { value: c.card }, `${c.card} · ${c.title}`)));
      return { word, select, node: make("label", {}, word, select) };
    };
    const proves = picker("proves"), stops = picker("stops");
    const none = make("p", { class: "sf-top", hidden: true }, `Tidak ada tingkat di atas ${TOP}, jadi tidak ada kartu yang menahan.`);
    const read = make("button", { type: "button", class: "sf-link", onclick: () => { look(i.code); files.focus(); } }, `Baca ${mine.length} kartu ${i.code} →`);
    const left = make("span", { class: "sf-left" });
    const told = drill ? drillAnswer(form, i.code, () => said(i.code), (again) => {
      if (again) { judge(i.code, BLANK); adopt(); radios[0].focus({ preventScroll: true }); }
      tally(); note(i.code); files.show(current);
    }) : null;
    const box = make("div", { class: "sf-ind", role: "group", "aria-labelledby": title, "data-code": i.code, onfocusin: () => { if (current !== i.code) look(i.code); } },
      make("div", { class: "sf-title", id: title }, make("span", { class: "sf-code" }, i.code), i.label, " ", make("span", { class: "lk-kicker" }, `bobot ${formatNumber(i.weight)} %`)),
      make("div", { class: "sf-levels", role: "radiogroup", "aria-label": `Tingkat kematangan ${i.code}` }, ...radios.map((radio, k) =>
        make("label", {}, radio, make("span", { class: "sf-num", "aria-hidden": "true" }, String(k + 1)), make("span", {}, make("b", {}, rungs[k] ? `${rungs[k]}. ` : ""), i.criteria[k])))),
      make("div", { class: "sf-why" }, proves.node, stops.node, none, !drill && make("label", {}, "Alasan", reason)),
      told?.node, make("div", { class: "sf-foot" }, left, read));
    function adopt() {
      const { level, reason: why, ...cards } = said(i.code);
      radios.forEach((radio, k) => { radio.checked = level === k + 1; });
      if (reason.value !== why) reason.value = why;
      proves.select.value = cards.proves; stops.select.value = cards.stops;
      proves.word.textContent = `Kartu yang membuktikan tingkat ${level ?? "ini"}`;
      stops.word.textContent = `Kartu yang menahan tingkat ${level ? level + 1 : "berikutnya"}`;
      stops.node.hidden = level === TOP; none.hidden = level !== TOP;
    }
    return { box, radios, left, told, adopt };
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
    const left = lacks(code), { level } = said(code), { told, left: word } = fields[code];
    const tried = form.answers.practice?.[code]?.length ?? 0;
    list.note(code, level, drill ? (tried ? [] : ["penjelasan"]) : left);
    told?.note();
    word.textContent = drill && tried ? `Dicoba ${tried} kali` : left.length === (drill ? 3 : 4) ? (drill ? "Belum dicoba" : "Belum dinilai") : left.length ? `Belum ada: ${left.join(", ")}` : drill ? "" : "✓ Lengkap";
    word.className = "sf-left" + (left.length === (drill ? 3 : 4) || drill ? "" : left.length ? " some" : " all");
  }
  function tally() {
    if (drill) { head.count(form.answers.practice); return; }
    const index = mean(indicators);
    form.root.dataset.index = index;
    show({ index, predicate: predicateOf(index, form.fixed.predicates), aspects: Object.fromEntries(groups.map((a) => [a, mean(indicators.filter((i) => i.aspect === a))])) });
    head.count(indicators.filter((i) => said(i.code).level).length, indicators.filter((i) => isOpen(i.code)).length);
  }
  function show(view) { head.show(view); list.show(view.aspects); }

  form.root.append(head.node, form.alert, make("div", { class: "sf-main" }, list.node, middle, files.node));
  form.root.classList.toggle("sf-part", !whole);
  look(current);
  return {
    adopt() {
      for (const { code } of indicators) { fields[code].adopt(); note(code); }
      tally(); files.show(current);
    },
    told(view) { if (!drill) { form.root.dataset.told = view.index; show(view); } },
  };
}
