// Word from one picture of the embedding page to another.

const GO = "dotbogi-embedding-go";
const SHOWN = "dotbogi-embedding-shown";
let lastShown = null;

/** Ask the map to go to a row of W_E. */
export function go(row) {
  window.dispatchEvent(new CustomEvent(GO, { detail: { row } }));
}

export function onGo(listener) {
  return listen(GO, listener);
}

/** Tell the map what the panel shows: the word, its cosines with all rows, its neighbours, the sentence. */
export function shown(detail) {
  lastShown = detail;
  window.dispatchEvent(new CustomEvent(SHOWN, { detail }));
}

/** The listener hears at once what was told before it came. */
export function onShown(listener) {
  if (lastShown) listener(lastShown);
  return listen(SHOWN, listener);
}

function listen(name, listener) {
  const handler = (event) => listener(event.detail);
  window.addEventListener(name, handler);
  return () => window.removeEventListener(name, handler);
}
