// The pictures of the embedding page. Each mount gets one payload, whose `kind` says which picture it is.

import { whenGone } from "../base/mounting.js";
import { unpack } from "../base/payload.js";
import { LinePicture } from "./line.js";
import { PlanePicture } from "./plane.js";
import { RowsPicture } from "./rows.js";
import { VocabularyMap } from "./map.js";
import { WordPanel } from "./word.js";
import { readTheme } from "./theme.js";

const KINDS = {
  map: VocabularyMap,
  word: WordPanel,
  rows: RowsPicture,
  plane: PlanePicture,
  line: LinePicture,
};
const pictures = new WeakMap();

/** Streamlit calls this at the start, and again for new data, a new theme, or a rerun of the page. */
export default function embedding({ data, parentElement, setStateValue }) {
  if (!data) return undefined;
  const root = parentElement.querySelector(".embedding");
  const payload = unpack(data);
  const { kind } = payload.header;
  let picture = pictures.get(parentElement);
  if (!picture || picture.kind !== kind) {
    picture?.leave();
    picture = Object.assign(new KINDS[kind](root), { kind });
    pictures.set(parentElement, picture);
  }
  root.dataset.kind = kind;
  picture.ask = setStateValue;
  picture.theme = readTheme(root, payload.header.colours);
  picture.receive(payload);
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      root.dataset.drawn = String(performance.now());
    }),
  );
  return whenGone(parentElement, () => picture.leave());
}
