// Senses and layers in the reader's language.

import { element } from "../base/dom.js";
import { filled, percentText } from "../base/format.js";

export class Wording {
  constructor() {
    /** @type {import("./data.js").SensesData} */
    this.data = null;
  }

  /** A string of the table. */
  say(key, values) {
    return filled(this.data.texts[key], values);
  }

  senseName(sense) {
    const id = this.data.senses[sense];
    return this.data.texts[`sense_${id}`] ?? id;
  }

  /** What a sense is, beside its name in the legend. */
  gloss(sense) {
    const text = this.data.texts[`gloss_${this.data.senses[sense]}`];
    return text ? element("small", {}, ` ${text}`) : null;
  }

  /** A sense's shortest name, for the picture. */
  glyph(sense) {
    const id = this.data.senses[sense];
    return this.data.texts[`glyph_${id}`] ?? id;
  }

  layerName(layer) {
    return this.say(layer === 0 ? "layer_input" : "layer_name", { layer });
  }

  layerShort(layer) {
    return layer === 0 ? this.say("layer_input_short") : String(layer);
  }

  /** What the examples say of a step at the layer on screen. */
  measured(mode, step) {
    const { layer } = /** @type {any} */ (this).view;
    const { n, right } = this.data.band(mode, layer, step);
    if (!n) return this.say("band_none");
    return this.say("band", { step: this.say(`step_${step}`), n, right, share: percentText(right / n) });
  }
}
