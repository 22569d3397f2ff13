// Every number of the training's pictures as one long table.

/**
 * Losses, jobs of heads, places on the map, attention and next words, snapshot by snapshot.
 *
 * @param {{header: import("./data.js").Header, arrays: Record<string, import("../base/payload.js").Block>}} payload
 */
export function historyRows({ header, arrays }) {
  /** @type {(string|number)[][]} */
  const rows = [["kind", "step", "of", "to", "value"]];
  const { steps } = header;
  for (const name of ["causal", "masked"])
    arrays.curve_steps.data.forEach((step, at) =>
      rows.push(["loss", step, name, "", arrays[`curve_${name}`].data[at]]),
    );
  const each = (kind, array, names) => {
    const stride = array.data.length / steps.length;
    array.data.forEach((value, at) =>
      rows.push([kind, steps[Math.floor(at / stride)], ...names(at % stride), value]),
    );
  };
  const { labels, heads, words } = header;
  const ofHead = (at) => heads[at % heads.length];
  if (!header.covered)
    each("job", arrays.shares, (at) => [header.jobs[Math.floor(at / heads.length)].label, ofHead(at)]);
  each("map", arrays.paths, (at) => [header.names[at >> 1], "xy"[at % 2]]);
  const size = labels.length;
  each("attention", arrays.weights, (at) => {
    const [head, query] = [heads[Math.floor(at / size ** 2)], Math.floor(at / size) % size];
    return [`${head} ${query}:${labels[query]}`, `${at % size}:${labels[at % size]}`];
  });
  const [, count] = arrays.probabilities.shape;
  arrays.probabilities.data.forEach((p, at) => {
    const snapshot = Math.floor(at / count);
    rows.push(["next", steps[snapshot], (at % count) + 1, words[snapshot]?.[at % count], p]);
  });
  return rows;
}
