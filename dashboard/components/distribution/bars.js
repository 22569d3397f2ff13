// The likeliest tokens as bars, the true one, all others in one, and their sum.

import { element, find, keepFocus, stepTo } from "../base/dom.js";
import { shareText, shortText } from "../base/format.js";
import { Dice } from "./dice.js";

const LISTED = 20;
const MOVES = { ArrowUp: -1, ArrowDown: 1 };

export class Bars {
  constructor(app) {
    this.app = app;
    this.axis = element("div", { class: "bar-row axis", "aria-hidden": "true" });
    this.list = element("ol", { class: "bars" });
    this.rest = element("div", { class: "bar-row rest" });
    this.sum = element("div", { class: "bar-row sum" });
    this.dice = new Dice(app);
    const parts = [this.axis, this.list, this.rest, this.sum, this.dice.element];
    this.element = element("div", { class: "chart" }, parts);
    this.list.addEventListener("click", (event) => this.onClick(event));
    this.list.addEventListener("keydown", (event) => this.onKey(event));
    this.list.addEventListener("pointerover", (event) => this.onPoint(event));
    this.list.addEventListener("pointerleave", () => app.tooltip.hide());
  }

  onClick(event) {
    const id = event.target.closest("[data-id]")?.dataset.id;
    this.app.tooltip.hide();
    if (id) this.app.choose({ token: Number(id) });
  }

  onKey(event) {
    const buttons = [...this.list.querySelectorAll("button")];
    const next = stepTo(event, MOVES, buttons.indexOf(event.target.closest("button")), buttons.length);
    if (next === null) return;
    event.preventDefault();
    const { id } = buttons[next].dataset;
    this.app.choose({ token: Number(id) });
    find(this.list, `[data-id="${id}"]`)?.focus();
  }

  onPoint(event) {
    const row = event.target.closest("[data-id]");
    if (!row || event.pointerType === "touch") return;
    const note = this.app.originPart.brief(Number(row.dataset.id));
    this.app.tooltip.show(note, row.querySelector(".value").getBoundingClientRect());
  }

  update() {
    const { result, moment, view } = this.app;
    this.element.hidden = view.show !== "bars";
    if (this.element.hidden) return;
    const indices = Array.from({ length: Math.min(LISTED, result.size) }, (_, index) => index);
    const next = moment.next === null ? -1 : result.indexOf(moment.next);
    if (next >= indices.length) indices.push(next);
    this.most = view.axis === "one" ? 1 : ceiling(Math.max(result.shares[0], result.chance(0)));
    this.element.dataset.cut = String(result.isCut);
    this.drawAxis();
    keepFocus(this.list, "id", () => this.list.replaceChildren(...indices.map((index) => this.row(index))));
    this.drawRest(indices);
    this.dice.update();
  }

  drawAxis() {
    const { app } = this;
    const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) =>
      element("i", { style: `left:${100 * share}%` }, element("b", {}, shortText(share * this.most))),
    );
    const chance = app.result.isCut ? app.say("column_chance") : "";
    this.axis.replaceChildren(...line("", app.say("column_token"), ticks, app.say("column_share"), chance));
  }

  bar(name, value) {
    const width = (100 * Math.min(value / this.most, 1)).toFixed(3);
    return element("i", { class: name, style: `width:${width}%` });
  }

  row(index) {
    const { app } = this;
    const { result, moment, view } = app;
    const id = result.order[index];
    const [share, chance] = [result.shares[index], result.chance(index)];
    const cut = index >= result.kept;
    const isNext = id === moment.next;
    const mark = isNext ? element("em", {}, app.say(view.step === null ? "true_mark" : "drawn_mark")) : null;
    const bars = [cut || !result.isCut ? null : this.bar("chance-bar", chance), this.bar("share-bar", share)];
    const options = {
      type: "button",
      class: "bar-row",
      "aria-pressed": String(id === app.token),
      tabindex: id === app.token || (index === 0 && !this.lists(app.token)) ? "0" : "-1",
      dataset: { id, rank: index + 1, share, chance, cut: String(cut), next: String(isNext) },
    };
    const left = result.isCut ? (cut ? app.say("cut") : shareText(chance)) : "";
    const cells = line(rankText(index + 1), [app.nameNode(app.name(id)), mark], bars, shareText(share), left);
    return element("li", { class: index >= LISTED ? "far" : null }, element("button", options, cells));
  }

  lists(id) {
    return this.app.result.indexOf(id) < LISTED || id === this.app.moment.next;
  }

  drawRest(indices) {
    const { app } = this;
    const { result } = app;
    const listed = indices.reduce((total, index) => total + result.shares[index], 0);
    const chance = 1 - indices.reduce((total, index) => total + result.chance(index), 0);
    const [share, count] = [Math.max(0, result.sums.at(-1) - listed), result.size - indices.length];
    const left = result.isCut ? shareText(chance < 1e-12 ? 0 : chance) : "";
    const bar = this.bar(share > this.most ? "rest-bar over" : "rest-bar", share);
    this.rest.hidden = count === 0;
    this.rest.dataset.share = String(share);
    this.rest.replaceChildren(
      ...line("", app.say("rest", { n: rankText(count) }), bar, shareText(share), left),
    );
    this.sum.dataset.sum = String(result.sums.at(-1));
    const total = result.sums.at(-1).toFixed(6);
    this.sum.replaceChildren(...line("", app.say("sum"), "", total, result.isCut ? "1.000000" : ""));
  }
}

/** The cells of a line of the chart. */
function line(rank, name, track, value, chance) {
  return Object.entries({ rank, name, track, value, chance }).map(([kind, content]) =>
    element("span", { class: kind }, content),
  );
}

function rankText(rank) {
  return rank.toLocaleString();
}

/** The next of 1, 2, 5 times a power of ten, at most 1. */
function ceiling(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 3, 4, 5, 6, 8, 10].find((factor) => factor * power >= value * 0.999999) ?? 10;
  return Math.min(1, step * power);
}
