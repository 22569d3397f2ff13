// Where a point of the map stands on screen: rotation (3-D only), then zoom and shift.

import { clamp } from "../base/dom.js";

export const FARTHEST = 0.5;
export const NEAREST = 400;
const MARGIN = 0.92;
const DEPTH = 0.28; // how much nearer things look larger; 0 would be no perspective at all

export class Camera {
  constructor(frame = { x: 0, y: 0, width: 1, height: 1 }) {
    this.frame = frame;
    this.reset();
  }

  /** The whole map in view; a part of a turn shows that it has depth. */
  reset() {
    Object.assign(this, { x: this.frame.x, y: this.frame.y, zoom: 1, yaw: 0.6, pitch: 0.35 });
  }

  resize(width, height) {
    this.width = width;
    this.height = height;
  }

  get scale() {
    const fit = Math.min(this.width / this.frame.width, this.height / this.frame.height);
    return (fit / 2) * MARGIN * this.zoom;
  }

  /** Coordinates in the plane of the picture, before zoom and shift: x, y and depth (towards the reader). */
  turned(x, y, z) {
    const [cy, sy] = [Math.cos(this.yaw), Math.sin(this.yaw)];
    const [cp, sp] = [Math.cos(this.pitch), Math.sin(this.pitch)];
    const along = cy * z - sy * x;
    const depth = cp * along + sp * y;
    const near = 1 / (1 - DEPTH * depth);
    return [(cy * x + sy * z) * near, (cp * y - sp * along) * near, depth];
  }

  /** Window coordinates of a point of the picture's plane; y points up. */
  toScreen(x, y) {
    return [this.width / 2 + (x - this.x) * this.scale, this.height / 2 - (y - this.y) * this.scale];
  }

  fromScreen(sx, sy) {
    return [this.x + (sx - this.width / 2) / this.scale, this.y - (sy - this.height / 2) / this.scale];
  }

  pan(dx, dy) {
    this.x -= dx / this.scale;
    this.y += dy / this.scale;
    this.x = clamp(this.x, -2, 2);
    this.y = clamp(this.y, -2, 2);
  }

  turn(dx, dy) {
    this.yaw = wrapped(this.yaw + dx * 0.008);
    this.pitch = clamp(this.pitch + dy * 0.008, -1.5, 1.5);
  }

  /** Zoom about a point of the window, which stays where it is. */
  magnify(factor, sx = this.width / 2, sy = this.height / 2) {
    const [x, y] = this.fromScreen(sx, sy);
    this.zoom = clamp(this.zoom * factor, FARTHEST, NEAREST);
    const [nx, ny] = this.fromScreen(sx, sy);
    this.x += x - nx;
    this.y += y - ny;
  }

  get state() {
    const { x, y, zoom, yaw, pitch } = this;
    return { x, y, zoom, yaw, pitch };
  }
}

/** Middle and half-extent of nearly all points: `coordinates` is (count, size), `solid` turns them in space. */
export function frameOf(coordinates, size, solid) {
  const axis = (offset) =>
    Float32Array.from({ length: coordinates.length / size }, (_, i) => coordinates[size * i + offset]).sort();
  const ends = (sorted) => [
    sorted[Math.floor(sorted.length * 0.001)],
    sorted[Math.ceil(sorted.length * 0.999) - 1],
  ];
  const [[left, right], [low, high]] = [ends(axis(0)), ends(axis(1))];
  const frame = {
    x: (left + right) / 2,
    y: (low + high) / 2,
    width: (right - left) / 2 || 1,
    height: (high - low) / 2 || 1,
  };
  if (!solid) return frame;
  const [back, front] = ends(axis(2));
  const half = 1.05 * Math.max(frame.width, frame.height, (front - back) / 2);
  return { x: 0, y: 0, width: half, height: half };
}

function wrapped(angle) {
  return Math.atan2(Math.sin(angle), Math.cos(angle));
}
