// How one weight comes about.

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
