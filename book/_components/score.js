// The index shown at once in the page. Weights and predicates are data; spbe.scoring stays the rule,
// and a test compares both on random levels. Sums are formed on whole numbers, as the engine does.
import { isNearBoundary, predicateOf } from "./predicates.js";

/** Index, predicate, aspects, domains and contributions of one government's levels. */
export function score(levels, instrument) {
  const groups = new Map();
  let total = 0;
  let divisor = 0;
  instrument.indicators.forEach((indicator, place) => {
    const points = levels[place] * indicator.whole;
    total += points;
    divisor += indicator.whole;
    for (const code of [indicator.aspect, indicator.domain]) {
      const sums = groups.get(code) || [0, 0];
      groups.set(code, [sums[0] + points, sums[1] + indicator.whole]);
    }
  });
  const mean = (code) => groups.get(code)[0] / groups.get(code)[1];
  const index = total / divisor;
  return {
    index,
    predicate: predicateOf(index, instrument.predicates),
    nearBoundary: isNearBoundary(index, instrument.predicates),
    aspects: Object.fromEntries(instrument.aspects.map((a) => [a.code, mean(a.code)])),
    domains: Object.fromEntries(instrument.domains.map((d) => [d.code, mean(d.code)])),
    contributions: instrument.indicators.map((i, place) => levels[place] * (i.weight / 100)),
  };
}

/** What each indicator would add if it were raised to the target level, largest first. */
export function gaps(levels, instrument, target) {
  return instrument.indicators
    .map((indicator, place) => ({
      indicator,
      level: levels[place],
      gain: (Math.max(target - levels[place], 0) * indicator.weight) / 100,
    }))
    .filter((gap) => gap.gain > 0)
    .sort((a, b) => b.gain - a.gain || a.indicator.code.localeCompare(b.indicator.code));
}
