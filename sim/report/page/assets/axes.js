// What charts share: the time axis with darkness and marks, scales, hatches.

const along = (plot, time) => plot.left + ((plot.right - plot.left) * time) / facts.axis.end;

/** The time axis: darkness behind, marks below. */
function frame(svg, plot, narrow, incidents = facts.incidents) {
  for (const [begin, end] of facts.axis.dark) {
    const [a, b] = [along(plot, begin), along(plot, end)];
    svg.append(make("rect", { x: a, y: plot.top, width: b - a, height: plot.bottom - plot.top, fill: "#e3e3e3" }));
  }
  for (const incident of incidents) {
    const [a, b] = [along(plot, incident.begin), along(plot, Math.min(incident.end, facts.axis.end))];
    const box = make("rect", { x: a, y: plot.top, width: Math.max(b - a, 2), height: 5, fill: "#d55e00" });
    box.append(make("title", {}, incident.name));
    svg.append(box);
  }
  let last = -Infinity;
  for (const [time, words] of facts.axis.marks[narrow ? 1 : 0]) {
    const x = along(plot, time);
    svg.append(make("line", { x1: x, x2: x, y1: plot.bottom, y2: plot.bottom + 4, stroke: "#444" }));
    if (x - last < 56 || x > plot.right + 2) continue;
    last = x;
    const anchor = x > plot.right - 16 ? "end" : x < plot.left + 14 ? "start" : "middle";
    svg.append(make("text", { x, y: plot.bottom + 15, "text-anchor": anchor }, words));
  }
  svg.append(make("line", { x1: plot.left, x2: plot.right, y1: plot.bottom, y2: plot.bottom, stroke: "#444" }));
}

let hatchCount = 0;
const HATCH_STEP = 6;

const boxPath = (box) => `M${box.x} ${box.y}h${box.width}v${box.height}h${-box.width}Z`;

const bounds = (box) => ({ left: box.x, right: box.x + box.width, top: box.y, bottom: box.y + box.height });

/**
 * Hatch a shape: lines over all of `within`, cut to the shape. A pattern would look the same, but a
 * browser that prints makes a large image of each.
 */
function hatchOver(svg, d, within, opacity) {
  hatchCount += 1;
  const id = `hatch-${hatchCount}`; // an id may stand once in a page
  const shape = make("clipPath", { id });
  shape.append(make("path", { d }));
  let lines = "";
  const last = within.right + within.bottom;
  for (let sum = HATCH_STEP * Math.ceil((within.left + within.top) / HATCH_STEP); sum <= last; sum += HATCH_STEP) {
    const from = Math.max(within.left, sum - within.bottom);
    const to = Math.min(within.right, sum - within.top);
    if (from < to) lines += `M${from.toFixed(1)} ${(sum - from).toFixed(1)}L${to.toFixed(1)} ${(sum - to).toFixed(1)}`;
  }
  const look = { stroke: "#222", "stroke-width": 0.9, "stroke-opacity": opacity, fill: "none" };
  svg.append(shape, make("path", { d: lines, ...look, "clip-path": `url(#${id})` }));
}

/** Round marks of a scale of people from 0 to a most, at most four. */
function scaleMarks(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  const step = Math.max(1, [0.2, 0.5, 1, 2, 5].map((k) => k * power).find((s) => most / s <= 3.5) ?? most);
  const marks = [];
  for (let value = 0; value <= most * 1.0001; value += step) marks.push(value);
  return marks;
}

function scale(svg, plot, most) {
  const y = (value) => plot.bottom - ((plot.bottom - plot.top) * value) / most;
  for (const value of scaleMarks(most)) {
    svg.append(make("line", { x1: plot.left, x2: plot.right, y1: y(value), y2: y(value), stroke: "#000", "stroke-opacity": 0.13 }));
    svg.append(make("text", { x: plot.left - 5, y: y(value) + 4, "text-anchor": "end" }, grouped(value)));
  }
  return y;
}
