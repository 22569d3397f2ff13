// Where each sense's name stands on a picture: it hides no sign.

import { BADGE, freest } from "./seats.js";

const HEIGHT = 20; // pixels that a name takes
const LETTER = 15; // a Hangul letter's width

/** Beside its corner or the middle of its examples, where the fewest signs and numbers are. */
export function namePlaces({ app, exampleSpots, spots, width, height, names, ...scatter }, seats) {
  const { data, plane } = app;
  const all = [...exampleSpots, ...spots];
  const taken = seats.map((seat) => [seat, [2 * BADGE, 2 * BADGE]]);
  return data.senses.map((_, sense) => {
    const own = exampleSpots.filter((_unused, i) => data.examples[i].sense === sense);
    const start = plane === "senses" ? scatter.corners[sense] : middleOf(own);
    const size = [LETTER * names[sense].textContent.length + 8, HEIGHT];
    const place = freest(start, size, all, taken, [width, height]);
    taken.push([place, size]);
    return place;
  });
}

function middleOf(spots) {
  return [0, 1].map((axis) => spots.reduce((sum, spot) => sum + spot[axis], 0) / spots.length);
}
