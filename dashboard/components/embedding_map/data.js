// What the map is made of: the vocabulary's places, its groups, and which names get room first.

/**
 * A group as figures/embeddings.py packs it, and as it is drawn: with its rows of W_E.
 *
 * @typedef {{name: string, label: string, count: number}} PackedGroup
 * @typedef {{name: string, label: string, rows: number[]}} Group
 *
 * @typedef {object} MapHeader
 * @property {"map"} kind
 * @property {Record<string, string>} texts
 * @property {string[]} names of all rows
 * @property {PackedGroup[]} groups
 * @property {string[]} first_groups in colour when the link says nothing
 * @property {"raw"|"centred"} space
 * @property {number} first_component of the three that PCA sends, counted from 1
 * @property {number[]} explained shares of the variance, one a component
 * @property {Method[]} missing what cannot be computed here
 * @property {import("../base/view.js").Channel} channel
 *
 * @typedef {"pca"|"tsne"|"umap"} Method
 *
 * @typedef {object} Layout a place for each row: `coordinates` are (count, size), row by row
 * @property {import("../base/payload.js").Numbers} coordinates
 * @property {number} size
 */

/**
 * The maps that were sent.
 *
 * @param {Record<string, import("../base/payload.js").Block>} arrays
 * @returns {Partial<Record<Method, Layout>>}
 */
export function layoutsOf(arrays) {
  const sent = ["pca", "tsne", "umap"].filter((method) => arrays[method]);
  return Object.fromEntries(
    sent.map((method) => [method, { coordinates: arrays[method].data, size: arrays[method].shape[1] }]),
  );
}

/**
 * Groups with their rows, which stand in `members` one group after the other.
 *
 * @param {PackedGroup[]} list
 * @param {import("../base/payload.js").Numbers} members
 * @returns {Group[]}
 */
export function groupsOf(list, members) {
  let start = 0;
  return list.map(({ name, label, count }) => {
    const rows = [...members.subarray(start, start + count)];
    start += count;
    return { name, label, rows };
  });
}

/** Names that most likely get room: words first, those of small id (the tokenizer's most frequent) before others. */
export function orderOf(kinds) {
  return [...kinds.keys()].sort((a, b) => kinds[a] - kinds[b] || a - b);
}

/** Every point of the map on screen as a table. */
export function mapRows(names, norms, { coordinates, size }) {
  const head = ["id", "token", "norm", ...["x", "y", "z"].slice(0, size)];
  const place = (i) => coordinates.slice(size * i, size * (i + 1));
  return [head, ...names.map((name, i) => [i, name, norms[i], ...place(i)])];
}
