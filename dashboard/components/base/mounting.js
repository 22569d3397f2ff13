// How a component begins and ends on a page.

import { offerFiles } from "./export.js";
import { unpack } from "./payload.js";

/** @typedef {(name: string, value: unknown) => void} Tell lets Python run */
/** @typedef {{setStateValue: Tell, setTriggerValue: Tell}} Streamlit */
/** @typedef {{receive: (payload: import("./payload.js").Payload, streamlit: Streamlit) => void, leave: () => void}} Mounted */

/**
 * A component's default export. `make(root, header)` makes the picture when there is none at this place yet, or when
 * the payload's `kind` is another one; it then `receive`s every payload, the very same object when the bytes have not
 * changed, and `leave`s when it is gone.
 *
 * Streamlit calls the export at the start, and again for new data, a new theme, or a rerun of the page. It calls the
 * cleanup when the component goes, but also for a run that a newer one has overtaken: then the component is still on
 * the page, and its keys and sizes must go on being heard.
 *
 * @param {(root: HTMLElement, header: any) => Mounted} make
 */
export function mount(make) {
  const shown = new WeakMap();
  return ({ data, parentElement, setStateValue, setTriggerValue }) => {
    if (!data) return undefined;
    const root = parentElement.querySelector(".component");
    const before = shown.get(root);
    const payload = before && equalBytes(before.bytes, data) ? before.payload : unpack(data);
    const same = before && before.payload.header.kind === payload.header.kind;
    if (before && !same) before.picture.leave();
    const picture = same ? before.picture : make(root, payload.header);
    shown.set(root, { picture, payload, bytes: data });
    picture.receive(payload, { setStateValue, setTriggerValue });
    offerFiles(root, picture);
    return () => {
      if (parentElement.isConnected) return;
      picture.leave();
      shown.delete(root);
    };
  };
}

/** Whether two payloads are the same: a rerun of the page hands over equal bytes in a new array. */
export function equalBytes(a, b) {
  if (a === b) return true;
  if (a.byteLength !== b.byteLength) return false;
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
}

/** For tests and benchmarks: what is drawn, and when it was on screen. */
export function announce(root, facts = {}) {
  Object.assign(root.dataset, facts);
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      root.dataset.drawn = String(performance.now());
    }),
  );
}
