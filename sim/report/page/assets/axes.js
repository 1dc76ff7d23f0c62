// What charts share: the time axis with darkness and marks, scales, hatches.

const along = (plot, time) => plot.left + ((plot.right - plot.left) * time) / facts.axis.end;

/** The time axis: darkness behind, marks below. */
function frame(svg, plot, narrow, incidents = facts.incidents) {
  hatchOf(svg);
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

/** A hatch of this drawing's own: an id may stand once in a page. */
function hatchOf(svg) {
  hatchCount += 1;
  const id = `hatch-${hatchCount}`;
  const tile = make("pattern", { id, width: 6, height: 6, patternUnits: "userSpaceOnUse" });
  tile.append(make("path", { d: "M-1 7 7 -1M-1 1 1 -1M5 7 7 5", stroke: "#222", "stroke-width": 0.9 }));
  svg.append(make("defs", {}, tile));
  svg.dataset.hatch = `url(#${id})`;
}

/** Round marks of a scale from 0 to a most, at most four. */
function scaleMarks(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [0.2, 0.5, 1, 2, 5].map((k) => k * power).find((s) => most / s <= 3.5) ?? most;
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
