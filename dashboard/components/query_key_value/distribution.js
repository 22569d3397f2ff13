// A distribution over the keys as bars, to be compared with another one.

import { element } from "../base/dom.js";
import { decimalText } from "../base/format.js";
import { heaviest } from "../base/scales.js";
import { meter } from "../base/table.js";

const BARS = 28; // keys; of more, the heaviest

export function distribution(data, name, weights, entropy) {
  const shown = heaviest(weights, BARS, BARS);
  const bars = shown.map((place) =>
    element(
      "li",
      { dataset: { key: place, value: weights[place] } },
      element("span", { lang: "ko" }, data.labels[place]),
      meter(weights[place]),
      element("span", { class: "number" }, weights[place].toFixed(3)),
    ),
  );
  return element(
    "figure",
    { dataset: { distribution: name, entropy } },
    element(
      "figcaption",
      {},
      element("b", {}, data.say(name)),
      " ",
      data.say("entropy", { n: decimalText(entropy, 2) }),
    ),
    element("ul", {}, bars),
  );
}
