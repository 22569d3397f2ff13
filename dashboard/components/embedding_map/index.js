// The pictures of the embedding page. Each mount gets one payload, whose `kind` says which picture it is.

import { mount } from "../base/mounting.js";
import { LinePicture } from "./line.js";
import { VocabularyMap } from "./map.js";
import { PlanePicture } from "./plane.js";
import { RowsPicture } from "./rows.js";
import { WordPanel } from "./word.js";

const KINDS = {
  map: VocabularyMap,
  word: WordPanel,
  rows: RowsPicture,
  plane: PlanePicture,
  line: LinePicture,
};

export default mount((root, { kind }) => {
  root.dataset.kind = kind;
  return new KINDS[kind](root);
});
