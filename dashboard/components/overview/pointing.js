// What the pointer or the focus is on.

import { pixelAt } from "../base/paint.js";
import { attentionNote, unitNote, vectorNote, wordsNote } from "./notes.js";

/** What to say of the thing under pointer or focus: `{content, box, layer, column}`; `tiles` as in tiles.js. */
export function noteOf(event, data, tiles) {
  const link = event.target.closest("[data-box]");
  if (link) return boxNote(data, link, event);
  const cell = event.target.closest(".cell");
  if (!cell) return null;
  const column = Number(cell.dataset.column);
  const tile = event.target.closest("button[data-stage]");
  const stage = Number(tile?.dataset.stage ?? -1);
  if (tile && stage >= 0) {
    const dimension = event.type === "pointermove" ? dimensionAt(data, tiles, tile, event) : null;
    return { content: vectorNote(data, stage, column, dimension), box: tile, layer: stage - 3, column };
  }
  const part = event.target.closest("[data-layer]");
  if (part) {
    const layer = Number(part.dataset.layer);
    return { content: vectorNote(data, layer + 3, column, null), box: cell, layer, column };
  }
  return cell.parentElement.matches(".answers") ? { content: wordsNote(data, column), box: cell } : null;
}

function dimensionAt(data, { across }, tile, event) {
  const pixel = pixelAt(tile, across, Math.ceil(data.width / across), event);
  return pixel !== null && pixel < data.width ? pixel : null;
}

function boxNote(data, link, event) {
  const layer = Number(link.dataset.layer);
  const canvas = link.firstChild;
  const pixel = event.type === "pointermove" ? pixelAt(canvas, canvas.width, canvas.height, event) : null;
  if (link.dataset.box === "units") {
    const values = data.hiddenUnits(layer);
    const unit = pixel === null || pixel >= values.length ? values.indexOf(Math.max(...values)) : pixel;
    return { content: unitNote(data, layer, unit), box: link, layer, column: data.column };
  }
  const row = pixel === null ? data.column : Math.floor(pixel / data.columns);
  const key = pixel === null ? strongest(data, layer, row) : pixel % data.columns;
  return { content: attentionNote(data, layer, row, key), box: link, layer, column: row };
}

function strongest(data, layer, row) {
  const weights = Array.from({ length: data.columns }, (_, key) => data.weight(layer, row, key));
  return weights.indexOf(Math.max(...weights));
}
