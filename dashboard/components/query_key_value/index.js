// The player of the steps. Streamlit calls `player` at the start, and again for new data, a new theme, or a rerun.

import { Player } from "./player.js";
import { whenGone } from "../base/mounting.js";

const players = new WeakMap();

export default function player({ data, parentElement, setTriggerValue }) {
  if (!data) return undefined;
  const root = parentElement.querySelector(".steps-player");
  let found = players.get(root);
  if (!found) players.set(root, (found = new Player(root)));
  found.receive(data, setTriggerValue);
  return whenGone(parentElement, () => found.leave());
}
