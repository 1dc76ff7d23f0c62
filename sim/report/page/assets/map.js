// The map: streets coloured by density, queues as discs, on one canvas. Places come in steps (see
// streets.py); y counts upwards. What stands still is drawn once a view, what moves once a moment.

const map = {
  draws: 0,
  drawMs: 0,
  coloured: 0,
  ruined: 0,
  state() {
    const { draws, drawMs, coloured, ruined } = this;
    const unsafe = facts.map.zones.filter(unsafeNow).length;
    return { draws, drawMs, coloured, ruined, unsafe, mode: this.mode, scale: this.scale, x: this.x, y: this.y };
  },
};

const KEYFRAME = 32;
const STREET_WIDTHS = [1.3, 1.9, 2.6, 3.4, 4.2];

function startMap(arrays) {
  Object.assign(map, {
    arrays,
    canvas: byId("map"),
    count: arrays.x1.length,
    mode: facts.map.playback ? "now" : "worst",
    now: new Uint8Array(arrays.x1.length),
    waiting: new Uint8Array(arrays.x1.length),
    at: -1,
    still: document.createElement("canvas"),
    streets: document.createElement("canvas"),
    stale: true,
    screen: new Float32Array(4 * arrays.x1.length),
  });
  const top = 256;
  map.classOf = Uint8Array.from({ length: top }, (_, code) => {
    const density = code * facts.map.density_step;
    let step = 0;
    while (step < facts.map.colours.length - 1 && density >= facts.map.steps[step + 1]) step += 1;
    return step;
  });
  if (facts.map.playback) keepKeyframes();
  fitCanvas();
  showAll();
  map.hatch = hatchPattern();
  map.unsafe = unsafePattern();
  new ResizeObserver(() => {
    fitCanvas();
    newView();
  }).observe(map.canvas.parentElement);
  listenToMap();
  fillNow();
  player.listeners.push((frame) => {
    if (facts.map.playback) goTo(frame);
    drawMap();
    fillNow();
  });
}

// --- Who is where at a moment -------------------------------------------------------------------

function keepKeyframes() {
  const { change_count: count } = map.arrays;
  map.first = new Uint32Array(count.length + 1);
  for (let f = 0; f < count.length; f += 1) map.first[f + 1] = map.first[f] + count[f];
  map.keyframes = [];
  for (let f = 0; f < count.length; f += 1) {
    apply(f);
    if (f % KEYFRAME === 0) map.keyframes.push([map.now.slice(), map.waiting.slice()]);
  }
  map.at = count.length - 1;
  map.stale = true;
}

function apply(frame) {
  const { change_street, change_density, change_waiting } = map.arrays;
  let street = 0;
  for (let c = map.first[frame]; c < map.first[frame + 1]; c += 1) {
    street += change_street[c];
    map.now[street] = change_density[c];
    map.waiting[street] = change_waiting[c];
  }
}

function goTo(frame) {
  if (frame === map.at) return;
  if (frame < map.at || frame - map.at > KEYFRAME) {
    const key = Math.floor(frame / KEYFRAME);
    map.now.set(map.keyframes[key][0]);
    map.waiting.set(map.keyframes[key][1]);
    map.at = key * KEYFRAME;
    map.stale = true;
  }
  while (map.at < frame) {
    map.at += 1;
    apply(map.at);
    map.stale ||= map.arrays.change_count[map.at] > 0;
  }
}

const peopleOf = (code) => (code <= 100 ? code : 100 * 10 ** ((code - 100) / 24));

// --- The view -----------------------------------------------------------------------------------

function fitCanvas() {
  const box = map.canvas.parentElement.getBoundingClientRect();
  const ratio = Math.min(window.devicePixelRatio || 1, 2);
  map.width = Math.max(Math.round(box.width) - 2, 50);
  map.height = Math.max(Math.round(box.height) - 2, 50);
  map.ratio = ratio;
  for (const canvas of [map.canvas, map.still, map.streets]) {
    canvas.width = map.width * ratio;
    canvas.height = map.height * ratio;
  }
}

/** Show what was used, and every gate. */
function showAll() {
  const { x1, y1, x2, y2, people } = map.arrays;
  let [left, bottom, right, top] = [Infinity, Infinity, -Infinity, -Infinity];
  const take = (x, y) => {
    left = Math.min(left, x);
    right = Math.max(right, x);
    bottom = Math.min(bottom, y);
    top = Math.max(top, y);
  };
  const nobody = !people.some((count) => count > 0);
  for (let s = 0; s < map.count; s += 1) {
    if (!people[s] && !nobody) continue;
    take(x1[s], y1[s]);
    take(x2[s], y2[s]);
  }
  facts.map.gates.forEach(([x, y]) => take(x, y));
  facts.map.stops.forEach(({ at: [x, y] }) => take(x, y));
  const room = Math.min(LARGEST_DISC + 4, 0.09 * map.width); // a disc at the edge stays whole
  map.x = (left + right) / 2;
  map.y = (bottom + top) / 2;
  map.scale = Math.min(
    (map.width - 2 * room) / Math.max(right - left, 1),
    (map.height - 2 * room) / Math.max(top - bottom, 1),
  );
  map.least = map.scale / 3;
  newView();
}

function zoom(factor, at = [map.width / 2, map.height / 2]) {
  const scale = Math.max(map.least, Math.min(map.scale * factor, map.least * 600));
  map.x += (at[0] - map.width / 2) * (1 / map.scale - 1 / scale);
  map.y -= (at[1] - map.height / 2) * (1 / map.scale - 1 / scale);
  map.scale = scale;
  newView();
}

function pan(right, down) {
  map.x -= right / map.scale;
  map.y += down / map.scale;
  newView();
}

const screenX = (x) => (x - map.x) * map.scale + map.width / 2;
const screenY = (y) => (map.y - y) * map.scale + map.height / 2;

function newView() {
  const { x1, y1, x2, y2 } = map.arrays;
  const seen = [];
  for (let s = 0; s < map.count; s += 1) {
    const [a, b, c, d] = [screenX(x1[s]), screenY(y1[s]), screenX(x2[s]), screenY(y2[s])];
    map.screen.set([a, b, c, d], 4 * s);
    const inside =
      Math.max(a, c) > 0 && Math.min(a, c) < map.width && Math.max(b, d) > 0 && Math.min(b, d) < map.height;
    if (inside) seen.push(s);
  }
  map.seen = Uint32Array.from(seen);
  drawStill();
  map.stale = true;
  drawMap();
}

// --- Drawing ------------------------------------------------------------------------------------

function ready(canvas) {
  const pen = canvas.getContext("2d");
  pen.setTransform(map.ratio, 0, 0, map.ratio, 0, 0);
  return pen;
}

function trace(pen, streets) {
  const { screen } = map;
  pen.beginPath();
  for (const s of streets) {
    pen.moveTo(screen[4 * s], screen[4 * s + 1]);
    pen.lineTo(screen[4 * s + 2], screen[4 * s + 3]);
  }
  pen.stroke();
}

function drawStill() {
  const pen = ready(map.still);
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, map.width, map.height);
  for (const shape of facts.map.forbidden) forbidden(pen, shape, true);
  pen.strokeStyle = "#d3d3d3";
  pen.lineWidth = 0.7;
  trace(pen, map.seen);
  for (const shape of facts.map.forbidden) forbidden(pen, shape, false);
}

function forbidden(pen, shape, fill) {
  pen.beginPath();
  shape.points.forEach(([x, y], k) => pen[k ? "lineTo" : "moveTo"](screenX(x), screenY(y)));
  if (shape.kind !== "line") pen.closePath();
  if (fill && shape.kind !== "line") {
    if (shape.kind === "outside") pen.rect(0, 0, map.width, map.height);
    pen.fillStyle = "#eeeeee";
    pen.fill("evenodd");
  }
  if (!fill) {
    pen.setLineDash([6, 4]);
    pen.strokeStyle = "#222";
    pen.lineWidth = 1.2;
    pen.stroke();
    pen.setLineDash([]);
  }
}

function drawMap() {
  if (!map.arrays || !map.seen) return;
  const began = performance.now();
  if (map.stale) drawStreets();
  const pen = ready(map.canvas);
  pen.drawImage(map.streets, 0, 0, map.width, map.height);
  drawRubble(pen);
  drawZones(pen);
  drawGates(pen);
  drawStops(pen);
  drawFrame(pen);
  map.draws += 1;
  map.drawMs = performance.now() - began;
}

/** Streets and what lies under them: drawn again only when somebody moved, or the view did. */
function drawStreets() {
  const pen = ready(map.streets);
  pen.drawImage(map.still, 0, 0, map.width, map.height);
  const codes = map.mode === "now" ? map.now : map.arrays.peak;
  const groups = facts.map.colours.map(() => []);
  for (const s of map.seen) if (codes[s]) groups[map.classOf[codes[s]]].push(s);
  map.coloured = groups.reduce((sum, group) => sum + group.length, 0);
  const close = Math.min(2.2, Math.max(1, Math.sqrt(map.scale / (3 * map.least))));
  pen.lineCap = map.coloured > 8000 ? "butt" : "round";
  groups.forEach((group, step) => {
    pen.strokeStyle = facts.map.colours[step];
    pen.lineWidth = STREET_WIDTHS[step] * close;
    trace(pen, group);
  });
  map.stale = false;
}

const LARGEST_DISC = 58;

function discRadius(queue) {
  map.most ??= Math.max(1, ...facts.corridors.flatMap((c) => c.queue));
  return LARGEST_DISC * Math.sqrt(queue / map.most) * Math.min(1, map.width / 700);
}

function hatchPattern() {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 7;
  const pen = tile.getContext("2d");
  pen.strokeStyle = "#d55e00";
  pen.lineWidth = 1.1;
  pen.beginPath();
  for (const shift of [-7, 0, 7]) {
    pen.moveTo(shift, 7);
    pen.lineTo(shift + 7, 0);
  }
  pen.stroke();
  return map.canvas.getContext("2d").createPattern(tile, "repeat");
}

function drawGates(pen) {
  facts.corridors.forEach((corridor, place) => {
    const [x, y] = facts.map.gates[place].map((v, axis) => (axis ? screenY(v) : screenX(v)));
    const radius = discRadius(queueNow(corridor));
    if (radius > 1) {
      pen.beginPath();
      pen.arc(x, y, radius, 0, 2 * Math.PI);
      pen.globalAlpha = 0.72;
      pen.fillStyle = "#f3c6a5";
      pen.fill();
      pen.globalAlpha = 1;
      if (corridor.assumed && map.hatch) {
        pen.fillStyle = map.hatch;
        pen.fill();
      }
      pen.strokeStyle = "#d55e00";
      pen.lineWidth = 1.6;
      pen.stroke();
    }
    gateMark(pen, x, y, place);
    unsafeGate(pen, x, y, corridor);
  });
}

/** A gate's id where all are short, else its number; square and dashed where assumed. */
function gateMark(pen, x, y, place) {
  const corridor = facts.corridors[place];
  const short = facts.corridors.every((c) => c.id.length <= 2);
  pen.beginPath();
  if (corridor.assumed) pen.rect(x - 9, y - 9, 18, 18);
  else pen.arc(x, y, 10, 0, 2 * Math.PI);
  pen.fillStyle = "#fff";
  pen.fill();
  pen.setLineDash(corridor.assumed ? [3, 2] : []);
  pen.strokeStyle = "#000";
  pen.lineWidth = 1.2;
  pen.stroke();
  pen.setLineDash([]);
  pen.fillStyle = "#000";
  pen.font = "bold 12px system-ui, 'DejaVu Sans', sans-serif";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(short ? corridor.id : String(place + 1), x, y + 0.5);
}

/** Scale bar, north, and on the map itself what streets these are. */
function drawFrame(pen) {
  const perPixel = facts.map.step_m / map.scale;
  const most = (map.width / 4) * perPixel;
  const power = 10 ** Math.floor(Math.log10(most));
  const length = power * [5, 2, 1].find((step) => step * power <= most);
  const bottom = map.height - 40;
  pen.textAlign = "left";
  pen.textBaseline = "alphabetic";
  pen.font = "12px system-ui, 'DejaVu Sans', sans-serif";
  pen.fillStyle = "#000";
  pen.fillRect(12, bottom, length / perPixel, 2.5);
  haloed(pen, length >= 1000 ? `${length / 1000} km` : `${length} m`, 12, bottom - 5);
  if (facts.map.north) haloed(pen, "\u2191 N", 12, bottom - 24);
  const words = facts.map.schematic ? ["schematic streets, not surveyed"] : [];
  if (facts.map.credit.toLowerCase().includes("openstreetmap")) words.push("\u00a9 OpenStreetMap contributors");
  pen.font = "11px system-ui, 'DejaVu Sans', sans-serif";
  const fits = pen.measureText(words.join("; ")).width < map.width - 24;
  (fits ? [words.join("; ")] : words).forEach((line, k, lines) => {
    haloed(pen, line, 12, map.height - 8 - 14 * (lines.length - 1 - k));
  });
}

function haloed(pen, words, x, y) {
  pen.strokeStyle = "rgb(255 255 255 / 90%)";
  pen.lineWidth = 3;
  pen.lineJoin = "round";
  pen.strokeText(words, x, y);
  pen.fillStyle = "#000";
  pen.fillText(words, x, y);
}
