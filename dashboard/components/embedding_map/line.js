// Every word on one axis: a crowd above, the claims put to the test below, all on the same scale.

import { clamp, element } from "../base/dom.js";
import { filled } from "../base/format.js";
import { spreadLabels, svg, textWidth, tickText, ticks } from "../base/svg.js";
import { signed } from "./wording.js";

const CROWD = 150;
const SCALE = 26;
const ROW = 22;
const GUTTER = 14; // room for the scroll bar beside the claims
const BINS = 140;
const NEAREST = 7;

export class LinePicture {
  constructor(root) {
    this.root = root;
    this.stage = element("div", { class: "line" });
    this.readout = element("p", { class: "readout", "aria-live": "polite" });
    root.replaceChildren(this.stage);
    this.observer = new ResizeObserver(() => this.draw());
  }

  /** `words` stand in the order of their coordinates `at`. */
  receive({ header, arrays }) {
    this.header = header;
    this.words = header.words;
    this.at = arrays.at.data;
    this.observer.disconnect();
    this.observer.observe(this.root);
    this.draw();
    this.readout.textContent = this.say("hint");
  }

  say(key, values) {
    return filled(this.header.texts[key], values);
  }

  draw() {
    const width = this.root.clientWidth - GUTTER;
    if (width < 50 || !this.words) return;
    const { rows } = this.header;
    this.font = (weight, size) => `${weight} ${size}px ${this.theme.font}`;
    const names = rows.map(({ label }) => textWidth(label, this.font(500, 13)));
    this.left = Math.min(Math.max(56, ...names) + 18, width * 0.36);
    this.right = width - 18;
    const values = [...rows.flatMap(({ points }) => points.map(({ at }) => at))];
    const [low, high] = [Math.min(this.at[0], ...values), Math.max(this.at.at(-1), ...values)];
    this.x = (value) => this.left + ((value - low) / (high - low)) * (this.right - this.left);
    this.value = (x) => low + ((x - this.left) / (this.right - this.left)) * (high - low);
    const total = rows.length * ROW + 8;
    const frame = (height, label, ...parts) =>
      svg(
        "svg",
        { width, height, viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": label },
        parts,
      );
    const crowd = frame(
      CROWD + SCALE,
      this.say("picture"),
      this.crowd(),
      this.axis(low, high),
      this.cursor(),
    );
    const claims = frame(
      total,
      this.say("claims"),
      this.grid(low, high, total),
      rows.map((row, i) => this.row(row, i)),
    );
    crowd.addEventListener("pointermove", (event) => this.point(event));
    crowd.addEventListener("pointerdown", (event) => this.point(event));
    this.stage.replaceChildren(
      element("div", { class: "crowd-stage" }, crowd),
      this.readout,
      rows.length ? element("div", { class: "claims" }, claims) : "",
    );
    this.root.dataset.rows = rows.length;
  }

  /** How many words stand where, and the names of those farthest out and of the axis' own words. */
  crowd() {
    const counts = new Float64Array(BINS);
    const width = (this.right - this.left) / BINS;
    for (const value of this.at)
      counts[clamp(Math.floor((this.x(value) - this.left) / width), 0, BINS - 1)] += 1;
    const most = Math.max(...counts);
    const floor = CROWD - 6;
    // a square root keeps the few words far out visible beside the crowd in the middle
    const tall = (count) => Math.sqrt(count / most) * (CROWD - 66);
    const bars = [...counts].map((count, bin) =>
      count
        ? svg("rect", {
            x: this.left + bin * width,
            y: floor - tall(count),
            width: width + 0.3,
            height: tall(count),
          })
        : null,
    );
    return svg("g", { class: "crowd" }, bars, this.crowdNames(floor));
  }

  crowdNames(floor) {
    const index = new Map(this.words.map((word, place) => [word, place]));
    const ends = [...Array(4).keys()].flatMap((i) => [i, this.words.length - 1 - i]);
    const chosen = [...this.header.plus, ...this.header.minus].map((word) => index.get(word)).slice(0, 10);
    const places = [...new Set([...chosen, ...ends])].filter((place) => place !== undefined);
    const labels = places.map((place) => {
      const text = this.words[place];
      const size = textWidth(text, this.font(400, 12));
      const x = clamp(this.x(this.at[place]) - size / 2, 2, this.right + 14 - size);
      return { place, text, width: size, x, y: 44 };
    });
    const shown = spreadLabels(labels, 15).filter(({ y }) => y > 6 && y < 62);
    return shown.flatMap(({ place, text, x, y, width }) => {
      const word = this.words[place];
      const side = this.header.plus.includes(word) ? "plus" : this.header.minus.includes(word) ? "minus" : "";
      const mark = this.x(this.at[place]);
      return [
        svg("line", { x1: mark, x2: clamp(mark, x, x + width), y1: floor, y2: y + 4, class: "stem" }),
        svg("text", { x, y, class: `name ${side}`, lang: "ko" }, text),
      ];
    });
  }

  ticks(low, high) {
    return ticks(low, high, this.right - this.left > 500 ? 8 : 4);
  }

  axis(low, high) {
    const y = CROWD - 6;
    return svg(
      "g",
      { class: "axis" },
      svg("line", { x1: this.left, x2: this.right, y1: y, y2: y }),
      this.ticks(low, high).map((tick) => [
        svg("line", { x1: this.x(tick), x2: this.x(tick), y1: y, y2: y + 5 }),
        svg("text", { x: this.x(tick), y: y + 19, "text-anchor": "middle" }, tickText(tick)),
      ]),
      svg("text", { x: 2, y: y + 19, class: "axis-name" }, this.say("axis")),
    );
  }

  grid(low, high, height) {
    const lines = this.ticks(low, high).map((tick) =>
      svg("line", { x1: this.x(tick), x2: this.x(tick), y1: 0, y2: height, class: "grid" }),
    );
    return svg("g", { class: "axis" }, lines);
  }

  row(row, index) {
    const y = 4 + (index + 0.5) * ROW;
    const [first, last] = [row.points[0], row.points.at(-1)];
    const tell = () => this.tell(row);
    const ok = row.right ? "right" : "wrong";
    return svg(
      "g",
      {
        class: `test ${ok} ${row.held_out ? "" : "used"}`,
        tabindex: 0,
        role: "img",
        "aria-label": this.facts(row),
        "data-row": index,
        "data-right": row.right,
        onpointerenter: tell,
        onfocus: tell,
      },
      svg("rect", { x: 0, y: y - ROW / 2, width: this.right + 18, height: ROW, class: "reach" }),
      svg(
        "text",
        { x: this.left - 14, y: y + 4.5, "text-anchor": "end", class: "name", lang: "ko" },
        row.label,
      ),
      row.from === null || row.from === undefined
        ? null
        : svg("line", { x1: this.x(row.from), y1: y - ROW, x2: this.x(first.at), y2: y, class: "step" }),
      row.points.length > 1 ? this.arrow(this.x(first.at), this.x(last.at), y) : null,
      row.points.map((point, place) =>
        svg("circle", {
          cx: this.x(point.at),
          cy: y,
          r: 4.5,
          class: place || row.points.length === 1 ? "end" : "start",
        }),
      ),
    );
  }

  arrow(from, to, y) {
    const sign = Math.sign(to - from) || 1;
    const tip = to - sign * 6;
    return svg(
      "g",
      { class: "way" },
      svg("line", { x1: from + sign * 4, x2: tip, y1: y, y2: y }),
      Math.abs(to - from) > 16
        ? svg("path", { d: `M${tip - sign * 6} ${y - 4}L${tip} ${y}L${tip - sign * 6} ${y + 4}` })
        : null,
    );
  }

  facts(row) {
    const places = row.points.map(({ name, at }) => `${name} ${signed(at)}`).join(", ");
    return `${places} · ${this.say(row.right ? "right" : "wrong")}${row.held_out ? "" : ` · ${this.say("used")}`}`;
  }

  tell(row) {
    this.readout.textContent = this.facts(row);
  }

  cursor() {
    this.line = svg("line", { y1: 8, y2: CROWD, class: "cursor", visibility: "hidden" });
    return this.line;
  }

  /** Name the words nearest to the pointer. */
  point(event) {
    const box = this.stage.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const on = y < CROWD + SCALE && x >= this.left - 4 && x <= this.right + 4;
    this.line.setAttribute("visibility", on ? "visible" : "hidden");
    if (!on) return;
    this.line.setAttribute("x1", x);
    this.line.setAttribute("x2", x);
    const value = this.value(x);
    const place = nearest(this.at, value);
    const start = clamp(place - Math.floor(NEAREST / 2), 0, Math.max(0, this.words.length - NEAREST));
    const near = this.words.slice(start, start + NEAREST);
    this.readout.replaceChildren(
      element("b", {}, this.say("near", { value: signed(value, 3) })),
      element(
        "span",
        { lang: "ko" },
        near.map((word, i) => `${word} ${signed(this.at[start + i], 3)}`).join(" · "),
      ),
    );
  }

  leave() {
    this.observer.disconnect();
  }
}

function nearest(sorted, value) {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
