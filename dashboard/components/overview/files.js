// Every number of the passage as one long table, also of the tokens for which there is no room on screen.

/** Vectors after each stage, attention, what each part added, and the likeliest next tokens. */
export function passageRows({ arrays, labels, first, topPieces }) {
  const rows = [["kind", "layer", "token", "to", "value"]];
  const size = labels.length;
  const token = (at) => `${first + at}:${labels[at]}`;
  const each = (kind, { data, shape }, names) =>
    data.forEach((value, at) => rows.push([kind, ...names(at, shape), value]));
  const deep = (at, [, count, width]) => [
    Math.floor(at / (count * width)),
    Math.floor(at / width) % count,
    at % width,
  ];
  each("vector", arrays.vectors, (at, shape) => {
    const [stage, place, dimension] = deep(at, shape);
    return [stage, token(place), dimension];
  });
  each("attention", arrays.weights, (at, shape) => {
    const [layer, query, key] = deep(at, shape);
    return [layer + 1, token(query), token(key)];
  });
  each("added", arrays.added, (at) => {
    const part = Math.floor(at / size);
    return [Math.floor(part / 2) + 1, token(at % size), ["attention", "feedforward"][part % 2]];
  });
  each("hidden", arrays.hidden, (at, [, units]) => [Math.floor(at / units) + 1, "", at % units]);
  each("next", arrays.top_probabilities, (at, [, count]) => {
    const row = Math.floor(at / count);
    return ["", token(row), topPieces[row][at % count]];
  });
  return rows;
}
