// What a judgement means: pure, no page. The same as spbe.forms.scoring_state and spbe.panel.
export const BLANK = { level: null, reason: "", proves: "", stops: "" };
export const TOP = 5;

// a file of the time when the form asked for one card: that card proved the level
export const judgementOf = (found) => ({ level: found?.level ?? null, reason: found?.reason ?? "", proves: found?.proves || found?.card || "", stops: found?.stops ?? "" });

// above the highest level there is nothing to stop; a drill asks for no reasons
export function lacksOf(said, drill = false) {
  const lacks = [];
  if (!said.level) lacks.push("tingkat");
  if (!said.proves) lacks.push("kartu yang membuktikan");
  if (!said.stops && said.level !== TOP) lacks.push("kartu yang menahan");
  if (!drill && !said.reason.trim()) lacks.push("alasan");
  return lacks;
}

// ---- a drill: what was right, whether it is open, whether it was enough
export function verdictOf(said, entry) {
  const stopped = said.level === TOP ? "" : said.stops;
  return { level: said.level === entry.level, proves: entry.proves.includes(said.proves),
    stops: entry.stops.length ? entry.stops.includes(stopped) : said.level === TOP };
}
export const isRight = (said, entry) => Object.values(verdictOf(said, entry)).every(Boolean);
const alike = (a, b) => ["level", "proves", "stops"].every((part) => (a[part] || "") === (b[part] || ""));
export const isExplained = (said, tries) => Boolean(tries?.length) && Boolean(said.level) && alike(tries.at(-1).given, said);
export const withTry = (practice, code, { level, proves, stops }, at) => ({ ...practice,
  [code]: [...(practice?.[code] ?? []), { at, given: { ...BLANK, level, proves, stops } }].slice(-50) });
// enough: so many folders read right at the first try, one after the other
export function progressOf(practice, key, enough) {
  const first = Object.entries(practice ?? {}).filter(([code, tries]) => key[code] && tries.length)
    .map(([code, tries]) => ({ at: tries[0].at, right: isRight(tries[0].given, key[code]) }))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  let row = 0, longest = 0;
  for (const { right } of first) { row = right ? row + 1 : 0; longest = Math.max(longest, row); }
  return { tried: first.length, right: first.filter((one) => one.right).length, ready: longest >= enough };
}
