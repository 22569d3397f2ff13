// What the reader is looking at <-> the URL. The browser keeps it there by itself, so no choice waits for Python.

import { AGGREGATES } from "./data.js";

/** Every choice with its values, the default first; pages/attention/page.py holds the same table. */
export const CHOICES = {
  unit: ["token", "word"],
  scale: ["root", "linear", "row"],
  sink: ["shown", "apart"],
  show: ["matrix", "lines", "table"],
};
const KEYS = ["layer", "head", "query", "key", ...Object.keys(CHOICES)];

/** The parts of a view that the URL holds and that make sense; the rest is left to `completed`. */
export function readView(search) {
  const values = new URLSearchParams(search);
  const view = {};
  for (const key of KEYS.filter((name) => values.has(name))) {
    const raw = values.get(key);
    if (CHOICES[key]?.includes(raw) || (key === "head" && AGGREGATES.includes(raw))) view[key] = raw;
    else if (!CHOICES[key] && /^\d{1,4}$/.test(raw)) view[key] = Number(raw);
  }
  return view;
}

/** A view with every part set and within this sentence and model. */
export function completed(view, data) {
  const whole = { ...view };
  for (const [key, names] of Object.entries(CHOICES))
    whole[key] = names.includes(view[key]) ? view[key] : names[0];
  if (!(view.layer >= 1 && view.layer <= data.layers)) whole.layer = data.first.layer;
  if (!AGGREGATES.includes(view.head) && !(view.head >= 1 && view.head <= data.heads))
    whole.head = data.first.head;
  const inside = (place) => Number.isInteger(place) && place >= 0 && place < data.size;
  if (!inside(view.query)) whole.query = Math.min(1, data.size - 1);
  if (!inside(view.query) || !inside(view.key)) whole.key = strongestKey(data, whole);
  return whole;
}

// Where a word looks most, the start token aside: a first cell worth opening.
function strongestKey(data, { layer, head, query }) {
  if (!data.holds(layer, head)) return query;
  const row = data.weights(layer, head).subarray(query * data.size, (query + 1) * data.size);
  let best = query;
  for (let key = 1; key < data.size; key += 1) if (row[key] > row[best]) best = key;
  return best;
}

/** Write the view into the URL without a new entry in the history; defaults stay out, other keys stay as they are. */
export function writeView(view) {
  const url = new URL(window.location.href);
  for (const key of KEYS) {
    if (CHOICES[key] && view[key] === CHOICES[key][0]) url.searchParams.delete(key);
    else url.searchParams.set(key, String(view[key]));
  }
  if (url.href !== window.location.href) window.history.replaceState(window.history.state, "", url);
}
