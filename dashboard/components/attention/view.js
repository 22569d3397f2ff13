// What the reader is looking at, whole and within this sentence and model.

import { AGGREGATES } from "./data.js";

/** The choices of how weights are drawn; the schema holds their values. */
export const CHOICES = ["unit", "scale", "sink", "show"];

/** A view of the URL, where heads are names, as it is used here: heads are numbers, but for "mean" and "max". */
export function fromLink(view) {
  const isNumber = typeof view.head === "string" && !AGGREGATES.includes(view.head);
  return isNumber ? { ...view, head: Number(view.head) } : view;
}

/** A view with every part set and within this sentence and model. */
export function completed(view, data) {
  const whole = { ...view };
  for (const key of CHOICES) whole[key] ??= data.channel.keys[key].default;
  if (!(view.layer >= 1 && view.layer <= data.layers)) whole.layer = data.first.layer;
  if (!AGGREGATES.includes(view.head) && !(view.head >= 1 && view.head <= data.heads))
    whole.head = data.first.head;
  const inside = (place) => Number.isInteger(place) && place >= 0 && place < data.size;
  if (!inside(view.query)) whole.query = Math.min(1, data.size - 1);
  if (!inside(view.query) || !inside(view.key)) whole.key = strongestKey(data, whole);
  return whole;
}

/** Query and key of a chosen cell: where the places of a view lie in its words they stay, else their first tokens. */
export function placesOf({ row, column }, items, { query, key }) {
  const keep = ({ first, last }, token) => (first <= token && token < last ? token : first);
  return { query: keep(items[row], query), key: column < 0 ? 0 : keep(items[column], key) };
}

// Where a word looks most, the start token aside: a first cell worth opening.
function strongestKey(data, { layer, head, query }) {
  if (!data.holds(layer, head)) return query;
  const row = data.weights(layer, head).subarray(query * data.size, (query + 1) * data.size);
  let best = query;
  for (let key = 1; key < data.size; key += 1) if (row[key] > row[best]) best = key;
  return best;
}
