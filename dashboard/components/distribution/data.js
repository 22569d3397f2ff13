// What Python sends: the text with what was expected of its tokens, and one moment, a prediction at one place.

/** One prediction: everything that depends on the place looked at. */
class Moment {
  constructor(header, arrays) {
    const { before, next, draw, names } = header;
    Object.assign(this, { before, next, draw, names });
    this.logits = arrays.logits.data;
    this.final = arrays.final.data;
    this.attention = arrays.attention.data;
    [this.layers, this.heads, this.keys] = arrays.attention.shape;
    this.rowOf = new Map(Array.from(arrays.row_ids.data, (id, index) => [id, index]));
    this.rows = arrays.rows.data;
  }

  /** The token's row of W_E, if it was sent. */
  row(id) {
    const at = this.rowOf.get(id);
    const width = this.final.length;
    return at === undefined ? null : this.rows.subarray(at * width, (at + 1) * width);
  }

  /** One weight: layer and head from 0. */
  weight(layer, head, key) {
    return this.attention[(layer * this.heads + head) * this.keys + key];
  }

  /** One weight: `column` counts the heads of all layers. */
  at(column, key) {
    return this.attention[column * this.keys + key];
  }

  /** Mean over all heads of all layers, for each key. */
  meanWeights() {
    const rows = this.layers * this.heads;
    return Float64Array.from({ length: this.keys }, (_, key) => {
      let total = 0;
      for (let row = 0; row < rows; row += 1) total += this.attention[row * this.keys + key];
      return total / rows;
    });
  }
}

/** The payload, opened. `place` is `{at, start, written, step}`, as Python understood it. */
export class Received {
  constructor({ header, arrays }) {
    const { text, mode, tokens, written, place, ends, context, texts, channel } = header;
    Object.assign(this, { text, mode, tokens, written, place, ends, context, texts, channel });
    this.defaultAt = header.default_at;
    this.seed = header.seed;
    this.answers = header.answers;
    this.moment = new Moment(header, arrays);
    this.sentenceFacts = facts(arrays, "sentence");
    this.writtenFacts = facts(arrays, "written");
  }

  get size() {
    return this.tokens.length;
  }
}

function facts(arrays, name) {
  if (!arrays[`${name}_rank`]) return null;
  return {
    rank: arrays[`${name}_rank`].data,
    probability: arrays[`${name}_probability`].data,
    surprise: arrays[`${name}_surprise`].data,
  };
}
