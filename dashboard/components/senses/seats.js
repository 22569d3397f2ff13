// Where things stand on the picture when several want the same place.

export const BADGE = 12; // radius of a word's number

/**
 * A CSS transform, so that a change of layer is a movement.
 *
 * @param {any} node
 * @param {number[]} place
 */
export function move(node, [x, y]) {
  node.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
}

export function line(node, [x1, y1], [x2, y2]) {
  for (const [name, value] of Object.entries({ x1, y1, x2, y2 })) node.setAttribute(name, value.toFixed(1));
}

export function nearest(spots, at, reach) {
  let best = null;
  let least = reach;
  spots.forEach((spot, i) => {
    const distance = Math.hypot(spot[0] - at[0], spot[1] - at[1]);
    if (distance < least) [best, least] = [i, distance];
  });
  return best;
}

// Numbers of words that lie on one another stand side by side around their place; a thin line leads back to it.
export function seated(spots) {
  const seats = spots.map((spot) => [...spot]);
  const groups = [];
  spots.forEach((spot, i) => {
    const group = groups.find(
      ({ middle }) => Math.hypot(middle[0] - spot[0], middle[1] - spot[1]) < 1.6 * BADGE,
    );
    if (group) group.members.push(i);
    else groups.push({ middle: spot, members: [i] });
  });
  for (const { middle, members } of groups.filter((group) => group.members.length > 1)) {
    const radius = Math.max(BADGE * 1.35, (BADGE * 2.2 * members.length) / (2 * Math.PI));
    members.forEach((member, place) => {
      const angle = (2 * Math.PI * place) / members.length - Math.PI / 2 - Math.PI / members.length;
      seats[member] = [middle[0] + radius * Math.cos(angle), middle[1] + radius * Math.sin(angle)];
    });
  }
  return seats;
}

/**
 * The middle of a box of `size` near `start` that covers the fewest `spots` and none of the boxes `taken`
 * [[middle, size]], inside a frame; of equals the nearest.
 *
 * @param {number[]} start
 * @param {number[]} size
 * @param {number[][]} spots
 * @param {number[][][]} taken
 * @param {number[]} frame
 */
export function freest(start, [width, height], spots, taken, [frameWidth, frameHeight]) {
  let best = start;
  let least = Infinity;
  for (let ring = 0; ring <= 12; ring += 1)
    for (let turn = 0; turn < (ring ? 16 : 1); turn += 1) {
      const angle = (Math.PI * turn) / 8;
      const x = bounded(start[0] + 14 * ring * Math.cos(angle), width, frameWidth);
      const y = bounded(start[1] + 14 * ring * Math.sin(angle), height, frameHeight);
      /** @param {number[]} middle */
      const covers = ([a, b], w, h) =>
        Math.abs(a - x) < (width + w) / 2 && Math.abs(b - y) < (height + h) / 2;
      const hidden = spots.filter((spot) => covers(spot, 8, 8)).length;
      const crowded = taken.filter(([middle, [w, h]]) => covers(middle, w, h)).length;
      const cost = hidden + 50 * crowded + 0.3 * ring;
      if (cost < least) [best, least] = [[x, y], cost];
    }
  return best;
}

function bounded(value, size, frame) {
  return Math.min(Math.max(value, size / 2 + 4), frame - size / 2 - 4);
}

export function inside(value, size) {
  return Math.min(Math.max(value, BADGE + 2), size - BADGE - 2);
}
