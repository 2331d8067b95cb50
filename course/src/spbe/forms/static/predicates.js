// From index to predicate: the rule of spbe.scoring (`reaches`), which names its article. Bands are
// data: [{name, lower}], lowest first, as spbe.forms.instrument_static.bands gives them.
const NOISE = 1e-9;
const BOUNDARY = 0.01;
const reaches = (index, bound) => index >= bound - NOISE;
const predicateOf = (index, bands) => bands.filter((band, k) => k === 0 || reaches(index, band.lower)).at(-1).name;
const isNearBoundary = (index, bands) =>
  bands.slice(1).some((band) => Math.abs(index - band.lower) <= BOUNDARY + NOISE);
export { isNearBoundary, predicateOf, reaches };
