// One sequential scale: it starts at the page's background and its lightness changes evenly, so it reads the same
// in grey and for every kind of colour vision. Stops are OKLCH (lightness, chroma, hue in degrees).

const STOPS_ON_LIGHT = [
  [0.86, 0.07, 225],
  [0.62, 0.145, 248],
  [0.44, 0.15, 262],
  [0.27, 0.1, 272],
];
const STOPS_ON_DARK = [
  [0.36, 0.09, 265],
  [0.56, 0.145, 255],
  [0.78, 0.12, 232],
  [0.96, 0.05, 210],
];
export const RAMP_STEPS = 256;

/** `{dark, colours, pixels}`: 256 RGBA colours from `background` on; `pixels` holds each as one number. */
export function colourRamp(background) {
  const start = labFromRgb(rgbFromCss(background));
  const dark = start[0] < 0.5;
  const stops = [start, ...(dark ? STOPS_ON_DARK : STOPS_ON_LIGHT).map(labFromLch)];
  const colours = new Uint8ClampedArray(4 * RAMP_STEPS);
  for (let step = 0; step < RAMP_STEPS; step += 1) {
    const [red, green, blue] = rgbFromLab(atLightness(stops, step / (RAMP_STEPS - 1)));
    colours.set([red, green, blue, 255], 4 * step);
  }
  return { dark, colours, pixels: new Uint32Array(colours.buffer) };
}

/** A CSS colour as one pixel. */
export function pixelOf(colour) {
  return new Uint32Array(Uint8ClampedArray.from([...rgbFromCss(colour), 255]).buffer)[0];
}

/** The ramp's colour at `share` (0 … 1) as CSS. */
export function rampCss(ramp, share) {
  const at = 4 * Math.round(Math.min(Math.max(share, 0), 1) * (RAMP_STEPS - 1));
  return `rgb(${ramp.colours[at]} ${ramp.colours[at + 1]} ${ramp.colours[at + 2]})`;
}

/** How far along the ramp a weight stands: the three scales a reader can choose. */
export function intensity(scale, value, most, rowMost) {
  const whole = scale === "row" ? rowMost : most;
  if (!(whole > 0)) return 0;
  const share = value / whole;
  return scale === "root" ? Math.sqrt(share) : share;
}

/** The weight that stands at `share` of the legend: the inverse of `intensity`. */
export function weightAt(scale, share, most) {
  return scale === "root" ? share * share * most : share * most;
}

// Between the stops, but measured by lightness: equal steps of weight are equal steps of lightness.
function atLightness(stops, share) {
  const first = stops[0][0];
  const lightness = first + share * (stops.at(-1)[0] - first);
  const sign = Math.sign(stops.at(-1)[0] - first);
  let index = 1;
  while (index < stops.length - 1 && sign * (lightness - stops[index][0]) > 0) index += 1;
  const [from, to] = [stops[index - 1], stops[index]];
  const part = from[0] === to[0] ? 0 : (lightness - from[0]) / (to[0] - from[0]);
  return from.map((value, axis) => value + part * (to[axis] - value));
}

function rgbFromCss(colour) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "#fff";
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
}

// OKLab, Ottosson 2020.
function labFromRgb(rgb) {
  const [r, g, b] = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function labFromLch([lightness, chroma, hue]) {
  const angle = (hue * Math.PI) / 180;
  return [lightness, chroma * Math.cos(angle), chroma * Math.sin(angle)];
}

function rgbFromLab([lightness, a, b]) {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map(
    (value) => 255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * Math.max(value, 0) ** (1 / 2.4) - 0.055),
  );
}
