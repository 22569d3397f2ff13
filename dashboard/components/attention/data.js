// The numbers of one sentence: every matrix that is drawn or listed is made here, from the tensors that were sent.

export const AGGREGATES = ["mean", "max"];
export const STATISTICS = ["entropy", "distance", "previous", "same_word", "start"];

export class AttentionData {
  constructor({ header, arrays }) {
    const { text, mode, exact, layers, heads, tokens, words, wanted, texts } = header;
    Object.assign(this, { text, mode, layers, heads, tokens, words, texts, arrays });
    this.allHeads = exact === "all";
    // layers and heads count from 1, as on screen
    this.first = {
      layer: wanted.layer + 1,
      head: AGGREGATES.includes(wanted.head) ? wanted.head : wanted.head + 1,
    };
    this.size = tokens.length;
    this.maskedCells = arrays.masked?.data ?? null;
    const vectors = arrays.q?.shape;
    this.dHead = vectors ? vectors.at(-1) : null;
    this.kept = new Map();
  }

  /** Whether the exact numbers of this head are here. */
  holds(layer, head) {
    return this.allHeads || (layer === this.first.layer && head === this.first.head);
  }

  /** The tensor itself, (token, token) row by row; for "mean" and "max" made from the layer's heads. */
  weights(layer, head) {
    if (!this.allHeads) return this.arrays.weights.data;
    if (AGGREGATES.includes(head))
      return this.remember(`${layer}.${head}`, () => this.aggregate(layer, head));
    const cells = this.size * this.size;
    const start = ((layer - 1) * this.heads + head - 1) * cells;
    return this.arrays.weights.data.subarray(start, start + cells);
  }

  /** Row `token` of q, k or v. */
  vector(name, layer, head, token) {
    const block = this.allHeads ? ((layer - 1) * this.heads + head - 1) * this.size : 0;
    const start = (block + token) * this.dHead;
    return this.arrays[name].data.subarray(start, start + this.dHead);
  }

  masked(query, key) {
    return this.maskedCells !== null && this.maskedCells[query * this.size + key] === 1;
  }

  statistics(layer, head) {
    const { data } = this.arrays.statistics;
    const at = (index) => data[(index * this.layers + layer - 1) * this.heads + head - 1];
    return Object.fromEntries(STATISTICS.map((name, index) => [name, at(index)]));
  }

  /** What stands along an axis: tokens or words, each with the tokens `first` … `last − 1` it is made of. */
  items(unit, apart) {
    const all =
      unit === "word"
        ? this.words.map((word) => ({ label: word.label, first: word.first, last: word.last }))
        : this.tokens.map((token, index) => ({ label: token.label, first: index, last: index + 1 }));
    return apart && all.length > 1 ? all.slice(1) : all;
  }

  /**
   * The matrix on screen: rows are averaged over the query tokens of an item, columns summed over its key tokens, so
   * rows still sum to 1. With the start token set apart its row and column are left out and `start` holds the column.
   */
  matrix({ layer, head, unit, sink }) {
    const apart = sink === "apart" && this.size > 1;
    return this.remember(`${layer}.${head}.${unit}.${apart}`, () => {
      const items = this.items(unit, apart);
      const weights = this.weights(layer, head);
      const plain = unit === "token" && !apart;
      const values = plain ? weights : this.pooled(weights, items, items);
      const start = apart ? this.pooled(weights, items, [{ first: 0, last: 1 }]) : null;
      const side = { rows: items.length, columns: items.length };
      return { items, ...side, values, start, masked: this.pooledMask(items), ...extremes(values, side) };
    });
  }

  /** Small picture of a head for the overview: `{rows, columns, values}`, values 0 … 1 for colour only. */
  thumbnail(layer, head, unit, sink) {
    if (this.allHeads) return this.matrix({ layer, head, unit, sink });
    const apart = sink === "apart";
    return this.remember(`sprite.${layer}.${head}.${apart}`, () => this.fromSprite(layer, head, apart));
  }

  fromSprite(layer, head, apart) {
    const { data, shape } = this.arrays.sprite;
    const [, slots, rows, width] = shape;
    const slot = head === "mean" ? slots - 2 : head === "max" ? slots - 1 : head - 1;
    const block = ((layer - 1) * slots + slot) * rows * width;
    const skip = apart ? 1 : 0;
    const columns = width - skip;
    const values = new Float32Array(rows * columns);
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        values[row * columns + column] = (data[block + row * width + column + skip] / 255) ** 2;
      }
    }
    return { rows, columns, values, masked: null, ...extremes(values, { rows, columns }) };
  }

  aggregate(layer, head) {
    const cells = this.size * this.size;
    const result = new Float64Array(cells);
    for (let index = 1; index <= this.heads; index += 1) {
      const weights = this.weights(layer, index);
      for (let cell = 0; cell < cells; cell += 1) {
        if (head === "mean") result[cell] += weights[cell] / this.heads;
        else if (weights[cell] > result[cell]) result[cell] = weights[cell];
      }
    }
    return result;
  }

  pooled(weights, queries, keys) {
    const result = new Float64Array(queries.length * keys.length);
    queries.forEach((query, row) => {
      keys.forEach((key, column) => {
        let sum = 0;
        for (let i = query.first; i < query.last; i += 1) {
          for (let j = key.first; j < key.last; j += 1) sum += weights[i * this.size + j];
        }
        result[row * keys.length + column] = sum / (query.last - query.first);
      });
    });
    return result;
  }

  /** 1 where every cell that an item's cell is made of is masked; null when nothing is. */
  pooledMask(items) {
    if (this.maskedCells === null) return null;
    const result = new Uint8Array(items.length * items.length);
    items.forEach((query, row) => {
      items.forEach((key, column) => {
        let open = false;
        for (let i = query.first; i < query.last && !open; i += 1) {
          for (let j = key.first; j < key.last && !open; j += 1) open = !this.masked(i, j);
        }
        result[row * items.length + column] = open ? 0 : 1;
      });
    });
    return result;
  }

  remember(key, make) {
    if (!this.kept.has(key)) {
      if (this.kept.size > 400) this.kept.clear();
      this.kept.set(key, make());
    }
    return this.kept.get(key);
  }
}

function extremes(values, { rows, columns }) {
  const rowMost = new Float64Array(rows);
  let most = 0;
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      rowMost[row] = Math.max(rowMost[row], values[row * columns + column]);
    }
    most = Math.max(most, rowMost[row]);
  }
  return { most, rowMost };
}

/** The item of an axis that holds a token; −1 when the token is left out. */
export function itemOf(items, token) {
  return items.findIndex((item) => item.first <= token && token < item.last);
}

/**
 * One weight from its parts, in double precision: (2.15) q, k, v as sent; (2.16) q·k / √d_k; mask; (2.17) softmax over
 * the keys; (2.18) its share of z. `tensor` is the model's own number for the same cell.
 */
export function explainCell(data, layer, head, query, key) {
  const [q, k, v] = [
    data.vector("q", layer, head, query),
    data.vector("k", layer, head, key),
    data.vector("v", layer, head, key),
  ];
  const products = Float64Array.from(q, (value, index) => value * k[index]);
  const root = Math.sqrt(data.dHead);
  const scores = data.tokens.map((_, j) => dotProduct(q, data.vector("k", layer, head, j)) / root);
  const open = scores.map((score, j) => (data.masked(query, j) ? -Infinity : score));
  const top = Math.max(...open);
  const exponentials = open.map((score) => Math.exp(score - top));
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  const weights = exponentials.map((value) => value / total);
  const z = new Float64Array(data.dHead);
  weights.forEach((weight, j) =>
    data.vector("v", layer, head, j).forEach((value, index) => {
      z[index] += weight * value;
    }),
  );
  const tensorRow = data.weights(layer, head).subarray(query * data.size, (query + 1) * data.size);
  return {
    q,
    k,
    v,
    products,
    root,
    scores,
    open,
    top,
    exponentials,
    total,
    weights,
    z,
    tensorRow,
    dot: products.reduce((sum, value) => sum + value, 0),
    share: Float64Array.from(v, (value) => value * weights[key]),
    weight: weights[key],
    tensor: tensorRow[key],
  };
}

function dotProduct(a, b) {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += a[index] * b[index];
  return sum;
}
