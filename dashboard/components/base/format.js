// Numbers as the reader sees them. A real minus sign, and never fewer than four significant digits.

const SUPERSCRIPTS = {
  "-": "⁻",
  0: "⁰",
  1: "¹",
  2: "²",
  3: "³",
  4: "⁴",
  5: "⁵",
  6: "⁶",
  7: "⁷",
  8: "⁸",
  9: "⁹",
};

/** A weight: six decimals, or a power of ten when that would hide its digits. */
export function weightText(value) {
  if (value === 0) return "0";
  return value >= 0.001 ? value.toFixed(6) : powerText(value);
}

/** Any real number: four decimals, or a power of ten when very small or very large. */
export function realText(value) {
  if (value === -Infinity) return "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  return size >= 0.001 && size < 1e5 ? minus(value.toFixed(4)) : powerText(value);
}

/** A difference that should be next to nothing: one power of ten is all it has to say. */
export function differenceText(value) {
  return value === 0 ? "0" : powerText(value, 1);
}

export function percentText(share) {
  return Number.isNaN(share) ? "–" : `${(100 * share).toFixed(1)}%`;
}

export function decimalText(value, digits) {
  return Number.isNaN(value) ? "–" : minus(value.toFixed(digits));
}

/** Fill `{name}` in a string of the table. */
export function filled(template, values = {}) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

function powerText(value, decimals = 3) {
  const [digits, exponent] = value.toExponential(decimals).split("e");
  const raised = [...exponent.replace("+", "")].map((sign) => SUPERSCRIPTS[sign]).join("");
  return `${minus(digits)}×10${raised}`;
}

function minus(text) {
  return text.replace("-", "−");
}
