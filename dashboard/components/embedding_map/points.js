// Sixteen thousand points on a canvas: where they stand, which is under the pointer, how they are drawn.

const SHADES = 4; // steps of depth in three dimensions

export class Points {
  constructor(count) {
    this.count = count;
    this.x = new Float32Array(count);
    this.y = new Float32Array(count);
    this.depth = new Float32Array(count);
    this.plane = new Float32Array(2 * count);
  }

  /** Place all points for a camera. `coordinates` is (count, size) with size 2 or 3, row by row. */
  place(camera, coordinates, size, solid) {
    const { width, height, scale } = camera;
    const [dx, dy] = [width / 2 - camera.x * scale, height / 2 + camera.y * scale];
    for (let i = 0; i < this.count; i += 1) {
      let [px, py] = [coordinates[size * i], coordinates[size * i + 1]];
      if (solid) [px, py, this.depth[i]] = camera.turned(px, py, coordinates[size * i + 2]);
      this.plane[2 * i] = px;
      this.plane[2 * i + 1] = py;
      this.x[i] = dx + px * scale;
      this.y[i] = dy - py * scale;
    }
  }

  inside(i, camera, margin = 4) {
    const [x, y] = [this.x[i], this.y[i]];
    return x > -margin && y > -margin && x < camera.width + margin && y < camera.height + margin;
  }

  /** The point nearest to a place within `reach` pixels, those of `preferred` first; −1 for none. */
  nearest(sx, sy, reach, preferred) {
    let [best, least] = [-1, reach * reach];
    for (let i = 0; i < this.count; i += 1) {
      const distance = (this.x[i] - sx) ** 2 + (this.y[i] - sy) ** 2;
      const handicapped = preferred.has(i) ? distance * 0.25 : distance;
      if (handicapped < least) [best, least] = [i, handicapped];
    }
    return best;
  }

  /** Rows whose place in the picture's plane lies inside a polygon [x, y, x, y, …]. */
  within(polygon) {
    const rows = [];
    for (let i = 0; i < this.count; i += 1)
      if (contains(polygon, this.plane[2 * i], this.plane[2 * i + 1])) rows.push(i);
    return rows;
  }

  /** The quiet ground: every point as a small square, words darker than what goes on inside them. */
  drawGround(context, camera, theme, kinds, solid, quiet) {
    const radius = groundRadius(camera);
    const inks = [theme.text, theme.accent, theme.soft, theme.soft];
    const strength = (quiet ? 0.3 : 0.55) * Math.min(1.6, Math.max(1, camera.zoom ** 0.25));
    for (let shade = 0; shade < (solid ? SHADES : 1); shade += 1) {
      for (let kind = 0; kind < inks.length; kind += 1) {
        context.fillStyle = inks[kind];
        context.globalAlpha = Math.min(1, strength * (solid ? 0.35 + (0.85 * shade) / (SHADES - 1) : 1));
        context.beginPath();
        for (let i = 0; i < this.count; i += 1) {
          if (kinds[i] !== kind || (solid && this.shade(i) !== shade) || !this.inside(i, camera)) continue;
          // one path of all squares would take a browser ten times as long as single squares
          if (radius < 2) context.fillRect(this.x[i] - radius, this.y[i] - radius, 2 * radius, 2 * radius);
          else dot(context, this.x[i], this.y[i], radius);
        }
        if (radius >= 2) context.fill();
      }
    }
    context.globalAlpha = 1;
  }

  shade(i) {
    return Math.min(SHADES - 1, Math.max(0, Math.floor(((this.depth[i] + 0.5) / 1.0) * SHADES)));
  }

  /** A group's members in its colour and shape. */
  drawGroup(context, camera, theme, rows, slot) {
    const radius = markRadius(camera);
    context.fillStyle = theme.series[slot % theme.series.length];
    context.strokeStyle = theme.paper;
    context.lineWidth = 1.2;
    context.beginPath();
    for (const i of rows)
      if (this.inside(i, camera, 12)) SHAPES[slot % SHAPES.length](context, this.x[i], this.y[i], radius);
    context.stroke();
    context.fill();
  }
}

export function groundRadius(camera) {
  return Math.min(3.2, 0.85 * camera.zoom ** 0.33);
}

export function markRadius(camera) {
  return Math.min(7, 3.4 * camera.zoom ** 0.2);
}

export function dot(context, x, y, radius) {
  context.moveTo(x + radius, y);
  context.arc(x, y, radius, 0, 2 * Math.PI);
}

function polygon(corners, turn, grow) {
  return (context, x, y, radius) => {
    for (let corner = 0; corner < corners; corner += 1) {
      const angle = (2 * Math.PI * corner) / corners + turn;
      const [px, py] = [x + grow * radius * Math.cos(angle), y + grow * radius * Math.sin(angle)];
      if (corner) context.lineTo(px, py);
      else context.moveTo(px, py);
    }
    context.closePath();
  };
}

// Shape as well as colour, so that groups can be told apart without seeing colour.
export const SHAPES = [
  dot,
  polygon(4, Math.PI / 4, 1.2),
  polygon(3, -Math.PI / 2, 1.35),
  polygon(4, 0, 1.3),
  polygon(3, Math.PI / 2, 1.35),
  polygon(5, -Math.PI / 2, 1.2),
  polygon(6, 0, 1.15),
  polygon(8, Math.PI / 8, 1.05),
];

function contains(corners, x, y) {
  let inside = false;
  for (let i = 0, j = corners.length - 2; i < corners.length; j = i, i += 2) {
    const [xi, yi, xj, yj] = [corners[i], corners[i + 1], corners[j], corners[j + 1]];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}
