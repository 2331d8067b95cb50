// What a plan means, shown at once; the kernel's answer rules. The same laws as spbe.planning.check
// and spbe.planning.plan, held equal by a test on random plans.
const planRounded = (x, digits) => {
  // Python rounds a true half to the even neighbour
  const twice = x * 2 ** (digits + 1);
  if (!Number.isInteger(twice) || Math.abs(twice) % 2 !== 1) return x.toFixed(digits);
  const low = Math.floor(x * 10 ** digits);
  return ((low % 2 ? low + 1 : low) / 10 ** digits).toFixed(digits);
};
const planNumber = (x, digits = 2) => {
  const [whole, part] = planRounded(x, digits).split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, ".") + (part ? "," + part : "");
};
const planPoints = (x) =>
  planNumber(x, Math.min(4, Math.max(2, planRounded(x, 4).replace(/0+$/, "").split(".")[1].length)));
const planRupiah = (x) => `Rp${planNumber(x, Math.abs(x - Math.round(x)) < 0.005 ? 0 : 2)} juta`;
const planPeople = (x) => `${planNumber(x, Math.abs(x * 10 - Math.round(x * 10)) < 0.05 ? 1 : 2)} orang-bulan`;

const planCompare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const planOrder = (a, b) =>
  a.quarter - b.quarter || planCompare(a.step, b.step) || planCompare(a.practice || "", b.practice || "");

const planKnown = new WeakMap();
const planTasks = (problem) =>
  planKnown.get(problem) || planKnown.set(problem, new Map(problem.tasks.map((t) => [t.code, t]))).get(problem);

const planPredicate = (x, predicates) => predicates.filter((p) => x >= p.lower - 1e-9).at(-1).name;

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
  const at = target == null ? -1 : curve.findIndex((x) => x >= target - 1e-9);
  return { placed, ends, curve, index: curve[horizon], costs, total, use, violations, reached: at < 0 ? null : at };
}

function planViolations(problem, { list, byCode, ends, total, costs, use, curve, final }) {
  const { horizon, standings, target, budget } = problem;
  const tolerance = 1e-6;
  const found = [];
  const seen = new Set();
  const say = (code, sentence, step = "", quarter = null, opd = "") =>
    found.push({ code, sentence, step, quarter, opd });
  const before = (code, why, s, need) => {
    if (!ends.has(need))
      say(code, `${s.step} belum dapat dikerjakan: ${why} (${need}) tidak ada dalam rencana.`, s.step, s.quarter);
    else if (ends.get(need) - s.quarter + 1 > 0)
      say(
        code,
        `${s.step} dimulai pada triwulan ${s.quarter}, padahal ${why} (${need}) baru selesai pada akhir triwulan ${ends.get(need)}: mundurkan ${ends.get(need) - s.quarter + 1} triwulan.`,
        s.step,
        s.quarter,
      );
  };
  for (const s of list) {
    const task = byCode.get(s.step);
    const code = s.step;
    const practice = s.practice || "";
    if (!task) {
      const cut = code.lastIndexOf("-");
      const level = code.slice(cut + 1);
      const standing = standings.find((x) => x.indicator === code.slice(0, Math.max(cut, 0)));
      if (standing && /^\d+$/.test(level) && +level <= standing.level)
        say(
          "already_reached",
          `${code} tidak perlu: ${standing.indicator} sudah di tingkat ${planNumber(standing.level, 0)}.`,
          code,
          s.quarter,
        );
      else say("unknown_step", `Langkah ${code} tidak dikenal.`, code, s.quarter);
      continue;
    }
    if (seen.has(code)) {
      say("duplicate_step", `${code} ditempatkan lebih dari sekali; cukup satu kali.`, code, s.quarter);
      continue;
    }
    seen.add(code);
    if (problem.forbidden.includes(code)) say("forbidden", `${code} tidak boleh masuk rencana.`, code, s.quarter);
    const option = task.options.find((o) => o.practice === practice);
    if (!option)
      say("practice", `${code} tidak dapat mereplikasi praktik ${practice}: tidak dicakup.`, code, s.quarter);
    const end = ends.get(code);
    const late = end - horizon;
    if (s.quarter < 1)
      say("outside_horizon", `${code} dimulai pada triwulan ${s.quarter}; triwulan pertama adalah 1.`, code, s.quarter);
    if (late > 0)
      say(
        "outside_horizon",
        `${code} baru selesai pada triwulan ${end}, ${late} triwulan setelah akhir rencana (triwulan ${horizon}).`,
        code,
        s.quarter,
      );
    for (const need of task.requires) {
      const lower = task.indicator && byCode.get(need).indicator === task.indicator;
      before(lower ? "order" : "prerequisite", lower ? "tingkat di bawahnya" : "prasyaratnya", s, need);
    }
    if (option && option.practice) before("practice", "adopsi praktik", s, option.practice);
  }
  if (budget != null && total - budget > tolerance)
    say(
      "budget",
      `Biaya seluruhnya ${planRupiah(total)}, lebih ${planRupiah(total - budget)} dari anggaran ${planRupiah(budget)}.`,
    );
  (problem.quarter_budget || []).forEach((limit, k) => {
    if (costs[k] - limit > tolerance)
      say(
        "quarter_budget",
        `Triwulan ${k + 1} membutuhkan ${planRupiah(costs[k])}, lebih ${planRupiah(costs[k] - limit)} dari anggaran triwulan itu (${planRupiah(limit)}).`,
        "",
        k + 1,
      );
  });
  for (const [opd, limits] of problem.capacity)
    limits.forEach((limit, k) => {
      const used = use.get(opd)?.[k] || 0;
      if (used - limit > tolerance)
        say(
          "capacity",
          `${opd} pada triwulan ${k + 1} membutuhkan ${planPeople(used)}, lebih ${planPeople(used - limit)} dari kapasitasnya (${planPeople(limit)}).`,
          "",
          k + 1,
          opd,
        );
    });
  for (const [code, quarter] of problem.fixed) {
    if (!byCode.has(code)) continue;
    const start = list.filter((s) => s.step === code).at(-1)?.quarter;
    if (start === undefined) say("fixed", `${code} wajib ada dalam rencana.`, code, quarter);
    else if (quarter != null && start !== quarter)
      say("fixed", `${code} wajib dimulai pada triwulan ${quarter}, bukan ${start}.`, code, quarter);
  }
  for (const [domain, low] of problem.minimum) {
    const inside = standings.filter((s) => s.domain === domain);
    const value =
      inside.reduce((sum, s) => sum + s.weight * final[s.indicator], 0) / inside.reduce((sum, s) => sum + s.weight, 0);
    if (low - value > tolerance)
      say(
        "minimum",
        `Indeks domain ${domain} menjadi ${planPoints(value)}, kurang ${planPoints(low - value)} dari batas bawah ${planPoints(low)}.`,
      );
  }
  if (target != null && target - curve[horizon] > tolerance)
    say(
      "target",
      `Indeks pada akhir triwulan ${horizon} menjadi ${planPoints(curve[horizon])}, kurang ${planPoints(target - curve[horizon])} dari target ${planPoints(target)}.`,
      "",
      horizon,
    );
  return found;
}
export { planFacts, planPredicate };
