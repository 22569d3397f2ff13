// The loss above, the jobs of heads below, on one axis of steps; the line shows where the slider stands.

import { element } from "../base/dom.js";
import { spreadLabels } from "../base/labels.js";
import { tickText } from "../base/scales.js";
import { picture, svg, textWidth } from "../base/svg.js";

const LEFT = 34;
const TOP = 14;
const GAP = 44;
const LOSS = 150;
const JOBS = 170;
const FOOT = 34;

export class Curves {
  constructor(app) {
    this.app = app;
    this.title = element("h4", {});
    this.stage = element("div", { class: "stage" });
    this.moments = element("div", { class: "moments" });
    this.caption = element("p", { class: "caption" });
    this.element = element(
      "section",
      { class: "curves" },
      this.title,
      this.stage,
      this.caption,
      this.moments,
    );
  }

  resize() {
    const { app } = this;
    this.width = Math.max(260, this.stage.clientWidth);
    this.right = this.jobsShown() ? 92 : 12;
    this.title.textContent = app.say("curves");
    this.caption.textContent = app.say(this.jobsShown() ? "curves_caption" : "covered");
    const height = TOP + LOSS + GAP + (this.jobsShown() ? JOBS + GAP : 0) + FOOT - GAP;
    this.cursor = svg("line", { class: "cursor", y1: TOP - 6, y2: height - FOOT });
    const parts = [
      this.axis(height),
      this.lossLines(),
      this.jobsShown() ? this.jobLines() : null,
      this.cursor,
    ];
    const onclick = (event) => this.pick(event);
    this.stage.replaceChildren(picture(this.width, height, app.say("curves"), { onclick }, parts));
    this.moments.replaceChildren(...(this.jobsShown() ? this.chips() : []));
  }

  jobsShown() {
    return !this.app.header.covered;
  }

  /** ln(1 + step), so that the untrained model has its place too. */
  x(step) {
    const { steps } = this.app.header;
    return LEFT + ((this.width - LEFT - this.right) * Math.log1p(step)) / Math.log1p(steps.at(-1));
  }

  axis(height) {
    let free = -Infinity;
    const ticks = this.app.header.steps.map((step) => {
      const x = this.x(step);
      const text = step.toLocaleString();
      const named = x - textWidth(text, "11.5px sans-serif") / 2 > free;
      if (named) free = x + textWidth(text, "11.5px sans-serif") / 2 + 6;
      const name = named ? svg("text", { x, y: height - FOOT + 15, "text-anchor": "middle" }, text) : null;
      return [svg("line", { class: "grid", x1: x, x2: x, y1: TOP, y2: height - FOOT }), name];
    });
    const title = svg(
      "text",
      { x: this.width - this.right, y: height - 4, "text-anchor": "end" },
      this.app.say("axis"),
    );
    return svg("g", { class: "axis" }, ticks, title);
  }

  lossLines() {
    const { arrays, header, theme } = this.app;
    const { data: steps } = arrays.curve_steps;
    const most = Math.ceil(Math.max(...arrays.curve_causal.data, ...arrays.curve_masked.data));
    const y = (loss) => TOP + LOSS * (1 - loss / most);
    const lines = ["causal", "masked"].map((name, index) => {
      const points = Array.from(
        arrays[`curve_${name}`].data,
        (loss, at) => `${this.x(steps[at])},${y(loss)}`,
      );
      return svg("polyline", { points: points.join(" "), stroke: theme.series[index] });
    });
    const names = ["causal", "masked"].map((name, index) =>
      svg(
        "text",
        { class: "name", x: LEFT + 8, y: TOP + LOSS - 26 + 17 * index, fill: theme.series[index] },
        header.texts[`loss_${name}`],
      ),
    );
    const ticks = Array.from({ length: Math.floor(most / 2) + 1 }, (_, index) => 2 * index);
    return svg("g", { class: "lines" }, this.levels(ticks, y, String), lines, names);
  }

  levels(values, y, text) {
    return svg(
      "g",
      { class: "axis" },
      values.map((value) => [
        svg("line", { class: "grid", x1: LEFT, x2: this.width - this.right, y1: y(value), y2: y(value) }),
        svg("text", { x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" }, text(value)),
      ]),
    );
  }

  jobLines() {
    const { header, theme } = this.app;
    const top = TOP + LOSS + GAP;
    const most = Math.ceil(10 * Math.max(...header.jobs.flatMap((job) => job.best)) + 0.2) / 10;
    const y = (share) => top + JOBS * (1 - share / most);
    const labels = header.jobs.map((job, index) => ({
      job,
      index,
      x: this.width - this.right + 6,
      y: y(job.best.at(-1)) + 4,
      width: this.right - 8,
    }));
    spreadLabels(labels, 15);
    const lines = header.jobs.map((job, index) => {
      const points = job.best.map((share, at) => `${this.x(header.steps[at])},${y(share)}`).join(" ");
      return svg("polyline", { points, stroke: theme.series[index] });
    });
    const dots = header.jobs.map((job, index) =>
      job.appeared === null
        ? null
        : svg(
            "circle",
            {
              r: 5.5,
              cx: this.x(header.steps[job.appeared]),
              cy: y(job.best[job.appeared]),
              fill: theme.series[index],
            },
            svg("title", {}, `${job.label} · ${header.steps[job.appeared].toLocaleString()}`),
          ),
    );
    const names = labels.map(({ job, index, x, y: at }) =>
      svg("text", { class: "name", x, y: at, fill: theme.series[index] }, job.label),
    );
    const title = svg("text", { class: "subtitle", x: LEFT, y: top - 12 }, this.app.say("jobs"));
    return svg(
      "g",
      { class: "lines" },
      title,
      this.levels([0, most / 2, most], y, tickText),
      lines,
      dots,
      names,
    );
  }

  /** The moment each job appears, to go there. */
  chips() {
    const { app } = this;
    return app.header.jobs.map((job, index) => {
      const colour = `--own: ${app.theme.series[index]}`;
      if (job.appeared === null)
        return element(
          "span",
          { class: "moment never", style: colour },
          element("b", {}, job.label),
          app.say("never", { share: job.most }),
        );
      const step = app.header.steps[job.appeared].toLocaleString();
      return element(
        "button",
        { type: "button", class: "moment", style: colour, onclick: () => this.visit(job) },
        element("b", {}, job.label),
        app.say("moment", { step, head: app.header.head_names[job.head] }),
      );
    });
  }

  visit(job) {
    const { app } = this;
    app.controls.stop();
    app.pick(job.head);
    app.go(job.appeared);
  }

  pick(event) {
    const { app } = this;
    const x = event.clientX - this.stage.getBoundingClientRect().left;
    const far = app.header.steps.map((step) => Math.abs(this.x(step) - x));
    app.controls.stop();
    app.go(far.indexOf(Math.min(...far)));
  }

  draw() {
    const { steps } = this.app.header;
    const low = Math.floor(this.app.position);
    const [a, b] = [this.x(steps[low]), this.x(steps[Math.min(low + 1, this.app.last)])];
    const x = a + (b - a) * (this.app.position - low);
    this.cursor.setAttribute("x1", x);
    this.cursor.setAttribute("x2", x);
  }
}
