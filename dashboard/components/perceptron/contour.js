// Where a table of values crosses a level: marching squares (Lorensen and Cline 1987, in two dimensions).

/** Segments [x1, y1, x2, y2] in steps of the table, `width` values a row. Cells with a value that is none are left out. */
export function contour(values, width, level) {
  const segments = [];
  for (let row = 0; row + 1 < values.length / width; row += 1)
    for (let column = 0; column + 1 < width; column += 1) {
      const corners = [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ].map(([x, y]) => [column + x, row + y]);
      const heights = corners.map(([x, y]) => values[y * width + x] - level);
      if (heights.some(Number.isNaN)) continue;
      const crossings = corners.flatMap((from, i) => {
        const [a, b] = [heights[i], heights[(i + 1) % 4]];
        if (a < 0 === b < 0) return [];
        const to = corners[(i + 1) % 4];
        const share = a / (a - b);
        return [[from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])]];
      });
      // Four crossings are a saddle: its sides are joined two and two
      for (let i = 0; i + 1 < crossings.length; i += 2) segments.push([...crossings[i], ...crossings[i + 1]]);
    }
  return segments;
}
