// What a link says is read, written and followed by the page's schema alone.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, mock, test } from "node:test";

import { linkTo, parsed, viewIn, written } from "../../dashboard/components/base/codec.js";
import { applyView, View } from "../../dashboard/components/base/view.js";

const CASES = JSON.parse(readFileSync(new URL("codec_cases.json", import.meta.url), "utf-8"));
const KEYS = {
  layer: { kind: "integer", low: 1, high: 6 },
  show: { kind: "choice", names: ["matrix", "lines"], default: "matrix" },
  T: { kind: "number", low: 0.01, high: 100, default: 1 },
  w: { kind: "integers", low: 0, high: 99, least: 0, most: 3 },
};

test("the table of cases is read as Python reads it", () => {
  for (const { rule, raw, value } of CASES) assert.deepEqual(parsed(rule, raw), value, `${rule.kind} ${raw}`);
});

test("what is written is read again", () => {
  for (const { rule, raw, value } of CASES) {
    if (value === undefined) continue;
    assert.deepEqual(parsed(rule, written(value)), value, `${rule.kind} ${raw}`);
  }
});

test("a view is what makes sense in a link", () => {
  assert.deepEqual(viewIn(KEYS, "?layer=3&show=table&T=2.50&w=1,2&text=x"), { layer: 3, T: 2.5, w: [1, 2] });
  assert.deepEqual(viewIn(KEYS, "?w="), { w: [] });
  assert.deepEqual(viewIn(KEYS, ""), {});
});

test("defaults and what has no value stay out of a link, other keys stay in it", () => {
  const before = "?text=배&show=lines&w=4&p=1";
  const link = new URLSearchParams(linkTo(KEYS, { layer: 2, show: "matrix", T: 1.0, w: null, p: 7 }, before));
  assert.deepEqual(Object.fromEntries(link), { text: "배", p: "1", layer: "2" });
});

/** A browser's window, as far as a view needs one. */
function browser(search) {
  const url = new URL(`http://localhost/attention${search}`);
  const location = {
    get href() {
      return url.href;
    },
    get search() {
      return url.search;
    },
    pathname: url.pathname,
  };
  const history = {
    state: null,
    written: 0,
    replaceState(_state, _title, to) {
      url.href = String(to);
      this.written += 1;
    },
  };
  globalThis.window = Object.assign(new EventTarget(), { location, history });
  globalThis.document = new EventTarget();
}

const link = () => Object.fromEntries(new URLSearchParams(window.location.search));

beforeEach(() => {
  browser("?text=배&layer=3");
  mock.timers.enable({ apis: ["setTimeout"] });
});
afterEach(() => mock.timers.reset());

test("two parts of a page leave each other's keys alone", () => {
  const [one, other] = [new View(() => {}), new View(() => {})];
  one.receive({ keys: { layer: KEYS.layer } }, () => {});
  other.receive({ keys: { show: KEYS.show } }, () => {});
  one.write({ layer: 4 });
  other.write({ show: "lines" });
  one.write({ layer: 5 });
  mock.timers.tick(1000);
  assert.deepEqual(link(), { text: "배", layer: "5", show: "lines" });
});

test("the first write is at once, quick ones after it are gathered, and the last one stands", () => {
  const view = new View(() => {});
  view.receive({ keys: KEYS }, () => {});
  for (let layer = 1; layer <= 6; layer += 1) view.write({ layer });
  assert.equal(link().layer, "1");
  assert.equal(window.history.written, 1);
  mock.timers.tick(1000);
  assert.equal(link().layer, "6");
  assert.equal(window.history.written, 2);
});

test("what still waits is written when Python is about to be asked, and never into another page's URL", () => {
  const view = new View(() => {});
  view.receive({ keys: KEYS }, () => {});
  view.write({ layer: 1 });
  view.write({ layer: 2 });
  view.flush();
  assert.equal(link().layer, "2");
  view.write({ layer: 5 });
  window.location.pathname = "/tokens";
  mock.timers.tick(1000);
  assert.equal(link().layer, "2");
});

test("a sentence's own default is left out", () => {
  const view = new View(() => {});
  view.receive({ keys: KEYS }, () => {}, { layer: 3 });
  view.write({ layer: 3 });
  assert.deepEqual(link(), { text: "배" });
});

test("a view from outside is followed, null is the default", () => {
  const followed = [];
  const view = new View((patch) => followed.push(patch));
  view.receive({ keys: KEYS }, () => {});
  assert.ok(applyView({ text: "배", lang: "en", layer: "2", show: null, w: "1,2" }));
  assert.deepEqual(followed, [{ layer: 2, show: "matrix", w: [1, 2] }]);
});

test("a view of another subject is Python's to show, and so is nonsense nobody's", () => {
  const followed = [];
  const view = new View((patch) => followed.push(patch));
  view.receive({ keys: KEYS }, () => {});
  assert.ok(!applyView({ text: "말", layer: "2" }));
  assert.ok(!applyView({ mode: "causal", layer: "2" }));
  assert.ok(!applyView({ layer: "7" }));
  view.leave();
  assert.ok(!applyView({ layer: "2" }));
  assert.deepEqual(followed, []);
});

test("Python hears of the view only when it asked, once for many changes, and not twice of the same", () => {
  const told = [];
  const send = (...what) => told.push(what);
  const view = new View(() => {});
  view.receive({ keys: KEYS }, send);
  view.write({ layer: 1 });
  mock.timers.tick(5000);
  assert.deepEqual(told, []);
  view.receive({ keys: KEYS, report: 400 }, send);
  mock.timers.tick(400);
  assert.deepEqual(told, [["view", "layer=1"]]);
  for (const layer of [2, 3, 4]) view.write({ layer, show: "lines" });
  mock.timers.tick(399);
  assert.equal(told.length, 1);
  mock.timers.tick(1);
  view.write({ layer: 4 });
  mock.timers.tick(400);
  assert.deepEqual(told[1], ["view", "layer=4&show=lines"]);
  assert.equal(told.length, 2);
});

test("the way back shows the view of that URL and drops what still waited", () => {
  const shown = [];
  const view = new View(
    () => {},
    (patch) => shown.push(patch),
  );
  view.receive({ keys: KEYS }, () => {});
  view.write({ layer: 1 });
  view.write({ layer: 6 });
  window.dispatchEvent(new Event("popstate"));
  mock.timers.tick(1000);
  assert.deepEqual(shown, [{ layer: 1 }]);
  assert.equal(link().layer, "1");
});
