// Small things several parts share.

import { element } from "../base/dom.js";
import { realText } from "../base/format.js";

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A share of 1 with four significant digits: 0.2113, 0.001234, 1.234×10⁻⁵. */
export function shareText(share) {
  if (share === 0) return "0";
  if (share >= 0.001) return share.toFixed(share >= 0.1 ? 4 : share >= 0.01 ? 5 : 6);
  const [digits, exponent] = share.toExponential(3).split("e-");
  return `${digits}×10⁻${[...exponent].map((digit) => SUPERSCRIPTS[digit]).join("")}`;
}

/** Any number with four significant digits or more. */
export function numberText(value) {
  const size = Math.abs(value);
  if (size >= 1 || size === 0) return realText(value);
  return `${value < 0 ? "−" : ""}${shareText(size)}`;
}

/** Radio buttons in the shape of a switch. */
export function choiceOf(app, name, values) {
  const options = values.map((value) =>
    element(
      "label",
      { dataset: { choice: `${name}-${value}` } },
      element("input", { type: "radio", name, value, onchange: () => app.choose({ [name]: value }) }),
      element("span", {}, app.say(`${name}_${value}`)),
    ),
  );
  return element(
    "fieldset",
    { class: "switch", dataset: { name } },
    element("legend", {}, app.say(`${name}_label`)),
    element("span", { class: "options" }, options),
  );
}
