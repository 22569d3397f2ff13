// One frame of the map: ground, groups, lines to the neighbours, the lasso, names.

import { sizedContext } from "../base/dom.js";
import { drawLabels, placeLabels } from "../base/labels.js";
import { dot, markRadius } from "./points.js";

const LABEL_AREA = 8500; // square pixels of map for each name
const FEW = 12;

/** Draw all; returns the rows whose names are on screen. */
export function drawMap(canvas, map) {
  const { camera, points, theme } = map;
  const context = sizedContext(canvas, camera.width, camera.height);
  const groups = map.groups.shown;
  const quiet = groups.length > 0 || map.lasso.rows.length > 0;
  points.drawGround(context, camera, theme, map.kinds, map.projection.solid, quiet);
  groups.forEach((group, slot) => points.drawGroup(context, camera, theme, group.rows, slot));
  drawChosen(context, map);
  if (map.lasso.drawing) drawLasso(context, map);
  return drawNames(context, map, groups);
}

function drawChosen(context, { camera, points, theme, lasso, words }) {
  const { row, near, sentence, hovered } = words;
  const radius = markRadius(camera);
  ring(context, points, lasso.rows, radius * 0.9, theme.accent, 1.4);
  ring(context, points, sentence, radius + 1.5, theme.soft, 1.4);
  if (row >= 0) {
    context.strokeStyle = theme.accent;
    context.globalAlpha = 0.55;
    context.lineWidth = 1.2;
    context.beginPath();
    for (const other of near) {
      context.moveTo(points.x[row], points.y[row]);
      context.lineTo(points.x[other], points.y[other]);
    }
    context.stroke();
    context.globalAlpha = 1;
    ring(context, points, near, radius, theme.accent, 1.6);
    ring(context, points, [row], radius + 3, theme.paper, 5);
    ring(context, points, [row], radius + 3, theme.accent, 2.6);
  }
  if (hovered >= 0) ring(context, points, [hovered], radius + 2, theme.text, 1.6);
}

function ring(context, points, rows, radius, ink, width) {
  context.strokeStyle = ink;
  context.lineWidth = width;
  context.beginPath();
  for (const i of rows) dot(context, points.x[i], points.y[i], radius);
  context.stroke();
}

function drawLasso(context, { lasso, camera, theme }) {
  const { drawing } = lasso;
  context.beginPath();
  for (let i = 0; i < drawing.length; i += 2) context.lineTo(...camera.toScreen(drawing[i], drawing[i + 1]));
  context.closePath();
  context.fillStyle = theme.tint;
  context.fill();
  context.strokeStyle = theme.accent;
  context.lineWidth = 1.6;
  context.setLineDash([5, 4]);
  context.stroke();
  context.setLineDash([]);
}

function drawNames(context, map, groups) {
  const { camera, points, theme, names } = map;
  const chosen = new Set([map.words.row, map.words.hovered]);
  const second = new Set([...map.words.near, ...map.words.sentence]);
  const marked = new Map(groups.flatMap((group, slot) => group.rows.map((row) => [row, slot])));
  const fontOf = (row) =>
    chosen.has(row)
      ? `700 15px ${theme.font}`
      : second.has(row)
        ? `600 13px ${theme.font}`
        : `13px ${theme.font}`;
  const first = [map.words.hovered, map.words.row, ...map.words.near, ...map.words.sentence].filter(
    (row) => row >= 0,
  );
  const limit = Math.max(FEW, Math.round((camera.width * camera.height) / LABEL_AREA));
  const rows = unique([...first, ...map.lasso.rows.slice(0, 400), ...spread(groups), ...map.order]);
  const radius = markRadius(camera) + 2;
  const font = `600 13.5px ${theme.font}`;
  const placed = placeLabels(context, {
    rows,
    names,
    points,
    camera,
    radius,
    limit: limit + first.length,
    font,
  });
  const inkOf = (row) => (chosen.has(row) || second.has(row) || marked.has(row) ? theme.text : theme.soft);
  drawLabels(context, placed.reverse(), { names, theme, inkOf, fontOf });
  return placed.map(({ row }) => row);
}

// One name of each group in turn, so that a large group does not take all the room.
function spread(groups) {
  const longest = Math.max(0, ...groups.map((group) => Math.min(group.rows.length, 60)));
  const rows = [];
  for (let at = 0; at < longest; at += 1)
    for (const group of groups) if (at < group.rows.length) rows.push(group.rows[at]);
  return rows;
}

function* unique(rows) {
  const seen = new Set();
  for (const row of rows)
    if (!seen.has(row)) {
      seen.add(row);
      yield row;
    }
}
