// Numbers and dates in Indonesian for every view. The browser's Intl writes them; noise and rounding
// follow the law of labkit.locale, and a test compares both.
const formats = new Map();
const rounded = (x, digits) => {
  const value = Number(x.toFixed(9));
  // toFixed rounds a true half away from zero; the law wants its even neighbour
  const twice = value * 2 ** (digits + 1);
  if (!Number.isInteger(twice) || Math.abs(twice) % 2 !== 1) return Number(value.toFixed(digits)) + 0;
  const low = Math.floor(value * 10 ** digits);
  return Number(((low % 2 ? low + 1 : low) / 10 ** digits).toFixed(digits)) + 0;
};
const formatNumber = (x, digits = 2) => {
  if (!Number.isFinite(x)) return "–";
  if (!formats.has(digits))
    formats.set(
      digits,
      new Intl.NumberFormat("id-ID", { minimumFractionDigits: digits, maximumFractionDigits: digits }),
    );
  return formats.get(digits).format(rounded(x, digits));
};
const days = new Intl.DateTimeFormat("id-ID", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
// "2026-01-05" in words; what is no whole date stays as it was written
const formatDate = (iso) => {
  const time = /^\d{4}-\d{1,2}-\d{1,2}$/.test(iso) ? Date.UTC(...iso.split("-").map((part, k) => part - (k === 1))) : NaN;
  return Number.isNaN(time) ? iso : days.format(time);
};
export { formatDate, formatNumber, rounded };
