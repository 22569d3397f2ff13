// Colours of cells for light and for dark paper at once: CSS takes the one that fits.

/** `paint(cell, shade)`: shade 0 … 1 along the stops, nan for a cell that has no value. */
export function painter({ light, dark }) {
  const scales = [light, dark].map((stops) => stops.map(rgb));
  return (cell, shade) => {
    if (Number.isNaN(shade)) {
      cell.classList.add("none");
      return;
    }
    const [onLight, onDark] = scales.map((stops) => at(stops, shade));
    cell.style.background = `light-dark(${css(onLight)}, ${css(onDark)})`;
    cell.style.color = `light-dark(${ink(onLight)}, ${ink(onDark)})`;
  };
}

/** #rrggbb as three numbers. */
export function rgb(hex) {
  return [1, 3, 5].map((from) => parseInt(hex.slice(from, from + 2), 16));
}

/** The colour at `share` (0 … 1) of stops given by `rgb`. */
export function at(stops, share) {
  const place = Math.min(Math.max(share, 0), 1) * (stops.length - 1);
  const first = Math.min(Math.floor(place), stops.length - 2);
  return stops[first].map((value, axis) => value + (place - first) * (stops[first + 1][axis] - value));
}

function css(colour) {
  return `rgb(${colour.map(Math.round).join(" ")})`;
}

// Black or white, whichever stands out more (WCAG relative luminance).
function ink(colour) {
  const [red, green, blue] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.19 ? "#14171d" : "#fcfcfa";
}
