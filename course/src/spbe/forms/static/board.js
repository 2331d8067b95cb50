// The plan board. What stands here only shows at once; the kernel's answer (told) rules.
function render(context) {
  return openForm(context, { label: "Papan rencana aksi", build: buildBoard });
}
export default { render };

function buildBoard(form) {
  const { problem, predicates, practices } = form.fixed;
  const { horizon, target } = problem;
  const desk = {
    form,
    problem,
    tasks: planTasks(problem),
    facts: null,
    truth: null,
    rival: null,
    picked: "",
    how: "",
    steps: () => form.answers.steps || [],
    placed: (code) => desk.steps().find((s) => s.step === code),
    money: (x) => `Rp${formatNumber(x, 0)} jt`,
    // two decimals, unless they would claim a target that is missed
    shown: (x) => (target != null && !reaches(x, target) && rounded(x, 2) >= target ? planPoints(x) : formatNumber(x)),
    kind: (task) => (task?.indicator ? task.domain.toLowerCase() : task ? "dp" : ""),
    name: (task) => practices[task.code]?.title || task.title,
    covers: (code) => problem.tasks.filter((t) => t.options.some((o) => o.practice === code)),
    spared: (code) =>
      desk
        .covers(code)
        .reduce((sum, t) => sum + t.options[0].cost - t.options.find((o) => o.practice === code).cost, 0),
    pick,
    move,
    fill,
    rove,
    seek,
    show,
  };
  const head = boardHead(desk);
  const questions = boardQuestions(desk);
  const rail = boardRail(desk);
  const calendar = boardCalendar(desk);
  const sheet = boardSheet(desk);

  // ---- changes: every one is announced
  function fill(steps) {
    form.change({ government: form.fixed.code, steps });
    desk.picked = "";
    refresh();
  }
  function move(code, quarter, practice = desk.placed(code)?.practice ?? (desk.picked === code ? desk.how : "")) {
    const was = desk.placed(code);
    const others = desk.steps().filter((s) => s.step !== code);
    if (quarter === (was?.quarter ?? 0) && (!was || practice === was.practice)) return;
    const steps = (quarter ? [...others, { step: code, quarter, practice }] : others).map((s) => ({
      step: s.step,
      quarter: s.quarter,
      practice: s.practice || "",
    }));
    form.change({ government: form.fixed.code, steps: steps.sort(planOrder) });
    desk.picked = code;
    desk.how = practice;
    refresh();
    const wrong = desk.truth.violations.some((v) => v.step === code);
    sheet.said.textContent =
      `${code} ${quarter ? `mulai triwulan ${quarter}` : "dikeluarkan dari rencana"}. ` +
      `Indeks akhir ${desk.shown(desk.truth.index)}, biaya ${desk.money(desk.truth.total)}.` +
      (wrong ? " Ada yang perlu diperbaiki." : "");
  }
  function pick(code, { look = true } = {}) {
    desk.picked = code;
    desk.how = desk.placed(code)?.practice ?? "";
    mark();
    sheet.show();
    if (look) sheet.strip.scrollIntoView({ block: "nearest" }); // it may lie below the window
  }
  function seek({ step, opd }) {
    const card = calendar.bins.get(step);
    if (step) pick(step, { look: false });
    else if (opd) calendar.loads.open = true;
    (card || calendar.loads).scrollIntoView({ block: "nearest" });
    (card || calendar.loads.firstChild).focus({ preventScroll: true });
  }

  // ---- one tab stop for the list, one for the cards; arrows move inside
  function rove(box) {
    const all = [...box.children];
    const on = all.find((b) => b.dataset.code === desk.picked) || all[0];
    for (const b of all) {
      b.tabIndex = b === on ? 0 : -1;
      b.setAttribute("aria-current", String(b.dataset.code === desk.picked));
    }
  }
  function mark() {
    rove(rail.list);
    rove(calendar.cards);
    const need = new Set([...(desk.tasks.get(desk.picked)?.requires || []), desk.how]);
    for (const [code, card] of calendar.bins) {
      card.classList.toggle("need", need.has(code));
      card.classList.toggle(
        "next",
        !!desk.picked &&
          (!!desk.tasks.get(code)?.requires.includes(desk.picked) || desk.placed(code)?.practice === desk.picked),
      );
    }
  }
  function keyed(e) {
    const button = e.target.closest("[data-code]");
    if (!button || e.altKey || e.ctrlKey || e.metaKey) return;
    const code = button.dataset.code;
    const s = desk.placed(code);
    const digit = /^[1-9]$/.test(e.key) ? +e.key : 0;
    const turn = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    const shift = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    const next = button.nextElementSibling;
    const last = button.previousElementSibling;
    if (turn) {
      const other = turn > 0 ? next : last;
      if (other) {
        pick(other.dataset.code);
        other.focus();
      }
    } else if (shift && s) move(code, Math.min(horizon, Math.max(1, s.quarter + shift)));
    else if (digit && digit <= horizon) {
      if (desk.picked !== code) pick(code);
      move(code, digit);
      calendar.bins.get(code)?.focus();
    } else if ((e.key === "Delete" || e.key === "Backspace") && s) {
      move(code, 0);
      (next || last || calendar.field).focus();
    } else return;
    e.preventDefault();
    e.stopPropagation();
  }
  for (const box of [rail.list, calendar.cards]) {
    box.addEventListener("keydown", keyed);
    box.addEventListener("dragstart", (e) => {
      e.stopPropagation();
      const code = e.target.closest("[data-code]")?.dataset.code;
      if (code) {
        e.dataTransfer.setData("text/x-langkah", code);
        pick(code, { look: false });
      }
    });
  }

  function show() {
    head.show();
    calendar.show();
    mark();
    sheet.show();
    questions.show();
  }
  function refresh() {
    desk.facts = planFacts(problem, desk.steps());
    desk.truth = { ...desk.facts, predicate: predicateOf(desk.facts.index, predicates) };
    form.root.dataset.index = desk.facts.index;
    rail.show();
    show();
  }

  form.root.classList.add("pb");
  form.root.style.setProperty("--n", horizon);
  const cut = Math.round(form.fixed.budget_left * 100);
  const who = make(
    "div",
    { class: "pb-who" },
    make("strong", {}, form.fixed.government),
    make("span", { class: "lk-kicker" }, `${form.fixed.code} · daerah rekaan`),
    cut === 100 ? null : make("span", { class: "lk-chip pb-cut" }, `anggaran tinggal ${cut}%`),
  );
  form.root.append(
    make(
      "div",
      { class: "pb-top" },
      who,
      make("div", { class: "lk-tools" }, form.status, form.undo, questions.copy, questions.compare, questions.save),
    ),
    form.alert,
    head.head,
    questions.note,
    questions.panel,
    head.wrong,
    make("div", { class: "pb-main" }, rail.rail, calendar.board),
    sheet.strip,
  );
  const essence = (view) =>
    JSON.stringify([view.index, view.total, view.predicate, view.violations.map((v) => v.sentence)]);
  return {
    adopt() {
      sheet.said.textContent = "";
      refresh();
    },
    told(view) {
      form.root.dataset.told = view.index;
      const differs = essence(view) !== essence(desk.truth);
      desk.truth = { ...desk.truth, ...view };
      if (differs) show();
    },
    acted: questions.acted,
  };
}
