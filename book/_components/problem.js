// The planning problem of one pilot, cut from the tasks of a government that has everything to do.

/** Open steps and adoptions, capacity, horizon and target of a pilot; `budget` is Rp million. */
export function problemOf(code, data, budget) {
  const { instrument, plan } = data;
  const levels = data.governments.find((g) => g.code === code).levels;
  const standings = instrument.indicators.map((i, place) => ({
    indicator: i.code, aspect: i.aspect, domain: i.domain, weight: i.weight, level: levels[place],
  }));
  const now = Object.fromEntries(standings.map((s) => [s.indicator, s.level]));
  const open = (step) => Number(step.split("-")[1]) > now[step.split("-")[0]];
  const steps = plan.tasks.filter((task) => task.indicator && open(task.code));
  const useful = new Set(steps.flatMap((task) => task.options.map((option) => option.practice)));
  const tasks = plan.tasks
    .filter((task) => (task.indicator ? open(task.code) : useful.has(task.code)))
    .map((task) => ({ ...task, requires: task.requires.filter(open) }));
  const { horizon, target } = plan;
  const capacity = plan.units.map((unit, place) => [unit, Array(horizon).fill(plan.capacity[code][place])]);
  return {
    horizon, target, budget, capacity, standings, tasks,
    quarter_budget: null, fixed: [], forbidden: [], minimum: [], sentences: plan.sentences,
  };
}
