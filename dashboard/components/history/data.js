// What figures/history.py packs, and what lies between two snapshots of it.

/**
 * A job of heads: its largest share at each snapshot, and the snapshot and head in which it appears first.
 *
 * @typedef {object} Job
 * @property {string} label
 * @property {number[]} best
 * @property {string} most
 * @property {number} threshold
 * @property {number|null} appeared
 * @property {string} head
 *
 * @typedef {object} Header
 * @property {Record<string, string>} texts
 * @property {number[]} steps of the snapshots
 * @property {number} step the one shown when the link says nothing, like `head`
 * @property {string} head
 * @property {string[]} tokens read up to each snapshot, like the losses `causal` and `masked` in words
 * @property {string[]} causal
 * @property {string[]} masked
 * @property {string[]} heads as they stand in a link
 * @property {Record<string, string>} head_names
 * @property {number} per_layer heads
 * @property {boolean} covered the jobs are not to be given away yet
 * @property {Job[]} jobs
 * @property {string[]} labels of the sentence's tokens
 * @property {number} place the chosen one
 * @property {string[][]} words the likeliest next tokens at each snapshot
 * @property {{label: string, ranks: number[]}|null} truth
 * @property {string[]} names on the map
 * @property {{label: string, rows: number[]}[]} groups of them, the last one the sentence's own words
 * @property {number[]} order in which names get room
 * @property {import("../base/view.js").Channel} channel
 */

/**
 * A number of an array whose first axis is the snapshot, on the way from one to the next.
 *
 * @param {import("../base/payload.js").Block} block
 * @param {number} position 0 … the last snapshot
 * @param {number} offset of the number within a snapshot
 */
export function between({ data, shape }, position, offset) {
  const stride = data.length / shape[0];
  const low = Math.floor(position);
  const share = position - low;
  const value = data[low * stride + offset];
  return share ? value + share * (data[(low + 1) * stride + offset] - value) : value;
}
