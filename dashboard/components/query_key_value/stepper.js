// The steps by name, and one back or forward.

import { element } from "../base/dom.js";
import { STEPS } from "./data.js";

/** `step` is the one shown, counted from 1; `go` shows another. */
export function stepper(data, step, go) {
  const button = (name, text, target, options = {}) =>
    element("button", { type: "button", dataset: { go: name }, onclick: () => go(target), ...options }, text);
  const tabs = STEPS.map((name, index) => {
    const current = { "aria-current": index + 1 === step ? "step" : null };
    const tab = button(name, element("span", {}, data.say(`short_${name}`)), index + 1, current);
    return element("li", { class: index < step ? "done" : null }, tab);
  });
  const move = (name, text, by, last) =>
    button(name, text, step + by, { class: "move", disabled: step === last });
  return [
    move("back", `‹ ${data.say("back")}`, -1, 1),
    element("ol", {}, tabs),
    move("forward", `${data.say("forward")} ›`, 1, STEPS.length),
    element("span", { class: "hint" }, data.say("keys")),
  ];
}
