// The menus under the lessons' figures are plain HTML; one ear for all of them saves what stands above them.

import { copyLink, savePng, saveSvg } from "../base/export.js";

const FIGURE = "st-key-lesson_figure_";

export default function () {
  const { dataset } = document.documentElement;
  if (dataset.saving) return; // hears for every page that follows
  dataset.saving = "true";
  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const button = target.closest?.("button[data-export]");
    if (button) save(button);
  });
}

async function save(button) {
  const figure = button.closest(`[class*="${FIGURE}"]`);
  const [, name] = new RegExp(`${FIGURE}(\\S+)`).exec(figure.className);
  const picture = figure.querySelector(".js-plotly-plot .svg-container") ?? figure.firstElementChild;
  const { export: kind, copied } = button.dataset;
  if (kind === "link") await copyLink(button, copied);
  else if (kind === "png") await savePng(name, picture);
  else {
    const layers = drawn(figure);
    if (layers.length) await saveSvg(name, layers); // not while the table stands in its place
  }
}

/** The SVG elements of a figure: plotly's, or those of a component. */
function drawn(figure) {
  const plotly = [...figure.querySelectorAll(".js-plotly-plot .main-svg")];
  const inside = [...figure.querySelectorAll("*")].flatMap(({ shadowRoot }) => [
    ...(shadowRoot?.querySelectorAll(".component svg") ?? []),
  ]);
  return plotly.length ? plotly : inside;
}
