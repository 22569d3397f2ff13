// The loss above, the jobs of heads below, on one axis of steps; the line shows where the slider stands.

import { element } from "../base/dom.js";
import { picture, svg } from "../base/svg.js";
import { FOOT, GAP, JOBS, jobLines, LEFT, LOSS, lossLines, stepAxis, TOP } from "./lines.js";

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
    const room = { x: (step) => this.x(step), right: this.width - this.right, labels: this.right - 8 };
    const jobs = this.jobsShown() ? jobLines(app, room) : null;
    const parts = [stepAxis(app, room, height), lossLines(app, room), jobs, this.cursor];
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
    this.cursor.setAttribute("x1", String(x));
    this.cursor.setAttribute("x2", String(x));
  }
}
