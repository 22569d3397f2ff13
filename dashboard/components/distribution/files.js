// The whole vocabulary as a table, from the likeliest token on, under the settings on screen.

/** One row a token: every digit, also of those that there is no room for. */
export function distributionRows({ result, moment }) {
  const head = ["rank", "id", "token", "logit", "exponential", "probability", "sum", "chance"];
  const rows = Array.from(result.order, (id, index) => [
    index + 1,
    id,
    nameOf(moment, id),
    result.logits[id],
    result.exponentials[index],
    result.shares[index],
    result.sums[index],
    result.chance(index),
  ]);
  return [head, ...rows];
}

// What Python has not named needs no name here either: its id stands beside it.
function nameOf({ names }, id) {
  const [label, space] = names[id] ?? ["", false];
  return space ? `␣${label}` : label;
}
