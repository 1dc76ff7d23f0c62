// The comparison's chart: people out so far in each scenario, with bands, and what it says at a time.

const LOOKS = [
  ["#1c2126", ""], ["#0072b2", "7 3"], ["#d55e00", "2 2"], ["#cc79a7", "9 3 2 3"],
  ["#009e73", "4 4"], ["#e69f00", "1 3"],
];

const curves = { choice: 0, frame: 0, times: [] };

function startCurves() {
  if (!facts.choices.length) return;
  const which = byId("which");
  facts.choices.forEach((choice, place) => which.append(make("option", { value: place }, choice.words)));
  which.addEventListener("change", () => {
    curves.choice = Number(which.value);
    drawCurves();
  });
  curves.times = [...new Set(facts.choices.flatMap((c) => c.sides.flatMap((s) => s.time)))].sort((a, b) => a - b);
  const slider = byId("curve-time");
  slider.max = curves.times.length - 1;
  curves.frame = slider.max;
  slider.value = slider.max;
  slider.addEventListener("input", () => {
    curves.frame = Number(slider.value);
    readOff();
  });
  document.querySelectorAll(".choose").forEach((box) => (box.hidden = false));
  drawCurves();
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth !== width) drawCurves();
    width = innerWidth;
  });
  addEventListener("beforeprint", () => drawCurves(690));
  addEventListener("afterprint", () => drawCurves());
}

const lookOf = (label) => LOOKS[(label.charCodeAt(0) - 65) % LOOKS.length];

/** The value of a curve at a time; between its points the straight line. */
function valueAt(times, values, time) {
  if (time <= times[0]) return values[0];
  for (let k = 1; k < times.length; k += 1) {
    if (time > times[k]) continue;
    const part = (time - times[k - 1]) / (times[k] - times[k - 1]);
    return values[k - 1] + part * (values[k] - values[k - 1]);
  }
  return values.at(-1);
}

function drawCurves(forced = 0) {
  const box = byId("curve-chart");
  const choice = facts.choices[curves.choice];
  const width = forced || Math.max(box.clientWidth, 200);
  const strips = 15 * facts.opens.length;
  const plot = { left: 58, right: width - 30, top: 20 + strips, bottom: strips + (width < 600 ? 250 : 360) };
  const svg = make("svg", { class: "plot", role: "img", "aria-label": chartWords(choice), viewBox: `0 0 ${width} ${plot.bottom + 22}` });
  frame(svg, plot, width < 600);
  const most = Math.max(1, ...choice.sides.flatMap((s) => [...s.high, ...(s.over?.high ?? [])]));
  const y = scale(svg, plot, most);
  svg.append(make("text", { x: 2, y: strips + 13 }, "people out so far"));
  drawOpen(svg, plot);
  for (const side of choice.sides) if (side.over) drawOver(svg, plot, y, side);
  for (const side of choice.sides) drawBand(svg, plot, y, side, choice.assumed);
  const ends = [];
  for (const side of choice.sides) drawMean(svg, plot, y, side, ends);
  curves.plot = plot;
  curves.cursor = make("line", { y1: plot.top, y2: plot.bottom, stroke: "#000", "stroke-width": 1.2 });
  svg.append(curves.cursor);
  svg.addEventListener("pointerdown", (event) => seekCurve(svg, width, event));
  svg.addEventListener("pointermove", (event) => event.buttons === 1 && seekCurve(svg, width, event));
  box.replaceChildren(make("figure", { class: "chart full" }, svg, keyOf(choice)));
  readOff();
}

function chartWords(choice) {
  const said = choice.sides.map((s) => `${s.label} ${about(s.mean.at(-1))}`).join(", ");
  return `Chart: people out so far through ${choice.words}. At the end: ${said}. The table below holds its numbers.`;
}

/** Above the curves: when any corridor of each scenario is open. */
function drawOpen(svg, plot) {
  facts.opens.forEach((open, row) => {
    const y = 3 + 15 * row;
    svg.append(make("text", { x: plot.left - 6, y: y + 9, "text-anchor": "end" }, `${open.label} open`));
    for (const [begin, end] of open.spans) {
      const [a, b] = [along(plot, Math.max(begin, 0)), along(plot, Math.min(end, facts.axis.end))];
      if (b > a) svg.append(make("rect", { x: a, y, width: b - a, height: 10, fill: "#bcdcf0", stroke: "#004c7a", "stroke-width": 0.6 }));
    }
  });
}

const points = (plot, y, times, values) => times.map((t, k) => `${along(plot, t).toFixed(1)} ${y(values[k]).toFixed(1)}`);

const area = (plot, y, one) =>
  `M${points(plot, y, one.time, one.high).join("L")}L${points(plot, y, one.time, one.low).reverse().join("L")}Z`;

function drawOver(svg, plot, y, side) {
  const [colour] = lookOf(side.label);
  for (const values of [side.over.low, side.over.high]) {
    const d = `M${points(plot, y, side.over.time, values).join("L")}`;
    svg.append(make("path", { d, fill: "none", stroke: colour, "stroke-width": 1, "stroke-dasharray": "1 3" }));
  }
  svg.append(make("path", { d: area(plot, y, side.over), fill: colour, "fill-opacity": 0.06 }));
}

function drawBand(svg, plot, y, side, assumed) {
  const [colour] = lookOf(side.label);
  const d = area(plot, y, side);
  svg.append(make("path", { d, fill: colour, "fill-opacity": 0.28 }));
  if (assumed) hatchOver(svg, d, plot, 0.5);
}

function drawMean(svg, plot, y, side, ends) {
  const [colour, dashes] = lookOf(side.label);
  const d = `M${points(plot, y, side.time, side.mean).join("L")}`;
  svg.append(make("path", { d, fill: "none", stroke: colour, "stroke-width": 2, "stroke-dasharray": dashes }));
  let at = y(side.mean.at(-1)) + 4;
  while (ends.some((other) => Math.abs(other - at) < 12)) at += 12;
  ends.push(at);
  svg.append(make("text", { x: plot.right + 6, y: at, class: "end", fill: colour }, side.label));
}

function keyOf(choice) {
  const key = make("ul", { class: "chart-key" });
  for (const side of choice.sides) {
    const [colour, dashes] = lookOf(side.label);
    const sample = make("svg", { viewBox: "0 0 34 14", "aria-hidden": "true", class: "long" });
    sample.append(make("rect", { y: 2, width: 34, height: 10, fill: colour, "fill-opacity": 0.28 }));
    sample.append(make("path", { d: "M0 7H34", stroke: colour, "stroke-width": 2, "stroke-dasharray": dashes }));
    key.append(make("li", {}, sample, side.label));
  }
  const runs = facts.runs === 1 ? "line: the one run" : `line: mean of ${facts.runs} runs; band: 90 % of them`;
  const over = facts.inputs ? "; between dotted lines: 90 % of the draws of the inputs" : "";
  const assumed = choice.assumed ? "; hatched: the corridor's place is assumed" : "";
  key.append(make("li", {}, `${runs}${over}${assumed}. Grey: dark.`));
  return key;
}

function seekCurve(svg, width, event) {
  const box = svg.getBoundingClientRect();
  const x = ((event.clientX - box.left) * width) / box.width;
  const time = ((x - curves.plot.left) / (curves.plot.right - curves.plot.left)) * facts.axis.end;
  curves.frame = curves.times.reduce((best, t, k) => (Math.abs(t - time) < Math.abs(curves.times[best] - time) ? k : best), 0);
  byId("curve-time").value = curves.frame;
  readOff();
}

/** A count to two figures of a half-width, as the tables round it; whole people at the finest. */
function roundedTo(half, count) {
  const step = half < 10 ? 1 : 10 ** (Math.floor(Math.log10(half)) - 1);
  return Math.round(count / step) * step;
}

function readOff() {
  const time = curves.times[curves.frame];
  const x = along(curves.plot, time);
  curves.cursor.setAttribute("x1", x);
  curves.cursor.setAttribute("x2", x);
  const said = facts.choices[curves.choice].sides.map((side) => {
    const [mean, low, high] = ["mean", "low", "high"].map((name) => valueAt(side.time, side[name], time));
    if (facts.runs === 1) return `${side.label} ${shown(mean)}`;
    const told = (count) => grouped(roundedTo((high - low) / 2, count));
    return `${side.label} ${told(mean)} (${told(low)} to ${told(high)})`;
  });
  const words = `${facts.clock[String(time)]}: ${said.join(", ")}`;
  byId("curve-words").textContent = words;
  byId("curve-time").setAttribute("aria-valuetext", words);
}

startTables();
startCurves();
// What a test or a curious reader may look at.
window.corridors = { state: () => ({ choice: curves.choice, time: curves.times[curves.frame] }) };
document.documentElement.dataset.ready = "yes";
