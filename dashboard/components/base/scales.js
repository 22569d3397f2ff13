// Numbers along an axis.

/** Round numbers between two ends, about `count` of them. */
export function ticks(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= rough) * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

export function tickText(value) {
  return Number(value.toPrecision(6)).toString().replace("-", "−");
}

/** How far along the ramp a weight stands: the three scales a reader can choose. */
export function intensity(scale, value, most, rowMost) {
  const whole = scale === "row" ? rowMost : most;
  if (!(whole > 0)) return 0;
  const share = value / whole;
  return scale === "root" ? Math.sqrt(share) : share;
}

/** The weight that stands at `share` of the legend: the inverse of `intensity`. */
export function weightAt(scale, share, most) {
  return scale === "root" ? share * share * most : share * most;
}

/** Where `values` have their largest absolute value, and that value. */
export function largestAt(values) {
  let best = 0;
  for (let index = 1; index < values.length; index += 1)
    if (Math.abs(values[index]) > Math.abs(values[best])) best = index;
  return best;
}

export function largest(values) {
  return values.length ? Math.abs(values[largestAt(values)]) : 0;
}

/** Indices of all numbers up to `most`; of more, of the `count` largest and of `kept`. In order. */
export function heaviest(values, most, count, ...kept) {
  const all = [...values.keys()];
  if (all.length <= most) return all;
  const order = all.sort((a, b) => values[b] - values[a]).slice(0, count);
  return [...new Set([...order, ...kept])].sort((a, b) => a - b);
}
