// Which head and which word are looked at. Python has to run for another one: `ask` is told of the choice.

import { element } from "../base/dom.js";

/** A list of layers or heads; with another one, the key is the one it weighs most. */
export function headChoice(data, name, count, ask) {
  const options = Array.from({ length: count }, (_, index) => {
    const n = index + 1;
    return element("option", { value: n, selected: n === data[name] }, data.say(name, { n }));
  });
  const onchange = (event) => ask({ [name]: Number(event.target.value), key: null });
  const select = element("select", { onchange }, options);
  return element("label", {}, element("span", {}, data.say(`${name}_choice`)), select);
}

/** The sentence's words, to be chosen as the query. */
export function queryChips(data, ask) {
  const chips = data.labels.map((label, place) =>
    element(
      "button",
      {
        type: "button",
        class: place === data.key ? "chip key" : "chip",
        "aria-pressed": String(place === data.query),
        dataset: { place },
        lang: "ko",
        onclick: () => ask({ query: place, key: null }),
      },
      label,
    ),
  );
  return [element("span", { class: "hint" }, data.say("query_choice")), ...chips];
}
