// What the reader is looking at <-> the URL. The browser keeps it there by itself, so no choice waits for Python.

/** Every choice with its values, the default first; pages/senses/page.py holds the same table. */
export const CHOICES = {
  view: ["both", "bidirectional", "causal"],
  cosine: ["plain", "centred"],
};

/** The parts of a view that the URL holds and that make sense. */
export function readView(search) {
  const values = new URLSearchParams(search);
  const view = {};
  for (const [key, names] of Object.entries(CHOICES))
    if (names.includes(values.get(key))) view[key] = values.get(key);
  if (/^\d{1,2}$/.test(values.get("layer") ?? "")) view.layer = Number(values.get("layer"));
  return view;
}

/** A view with every part set and within this model; the layer starts where the examples are told apart best. */
export function completed(view, data) {
  const whole = { ...view };
  for (const [key, names] of Object.entries(CHOICES))
    whole[key] = names.includes(view[key]) ? view[key] : names[0];
  if (!(view.layer >= 0 && view.layer < data.layers)) whole.layer = data.layer;
  return whole;
}

/** Write the view into the URL without a new entry in the history; defaults stay out. */
export function writeView(view, data) {
  const url = new URL(window.location.href);
  const defaults = { layer: data.layer, view: CHOICES.view[0], cosine: CHOICES.cosine[0] };
  for (const [key, value] of Object.entries(defaults)) {
    if (view[key] === value) url.searchParams.delete(key);
    else url.searchParams.set(key, String(view[key]));
  }
  if (url.href !== window.location.href) window.history.replaceState(window.history.state, "", url);
}
