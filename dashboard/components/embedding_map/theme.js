// Colours as the browser resolves them from the style sheet, and the page's palette, for drawing.

import { element } from "../base/dom.js";

const INKS = ["text", "soft", "faint", "line", "wash", "paper", "accent"];

/** `{font, series, ramp, <ink>}` of the theme on screen; `palette` holds both themes' `series` and `sequential` or `diverging`. */
export function readTheme(root, palette) {
  const probe = element("span", {});
  root.append(probe);
  const theme = { font: getComputedStyle(root).fontFamily };
  for (const name of INKS) {
    probe.style.color = `var(--${name})`;
    theme[name] = getComputedStyle(probe).color;
  }
  probe.style.color = "var(--paper)";
  theme.dark = lightness(getComputedStyle(probe).color) < 0.5;
  probe.remove();
  Object.assign(theme, palette[theme.dark ? "dark" : "light"]);
  root.dataset.theme = theme.dark ? "dark" : "light";
  theme.series.forEach((colour, index) => root.style.setProperty(`--series-${index}`, colour));
  theme.ramp = ramp(theme.sequential ?? theme.diverging);
  return theme;
}

/** RGBA bytes of 256 steps along a list of colours, evenly spaced. */
function ramp(colours) {
  const stops = colours.map(bytesOf);
  const steps = new Uint8ClampedArray(4 * 256);
  for (let step = 0; step < 256; step += 1) {
    const at = (step / 255) * (stops.length - 1);
    const index = Math.min(Math.floor(at), stops.length - 2);
    const part = at - index;
    for (let channel = 0; channel < 3; channel += 1)
      steps[4 * step + channel] =
        stops[index][channel] + part * (stops[index + 1][channel] - stops[index][channel]);
    steps[4 * step + 3] = 255;
  }
  return steps;
}

function bytesOf(colour) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
}

function lightness(colour) {
  const [red, green, blue] = bytesOf(colour);
  return (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
}
