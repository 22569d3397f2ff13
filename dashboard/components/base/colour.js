// Colours as numbers, and scales of 256 of them. What they look like is said in figures/palette.py alone.

const STEPS = 256;

/** #rrggbb as three numbers. */
export function rgb(hex) {
  return [1, 3, 5].map((from) => parseInt(hex.slice(from, from + 2), 16));
}

/** The colour at `share` (0 … 1) of evenly spaced stops, all as numbers. */
export function between(stops, share) {
  const place = Math.min(Math.max(share, 0), 1) * (stops.length - 1);
  const first = Math.min(Math.floor(place), stops.length - 2);
  return stops[first].map((value, axis) => value + (place - first) * (stops[first + 1][axis] - value));
}

export function css(colour) {
  return `rgb(${colour.map(Math.round).join(" ")})`;
}

/** A colour, as three numbers, as one pixel of an image. */
export function pixelOf(colour) {
  return new Uint32Array(Uint8ClampedArray.from([...colour, 255]).buffer)[0];
}

/** WCAG relative luminance, 0 … 1. */
export function luminance(colour) {
  const [red, green, blue] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The ink that stands out more on a colour. */
export function inkOn(colour) {
  return luminance(colour) > 0.19 ? "var(--db-on-light)" : "var(--db-on-dark)";
}

/** A scale of colours along stops (numbers), evenly spaced. */
export class Ramp {
  constructor(stops) {
    this.stops = stops;
    this.pixels = Uint32Array.from({ length: STEPS }, (_, step) =>
      pixelOf(between(stops, step / (STEPS - 1))),
    );
  }

  /** The pixel at `share` (0 … 1). */
  pixel(share) {
    return this.pixels[Math.round(Math.min(Math.max(share, 0), 1) * (STEPS - 1))];
  }

  /** The colour at `share` (0 … 1) as CSS. */
  css(share) {
    return css(between(this.stops, share));
  }

  /** All of it as a background, from left to right. */
  gradient() {
    return `linear-gradient(to right, ${this.stops.map(css).join(",")})`;
  }
}
