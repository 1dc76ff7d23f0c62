// What lies on the map beside streets and queues: unsafe places, rubble, shelters, assembly points.

/** A hatch of dark lines, closer and the other way round than that of assumed gates. */
function unsafePattern() {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const pen = tile.getContext("2d");
  pen.strokeStyle = "rgb(122 31 0 / 70%)";
  pen.lineWidth = 1.3;
  pen.beginPath();
  for (const shift of [-8, 0, 8]) {
    pen.moveTo(shift, 0);
    pen.lineTo(shift + 8, 8);
  }
  pen.stroke();
  return map.canvas.getContext("2d").createPattern(tile, "repeat");
}

const unsafeNow = (zone) =>
  map.mode === "worst" ? zone.spans.length > 0 : zone.spans.some(([a, b]) => a <= player.time && player.time < b);

function zonePath(pen, zone) {
  pen.beginPath();
  if (zone.disc) {
    const [x, y, radius] = zone.disc;
    pen.arc(screenX(x), screenY(y), radius * map.scale, 0, 2 * Math.PI);
  }
  for (const ring of zone.rings) {
    ring.forEach(([x, y], k) => pen[k ? "lineTo" : "moveTo"](screenX(x), screenY(y)));
    pen.closePath();
  }
}

/** Unsafe places: hatched while it lasts, else their outline alone. */
function drawZones(pen) {
  for (const zone of facts.map.zones) {
    if (!zone.disc && !zone.rings.length) continue;
    const now = unsafeNow(zone);
    zonePath(pen, zone);
    if (now) {
      pen.fillStyle = map.unsafe;
      pen.fill();
    }
    pen.strokeStyle = "#7a1f00";
    pen.lineWidth = now ? 2 : 0.9;
    pen.setLineDash(now ? [] : [2, 4]);
    pen.stroke();
    pen.setLineDash([]);
    if (now) zoneName(pen, zone);
  }
}

function zoneName(pen, zone) {
  const points = zone.disc ? [zone.disc] : zone.rings.flat();
  const x = points.reduce((sum, point) => sum + point[0], 0) / points.length;
  const y = points.reduce((sum, point) => sum + point[1], 0) / points.length;
  pen.font = "bold 12px system-ui, 'DejaVu Sans', sans-serif";
  pen.textAlign = "center";
  haloed(pen, zone.name.length > 34 ? `${zone.name.slice(0, 33)}\u2026` : zone.name, screenX(x), screenY(y));
  pen.textAlign = "left";
}

/** Streets in ruins: closed ones a dark dashed line, hampered ones dots. */
function drawRubble(pen) {
  const { rubble, rubble_left: left, rubble_from: from, rubble_until: until } = map.arrays;
  if (!rubble) return;
  const frame = player.frame;
  const kinds = [[], []];
  for (let r = 0; r < rubble.length; r += 1) {
    const there = map.mode === "worst" || (from[r] <= frame && frame < until[r]);
    if (there) kinds[left[r] ? 1 : 0].push(rubble[r]);
  }
  pen.lineCap = "butt";
  [["#111", [5, 3], 3.4], ["#333", [2, 5], 3]].forEach(([colour, dash, width], kind) => {
    pen.setLineDash(dash);
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    trace(pen, kinds[kind]);
  });
  pen.setLineDash([]);
  map.ruined = kinds[0].length + kinds[1].length;
}

/** Shelters are houses, assembly points diamonds with the letter of their vehicles. */
function drawStops(pen) {
  for (const stop of facts.map.stops) {
    const [x, y] = [screenX(stop.at[0]), screenY(stop.at[1])];
    const shape =
      stop.kind === "shelter"
        ? [[-8, 8], [-8, -1], [0, -9], [8, -1], [8, 8]]
        : [[0, -12], [12, 0], [0, 12], [-12, 0]];
    pen.beginPath();
    shape.forEach(([dx, dy], k) => pen[k ? "lineTo" : "moveTo"](x + dx, y + dy));
    pen.closePath();
    pen.fillStyle = stop.kind === "shelter" ? "#cfe8d8" : "#fff";
    pen.fill();
    pen.setLineDash(stop.assumed ? [3, 2] : []);
    pen.strokeStyle = "#000";
    pen.lineWidth = 1.2;
    pen.stroke();
    pen.setLineDash([]);
    pen.fillStyle = "#000";
    pen.font = "bold 11px system-ui, 'DejaVu Sans', sans-serif";
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(stop.letter, x, y + 0.5);
    pen.textAlign = "left";
    pen.textBaseline = "alphabetic";
  }
}

/** A ring round each gate that nobody may pass now because it is unsafe. */
function unsafeGate(pen, x, y, corridor) {
  const zones = facts.map.zones.filter((zone) => zone.corridors.includes(corridor.id));
  if (!zones.some(unsafeNow)) return;
  pen.beginPath();
  pen.arc(x, y, 16, 0, 2 * Math.PI);
  pen.strokeStyle = "#7a1f00";
  pen.lineWidth = 3.5;
  pen.setLineDash([5, 3]);
  pen.stroke();
  pen.setLineDash([]);
}

function nearestStop(x, y) {
  return facts.map.stops.findIndex((stop) => Math.hypot(screenX(stop.at[0]) - x, screenY(stop.at[1]) - y) < 12);
}

/** What is said of rubble on a street; nothing where there is none at the moment shown. */
function rubbleWords(s) {
  const place = map.arrays.rubble ? map.arrays.rubble.indexOf(s) : -1;
  if (place < 0) return [];
  const [from, until] = [map.arrays.rubble_from[place], map.arrays.rubble_until[place]];
  const left = map.arrays.rubble_left[place];
  const what = left ? `${left} % of flow or speed is left` : "closed";
  const cleared = until < facts.clock.length ? ` to ${facts.clock[until]}` : "";
  return [`in ruins: ${what}, ${facts.clock[Math.min(from, facts.clock.length - 1)]}${cleared || " on"}`];
}
