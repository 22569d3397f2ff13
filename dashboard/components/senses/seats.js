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

// Push what is nearer than `room` apart, a little at a time; where all lie on one spot they form a ring.
export function apart(spots, room) {
  const moved = spots.map(([x, y], i) => [x + Math.cos(2.4 * i), y + Math.sin(2.4 * i)]);
  for (let round = 0; round < 60; round += 1)
    moved.forEach((a, i) =>
      moved.slice(0, i).forEach((b) => {
        const [dx, dy] = [a[0] - b[0], a[1] - b[1]];
        const distance = Math.hypot(dx, dy) || 1;
        const push = Math.max(0, room - distance) / 2 / distance;
        a[0] += push * dx;
        a[1] += push * dy;
        b[0] -= push * dx;
        b[1] -= push * dy;
      }),
    );
  return moved;
}

export function inside(value, size) {
  return Math.min(Math.max(value, BADGE + 2), size - BADGE - 2);
}
