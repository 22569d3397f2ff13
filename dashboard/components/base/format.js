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

/** A share of 1 with four significant digits: 0.2113, 0.001234, 1.234×10⁻⁵. */
export function shareText(share) {
  if (share === 0) return "0";
  return share >= 0.001 ? share.toFixed(share >= 0.1 ? 4 : share >= 0.01 ? 5 : 6) : powerText(share);
}

/** Any number with four significant digits or more. */
export function numberText(value) {
  const size = Math.abs(value);
  if (size >= 1 || size === 0) return realText(value);
  return `${value < 0 ? "−" : ""}${shareText(size)}`;
}

/** A number on an axis: as short as three significant digits allow. */
export function shortText(value) {
  if (value === 0) return "0";
  return Math.abs(value) >= 0.001 ? minus(String(Number(value.toPrecision(3)))) : powerText(value, 0);
}

export function percentText(share) {
  return Number.isNaN(share) ? "–" : `${(100 * share).toFixed(1)}%`;
}

export function decimalText(value, digits = 4) {
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
