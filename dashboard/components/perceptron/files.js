// The numbers of the two pictures, as tables.

/**
 * Every edge with its weight and gradient, then every node with what it computed.
 *
 * @param {any} header
 * @param {Record<string, import("../base/payload.js").Block>} arrays
 */
export function graphRows({ sizes }, arrays) {
  const { weights, gradients, sums, biases, outputs } = arrays;
  const rows = [["kind", "layer", "from", "to", "weight", "gradient", "sum", "bias", "output"]];
  let edge = 0;
  sizes.slice(1).forEach((after, layer) => {
    for (let i = 0; i < sizes[layer]; i += 1)
      for (let j = 0; j < after; j += 1) {
        rows.push(["edge", layer + 1, i + 1, j + 1, weights.data[edge], gradients.data[edge], "", "", ""]);
        edge += 1;
      }
  });
  let number = 0;
  sizes.forEach((size, layer) => {
    for (let i = 0; i < size; i += 1) {
      const before = number - sizes[0]; // inputs have no sum and no bias
      const computed = [sums.data[before], biases.data[before], outputs.data[number]];
      rows.push(["node", layer, i + 1, "", "", "", ...computed]);
      number += 1;
    }
  });
  return rows;
}

/**
 * The plane from its lower left, and the points of the data.
 *
 * @param {any} header
 * @param {Record<string, import("../base/payload.js").Block>} arrays
 */
export function surfaceRows({ extent }, arrays) {
  const { plane, points, labels } = arrays;
  const rows = [["kind", "x1", "x2", "p_blue", "label"]];
  const [down, across] = plane.shape;
  const place = (step, count) => (2 * extent * step) / (count - 1) - extent;
  plane.data.forEach((p, at) => {
    const [row, column] = [Math.floor(at / across), at % across];
    rows.push(["plane", place(column, across), place(row, down), p, ""]);
  });
  labels.data.forEach((label, i) =>
    rows.push(["point", points.data[2 * i], points.data[2 * i + 1], "", label]),
  );
  return rows;
}
