// What the reader is looking at, whole and within this model.

/** The choices beside the layer; the schema holds their values. */
export const CHOICES = ["view", "plane", "cosine"];

/** A view with every part set and within this model; the layer starts where the examples are told apart best. */
export function completed(view, data) {
  const whole = { ...view };
  for (const key of CHOICES) whole[key] ??= data.channel.keys[key].default;
  if (!(view.layer >= 0 && view.layer < data.layers)) whole.layer = data.layer;
  return whole;
}
