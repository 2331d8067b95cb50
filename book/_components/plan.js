// Check a plan made by hand: order, calendar, money, index. No optimiser, and no second engine:
// the rules are those of spbe.planning, and a test compares both on random plans.

const MONTHS_PER_QUARTER = 3;

/** Whole quarters that a step occupies; a begun quarter counts fully. */
export function quartersOf(step) {
  return Math.max(1, Math.ceil(step.months / MONTHS_PER_QUARTER - 1e-9));
}

/** Steps that must be finished before this one starts, given the present levels. */
export function requirements(step, levels, places) {
  const below = step.level - 1;
  const chain = below > levels[places[step.indicator]] ? [`${step.indicator}-${below}`] : [];
  const open = (code) => Number(code.split("-")[1]) > levels[places[code.split("-")[0]]];
  return [...new Set([...chain, ...step.requires.filter(open)])];
}

/** What a plan costs, where the index gets to, and what is wrong with it. */
export function checkPlan(placements, problem) {
  const { levels, instrument, steps, horizon, budget, target } = problem;
  const places = Object.fromEntries(instrument.indicators.map((i, place) => [i.code, place]));
  const ends = new Map();
  const faults = [];
  const costs = Array(horizon).fill(0);
  for (const { step: code, quarter } of placements) {
    const end = quarter + quartersOf(steps[code]) - 1;
    ends.set(code, end);
    if (quarter >= 1 && quarter <= horizon) costs[quarter - 1] += steps[code].cost;
    if (end > horizon) faults.push({ kind: "late", step: code, end });
  }
  for (const { step: code, quarter } of placements) {
    for (const need of requirements(steps[code], levels, places)) {
      if (!ends.has(need)) faults.push({ kind: "missing", step: code, need });
      else if (ends.get(need) >= quarter) faults.push({ kind: "early", step: code, need });
    }
  }
  const curve = indexCurve(placements, problem, places, ends);
  const cost = costs.reduce((sum, c) => sum + c, 0);
  if (cost > budget) faults.push({ kind: "budget", over: cost - budget });
  if (curve[horizon] < target - 1e-9) faults.push({ kind: "target", short: target - curve[horizon] });
  return { curve, costs, cost, faults };
}

function indexCurve(placements, problem, places, ends) {
  const { levels, instrument, steps, horizon } = problem;
  const reached = [...levels];
  const waiting = new Map();
  const curve = [];
  for (let quarter = 0; quarter <= horizon; quarter += 1) {
    for (const { step: code } of placements) {
      if (ends.get(code) !== quarter) continue;
      const place = places[steps[code].indicator];
      waiting.set(place, (waiting.get(place) || new Set()).add(steps[code].level));
    }
    for (const [place, done] of waiting) {
      while (done.has(Math.floor(reached[place]) + 1)) reached[place] = Math.floor(reached[place]) + 1;
    }
    curve.push(instrument.indicators.reduce((sum, i, p) => sum + i.weight * reached[p], 0) / 100);
  }
  return curve;
}
