// Switches, small buttons, and fields to type in.

import { element } from "./dom.js";

/**
 * Radio buttons in the shape of a switch. `options` are {value, text, label?}; `onchange` hears the value, as a string,
 * or as whatever it was in `options`.
 */
export function choice({ name, legend, options, onchange }) {
  const labels = options.map(({ value, text, label = null }) =>
    element(
      "label",
      { dataset: { choice: `${name}-${value}` }, title: label },
      element("input", {
        type: "radio",
        name,
        value,
        "aria-label": label,
        onchange: () => onchange(value),
      }),
      element("span", {}, text),
    ),
  );
  return element(
    "fieldset",
    { class: "switch", dataset: { name } },
    element("legend", {}, legend),
    element("span", { class: "options" }, labels),
  );
}

/** Bring all switches inside `box` in line with `view`, an object of values by the switches' names. */
export function checkChoices(box, view) {
  for (const input of box.querySelectorAll(".switch input"))
    if (input.name in view) input.checked = String(view[input.name]) === input.value;
}

/** A small button; `key` is its name in tests, `label` what it does. */
export function tool(text, key, label, onclick) {
  return element(
    "button",
    { type: "button", class: "tool", title: label, "aria-label": label, dataset: { tool: key }, onclick },
    text,
  );
}

/** A field to type words in. `onkey` hears keys, but none that only ends a syllable of a Hangul input method. */
export function textField({ onkey, ...options }) {
  // 229: what Safari says of the key that ends a syllable
  const onkeydown = (event) => event.isComposing || event.keyCode === 229 || onkey(event);
  return element("input", { autocomplete: "off", spellcheck: "false", onkeydown, ...options });
}
