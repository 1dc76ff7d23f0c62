// Charts, drawn as SVG at the width that they have: one for everyone, one for each corridor. All
// share the slider's time; a click in one moves it.

const charts = { drawn: [] };
const MOST_CORRIDORS = 24;

function startCharts() {
  const box = byId("charts");
  addChart(box, "full", "When corridors are open", null, drawWindows, windowsWords);
  addChart(box, "full", "Everyone over time, by what became of them", null, drawStatuses, statusWords);
  const shownOnes = [...facts.corridors]
    .sort((a, b) => Math.max(...b.queue, ...b.per_hour) - Math.max(...a.queue, ...a.per_hour))
    .slice(0, MOST_CORRIDORS);
  charts.most = {
    per_hour: Math.max(1, ...facts.corridors.flatMap((c) => c.per_hour)),
    queue: Math.max(1, ...facts.corridors.flatMap((c) => c.queue)),
  };
  facts.corridors
    .filter((corridor) => shownOnes.includes(corridor))
    .forEach((corridor) => {
      const words = () => corridorWords(corridor);
      addChart(box, "", `${corridor.id} `, corridor, (svg, w) => drawCorridor(svg, w, corridor), words);
    });
  drawCharts();
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth !== width) drawCharts();
    width = innerWidth;
  });
  addEventListener("beforeprint", () => drawCharts(true));
  addEventListener("afterprint", () => drawCharts());
  player.listeners.push(moveCursors);
}

function addChart(box, kind, title, corridor, draw, words) {
  const caption = make("figcaption", {}, title);
  if (corridor) caption.append(named(corridor.name));
  const said = make("span", { class: "now-words" });
  caption.append(said);
  const figure = make("figure", { class: `chart ${kind}` }, caption);
  box.append(figure);
  charts.drawn.push({ figure, draw, words, said, full: kind === "full", title: title + (corridor?.name ?? "") });
}

function drawCharts(print = false) {
  for (const chart of charts.drawn) {
    chart.figure.querySelectorAll("svg.plot, ul").forEach((old) => old.remove());
    const width = print ? (chart.full ? 690 : 220) : Math.max(chart.figure.clientWidth, 200);
    const svg = make("svg", { class: "plot", role: "img", "aria-label": `Chart: ${chart.title}` });
    chart.figure.append(svg);
    chart.plot = chart.draw(svg, width, chart.figure);
    svg.setAttribute("viewBox", `0 0 ${width} ${chart.plot.height}`);
    chart.cursor = make("line", { y1: chart.plot.top, y2: chart.plot.bottom, stroke: "#000", "stroke-width": 1.5 });
    svg.append(chart.cursor);
    const seek = (event) => {
      const box = svg.getBoundingClientRect();
      const x = ((event.clientX - box.left) * width) / box.width;
      player.seek(((x - chart.plot.left) / (chart.plot.right - chart.plot.left)) * facts.axis.end);
    };
    svg.addEventListener("pointerdown", seek);
    svg.addEventListener("pointermove", (event) => event.buttons === 1 && seek(event));
  }
  moveCursors();
}

function moveCursors() {
  for (const chart of charts.drawn) {
    const x = along(chart.plot, player.time);
    chart.cursor.setAttribute("x1", x);
    chart.cursor.setAttribute("x2", x);
    chart.said.textContent = chart.words();
  }
}

// --- When corridors are open --------------------------------------------------------------------

function drawWindows(svg, width) {
  const rows = facts.corridors.slice(0, MOST_CORRIDORS);
  const row = 17;
  const harms = [...byName(facts.incidents, "unsafe"), ...byName(facts.damage, "rubble")];
  const top = 6 + row * rows.length;
  const plot = { left: 58, right: width - 8, top: 6, bottom: top + (harms.length ? 4 : 0) + row * harms.length };
  frame(svg, plot, width < 600);
  rows.forEach((corridor, place) => {
    const y = plot.top + place * row;
    svg.append(make("text", { x: plot.left - 6, y: y + 12, "text-anchor": "end" }, corridor.id.slice(0, 8)));
    for (const [begin, end] of corridor.windows) {
      const [a, b] = [along(plot, begin), along(plot, Math.min(end, facts.axis.end))];
      const box = { x: a, y: y + 3, width: Math.max(b - a, 0), height: row - 6 };
      svg.append(make("rect", { ...box, fill: "#8cc3e6", stroke: "#004c7a", "stroke-width": 0.7 }));
      if (corridor.assumed) hatchOver(svg, boxPath(box), bounds(box), 0.7);
    }
    for (const incident of facts.incidents.filter((i) => i.corridors.includes(corridor.id))) {
      const [a, b] = [along(plot, incident.begin), along(plot, Math.min(incident.end, facts.axis.end))];
      svg.append(make("rect", { x: a, y: y + 1, width: Math.max(b - a, 2), height: row - 2, fill: "none", stroke: "#d55e00", "stroke-width": 2.5 }));
    }
  });
  harms.forEach((harm, place) => drawHarm(svg, plot, harm, top + 4 + place * row));
  return { ...plot, height: plot.bottom + 20 };
}

/** Spans of one name in one row, each name once. */
function byName(spans, kind) {
  const found = new Map();
  for (const span of spans) {
    if (!found.has(span.name)) found.set(span.name, { name: span.name, kind, spans: [] });
    found.get(span.name).spans.push(span);
  }
  return [...found.values()].slice(0, MOST_CORRIDORS);
}

/** A row of the time axis for a place that is unsafe, or for streets in ruins: hatched. */
function drawHarm(svg, plot, harm, y) {
  svg.append(make("text", { x: plot.left - 6, y: y + 12, "text-anchor": "end" }, harm.kind));
  for (const span of harm.spans) {
    const [a, b] = [along(plot, span.begin), along(plot, Math.min(span.end, facts.axis.end))];
    const box = { x: a, y: y + 3, width: Math.max(b - a, 2), height: 11 };
    svg.append(make("rect", { ...box, fill: harm.kind === "unsafe" ? "#f0b48a" : "#c9c9c9", stroke: "#333", "stroke-width": 0.7 }));
    hatchOver(svg, boxPath(box), bounds(box), 0.75);
  }
  const [first, last] = [along(plot, harm.spans[0].begin), along(plot, harm.spans.at(-1).end)];
  const right = Math.min(last, plot.right) + 7 * harm.name.length < plot.right;
  const end = right ? { x: Math.min(last, plot.right) + 5 } : { x: Math.max(first - 5, plot.left + 4), "text-anchor": first - plot.left > 90 ? "end" : "start" };
  svg.append(make("text", { ...end, y: y + 12, class: "on-bar" }, harm.name.slice(0, 60)));
}

function windowsWords() {
  const time = player.time;
  const open = facts.corridors.filter((c) => c.windows.some((w) => w[0] <= time && time < w[1]));
  const unsafe = facts.incidents.filter((i) => i.begin <= time && time < i.end).map((i) => i.name);
  const dark = facts.axis.dark.some(([a, b]) => a <= time && time < b) ? ", dark" : "";
  const now = `${facts.clock[player.frame]}${dark}: `;
  return `${now}${open.length} of ${facts.corridors.length} open${unsafe.length ? `; ${unsafe.join(", ")}` : ""}. Grey: dark.`;
}

// --- Everyone -----------------------------------------------------------------------------------

function drawStatuses(svg, width, figure) {
  const plot = { left: 58, right: width - 8, top: 8, bottom: width < 600 ? 200 : 250 };
  frame(svg, plot, width < 600);
  const base = new Float64Array(facts.time.length);
  const y = (value) => plot.bottom - ((plot.bottom - plot.top) * value) / Math.max(facts.persons, 1);
  const key = make("ul", { class: "chart-key" });
  for (const layer of facts.statuses) {
    const upper = layer.people.map((count, k) => base[k] + count);
    const there = facts.time.map((time, k) => `${along(plot, time).toFixed(1)} ${y(upper[k]).toFixed(1)}`);
    const back = facts.time.map((time, k) => `${along(plot, time).toFixed(1)} ${y(base[k]).toFixed(1)}`).reverse();
    const d = `M${there.join("L")}L${back.join("L")}Z`;
    svg.append(make("path", { d, fill: layer.colour, stroke: "#fff", "stroke-width": 0.6 }));
    if (layer.hatch) hatchOver(svg, d, plot, 0.45);
    upper.forEach((value, k) => (base[k] = value));
    const sample = make("svg", { viewBox: "0 0 14 14", "aria-hidden": "true" });
    sample.append(make("rect", { width: 14, height: 14, fill: layer.colour, stroke: "#444" }));
    const all = { x: 0, y: 0, width: 14, height: 14 };
    if (layer.hatch) hatchOver(sample, boxPath(all), bounds(all), 0.5);
    key.append(make("li", {}, sample, layer.name));
  }
  scale(svg, plot, Math.max(facts.persons, 1));
  figure.append(key);
  return { ...plot, height: plot.bottom + 20 };
}

function statusWords() {
  const parts = facts.statuses.map((layer) => [layer.people[player.frame], layer.name]);
  return parts.filter(([count]) => count).map(([count, name]) => `${shown(count)} ${name}`).join(", ");
}

// --- One corridor -------------------------------------------------------------------------------

function drawCorridor(svg, width, corridor) {
  const up = { left: 50, right: width - 6, top: 22, bottom: 92 };
  const down = { left: 50, right: width - 6, top: 118, bottom: 178 };
  const own = facts.incidents.filter((incident) => incident.corridors.includes(corridor.id));
  frame(svg, up, true, own);
  svg.querySelectorAll("text").forEach((text) => text.remove());
  const yUp = scale(svg, up, charts.most.per_hour);
  svg.append(make("text", { x: 2, y: 10 }, "passing, people an hour"));
  let bars = "";
  corridor.per_hour.forEach((value, k) => {
    const [a, b] = [along(up, corridor.begin[k]), along(up, corridor.end[k])];
    const box = { x: a, y: yUp(value), width: Math.max(b - a, 0), height: up.bottom - yUp(value) };
    if (!value) return;
    svg.append(make("rect", { ...box, fill: corridor.assumed ? "#a6d8f0" : "#0072b2" }));
    bars += boxPath(box);
  });
  if (corridor.assumed && bars) hatchOver(svg, bars, up, 0.8);
  frame(svg, down, true, own);
  const yDown = scale(svg, down, charts.most.queue);
  svg.append(make("text", { x: 2, y: 107 }, "queue, people"));
  const line = corridor.queue.map((value, k) => `${along(down, facts.time[k]).toFixed(1)} ${yDown(value).toFixed(1)}`);
  const start = `${along(down, facts.time[0])} ${down.bottom}`;
  const last = `${along(down, facts.time.at(-1))} ${down.bottom}`;
  const fill = `M${start}L${line.join("L")}L${last}Z`;
  svg.append(make("path", { d: fill, fill: "#f3c6a5" }));
  if (corridor.assumed) hatchOver(svg, fill, down, 0.35);
  svg.append(make("path", { d: `M${start}L${line.join("L")}`, fill: "none", stroke: "#d55e00", "stroke-width": 1.6 }));
  return { ...down, top: up.top, height: 198 };
}

function corridorWords(corridor) {
  const row = intervalAt(corridor, player.time);
  const queue = queueNow(corridor);
  const assumed = corridor.assumed ? "hatched: assumed; " : "";
  return `${assumed}passing ${shown(corridor.per_hour[row])} an hour, queue ${shown(queue)}`;
}
