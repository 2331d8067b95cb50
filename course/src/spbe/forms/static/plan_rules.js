// What a plan means, shown at once; the kernel's answer rules. The same laws as spbe.planning.check
// and spbe.planning.plan, held equal by a test on random plans; the sentences come as data.
import { formatNumber, rounded } from "./locale.js";
import { reaches } from "./predicates.js";

const planPoints = (x) => formatNumber(x, Math.max(2, (String(rounded(x, 4)).split(".")[1] || "").length));
const planRupiah = (x) => `Rp${formatNumber(x, Math.abs(x - Math.round(x)) < 0.005 ? 0 : 2)} juta`;
const planPeople = (x) => `${formatNumber(x, Math.abs(x * 10 - Math.round(x * 10)) < 0.05 ? 1 : 2)} orang-bulan`;
const PLAN_UNITS = { people: planPeople, points: planPoints, rupiah: planRupiah, whole: (x) => formatNumber(x, 0) };
const planSentence = (text, parts) =>
  text.replace(/\{(\w+)(?::(\w+))?\}/g, (_, name, unit) => (unit ? PLAN_UNITS[unit](parts[name]) : parts[name]));

const planCompare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const planOrder = (a, b) =>
  a.quarter - b.quarter || planCompare(a.step, b.step) || planCompare(a.practice || "", b.practice || "");

const planKnown = new WeakMap();
const planTasks = (problem) =>
  planKnown.get(problem) || planKnown.set(problem, new Map(problem.tasks.map((t) => [t.code, t]))).get(problem);

// problem: as problem_static gives it; steps: the plan's list of {step, quarter, practice}.
function planFacts(problem, steps) {
  const { horizon, standings, target } = problem;
  const byCode = planTasks(problem);
  const list = [...steps].sort(planOrder);
  const placed = [];
  const ends = new Map();
  for (const s of list) {
    const task = byCode.get(s.step);
    if (!task) continue;
    const option = task.options.find((o) => o.practice === (s.practice || "")) || task.options[0];
    placed.push({ ...s, task, option, end: s.quarter + option.quarters - 1 });
    ends.set(s.step, s.quarter + option.quarters - 1);
  }

  const indexOf = (levels) => standings.reduce((sum, s) => sum + s.weight * levels[s.indicator], 0) / 100;
  const reached = Object.fromEntries(standings.map((s) => [s.indicator, s.level]));
  const rise = (waiting, levels) => {
    for (const [code, set] of waiting)
      while (set.has(Math.floor(levels[code]) + 1)) levels[code] = Math.floor(levels[code]) + 1;
  };
  const gather = (waiting, p) =>
    waiting.set(p.task.indicator, (waiting.get(p.task.indicator) || new Set()).add(p.task.level));
  const curve = [];
  const waiting = new Map();
  for (let quarter = 0; quarter <= horizon; quarter++) {
    for (const p of placed) if (p.task.indicator && p.end === quarter) gather(waiting, p);
    rise(waiting, reached);
    curve.push(indexOf(reached));
  }
  const final = Object.fromEntries(standings.map((s) => [s.indicator, s.level]));
  const done = new Map();
  for (const p of placed) if (p.task.indicator && p.end <= horizon) gather(done, p);
  rise(done, final);

  const costs = Array(horizon).fill(0);
  const use = new Map();
  let total = 0;
  for (const p of placed) {
    total += p.option.cost;
    if (p.quarter >= 1 && p.quarter <= horizon) costs[p.quarter - 1] += p.option.cost;
    if (!p.task.opd) continue;
    const row = use.get(p.task.opd) || use.set(p.task.opd, Array(horizon).fill(0)).get(p.task.opd);
    for (let q = p.quarter; q <= p.end; q++)
      if (q >= 1 && q <= horizon) row[q - 1] += p.option.people / p.option.quarters;
  }

  const violations = planViolations(problem, { list, byCode, ends, total, costs, use, curve, final });
  const at = target == null ? -1 : curve.findIndex((x) => reaches(x, target));
  return { placed, ends, curve, index: curve[horizon], costs, total, use, violations, reached: at < 0 ? null : at };
}

function planViolations(problem, { list, byCode, ends, total, costs, use, curve, final }) {
  const { horizon, standings, target, budget } = problem;
  const tolerance = 1e-6;
  const found = [];
  const seen = new Set();
  // a kind is a code, some with a case after a dot; parts fill its sentence
  const say = (kind, parts, { step = "", quarter = null, opd = "" } = parts) => {
    const sentence = planSentence(problem.sentences[kind], parts);
    found.push({ code: kind.split(".")[0], sentence, step, quarter, opd });
  };
  const before = (code, s, need) => {
    const end = ends.get(need);
    const late = end - s.quarter + 1;
    if (end === undefined) say(`${code}.missing`, { ...s, need });
    else if (late > 0) say(`${code}.late`, { ...s, need, end, late });
  };
  for (const s of list) {
    const task = byCode.get(s.step);
    const code = s.step;
    const practice = s.practice || "";
    if (!task) {
      const cut = code.lastIndexOf("-");
      const level = code.slice(cut + 1);
      const standing = standings.find((x) => x.indicator === code.slice(0, Math.max(cut, 0)));
      if (!standing || !/^\d+$/.test(level)) say("unknown_step", s);
      else say(+level <= standing.level ? "already_reached" : "unknown_step.beyond", { ...s, ...standing });
      continue;
    }
    if (seen.has(code)) {
      say("duplicate_step", s);
      continue;
    }
    seen.add(code);
    if (problem.forbidden.includes(code)) say("forbidden", s);
    const option = task.options.find((o) => o.practice === practice);
    if (!option) say("practice.uncovered", { ...s, practice });
    const end = ends.get(code);
    const late = end - horizon;
    if (s.quarter < 1) say("outside_horizon.early", s);
    if (late > 0) say("outside_horizon.late", { ...s, end, late, horizon });
    for (const need of task.requires) {
      const lower = task.indicator && byCode.get(need).indicator === task.indicator;
      before(lower ? "order" : "prerequisite", s, need);
    }
    if (option && option.practice) before("practice", s, option.practice);
  }
  if (budget != null && total - budget > tolerance)
    say("budget", { used: total, over: total - budget, limit: budget });
  (problem.quarter_budget || []).forEach((limit, k) => {
    const over = costs[k] - limit;
    if (over > tolerance) say("quarter_budget", { quarter: k + 1, used: costs[k], over, limit });
  });
  for (const [opd, limits] of problem.capacity)
    limits.forEach((limit, k) => {
      const used = use.get(opd)?.[k] || 0;
      if (used - limit > tolerance) say("capacity", { opd, quarter: k + 1, used, over: used - limit, limit });
    });
  for (const [step, quarter] of problem.fixed) {
    if (!byCode.has(step)) continue;
    const start = list.filter((s) => s.step === step).at(-1)?.quarter;
    if (start === undefined) say("fixed.missing", { step, quarter });
    else if (quarter != null && start !== quarter) say("fixed.moved", { step, quarter, start });
  }
  for (const [group, low] of problem.minimum) {
    const inside = standings.filter((s) => [s.indicator, s.aspect, s.domain].includes(group));
    const kind = ["indicator", "aspect", "domain"].find((name) => inside[0][name] === group);
    const value =
      inside.reduce((sum, s) => sum + s.weight * final[s.indicator], 0) / inside.reduce((sum, s) => sum + s.weight, 0);
    if (low - value > tolerance) say(`minimum.${kind}`, { group, found: value, lack: low - value, limit: low });
  }
  const lack = target - curve[horizon];
  if (target != null && lack > tolerance)
    say("target", { quarter: horizon, found: curve[horizon], lack, limit: target });
  return found;
}
export { planFacts, planRupiah };
