// Matrices made from other matrices: heads put together, tokens put together to words.

/** Mean or maximum of all heads' weights, each (token, token) row by row. */
export function aggregate(kind, heads) {
  const result = new Float64Array(heads[0].length);
  for (const weights of heads)
    for (let cell = 0; cell < result.length; cell += 1) {
      if (kind === "mean") result[cell] += weights[cell] / heads.length;
      else if (weights[cell] > result[cell]) result[cell] = weights[cell];
    }
  return result;
}

/** Rows averaged over the tokens of a query, columns summed over those of a key; `size` tokens in a row. */
export function pooled(weights, size, queries, keys) {
  const result = new Float64Array(queries.length * keys.length);
  queries.forEach((query, row) => {
    keys.forEach((key, column) => {
      let sum = 0;
      for (let i = query.first; i < query.last; i += 1) {
        for (let j = key.first; j < key.last; j += 1) sum += weights[i * size + j];
      }
      result[row * keys.length + column] = sum / (query.last - query.first);
    });
  });
  return result;
}

/** 1 where every cell that an item's cell is made of is masked. */
export function pooledMask(items, masked) {
  const result = new Uint8Array(items.length * items.length);
  items.forEach((query, row) => {
    items.forEach((key, column) => {
      let open = false;
      for (let i = query.first; i < query.last && !open; i += 1) {
        for (let j = key.first; j < key.last && !open; j += 1) open = !masked(i, j);
      }
      result[row * items.length + column] = open ? 0 : 1;
    });
  });
  return result;
}

/** Where scales end: the largest value of all, and of each row. */
export function extremes(values, { rows, columns }) {
  const rowMost = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1)
      rowMost[row] = Math.max(rowMost[row], values[row * columns + column]);
  return { most: Math.max(0, ...rowMost), rowMost };
}
