// The overview's component. Streamlit calls `overview` at the start, and again for new data, a new theme, or a rerun.

import { Overview } from "./overview.js";
import { whenGone } from "../base/mounting.js";

const pictures = new WeakMap();

export default function overview({ data, parentElement, setTriggerValue }) {
  if (!data) return undefined;
  const root = parentElement.querySelector(".overview");
  let picture = pictures.get(root);
  if (!picture) pictures.set(root, (picture = new Overview(root)));
  picture.receive(data, setTriggerValue);
  return whenGone(parentElement, () => picture.leave());
}
