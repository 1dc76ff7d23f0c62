// Hands on the map: pointer, wheel, keys, and what a street or a gate says of itself.

const REACH = 9;

function listenToMap() {
  const { canvas } = map;
  let held = null;
  canvas.addEventListener("pointerdown", (event) => {
    held = [event.clientX, event.clientY];
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (held) {
      pan(event.clientX - held[0], event.clientY - held[1]);
      held = [event.clientX, event.clientY];
    }
    tell(event.offsetX, event.offsetY);
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => (held = null));
  canvas.addEventListener("pointerleave", () => (byId("hover").hidden = true));
  canvas.addEventListener(
    "wheel",
    (event) => {
      // Without the focus a wheel turns the page, as everywhere else.
      if (!event.ctrlKey && document.activeElement !== canvas) return;
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.25 : 0.8, [event.offsetX, event.offsetY]);
    },
    { passive: false },
  );
  const keys = {
    ArrowLeft: () => pan(60, 0),
    ArrowRight: () => pan(-60, 0),
    ArrowUp: () => pan(0, 60),
    ArrowDown: () => pan(0, -60),
    "+": () => zoom(1.4),
    "=": () => zoom(1.4),
    "-": () => zoom(1 / 1.4),
    0: showAll,
  };
  canvas.addEventListener("keydown", (event) => {
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  byId("zoom-in").addEventListener("click", () => zoom(1.6));
  byId("zoom-out").addEventListener("click", () => zoom(1 / 1.6));
  byId("zoom-all").addEventListener("click", showAll);
  for (const input of document.querySelectorAll("input[name=mode]")) {
    input.addEventListener("change", () => {
      map.mode = input.value;
      map.stale = true;
      drawMap();
    });
  }
}

function nearestStreet(x, y) {
  let [best, least] = [-1, REACH * REACH];
  for (const s of map.seen) {
    const [a, b, c, d] = map.screen.subarray(4 * s, 4 * s + 4);
    const [dx, dy] = [c - a, d - b];
    const along = ((x - a) * dx + (y - b) * dy) / (dx * dx + dy * dy || 1);
    const part = Math.max(0, Math.min(1, along));
    const away = (x - a - part * dx) ** 2 + (y - b - part * dy) ** 2;
    if (away < least) [best, least] = [s, away];
  }
  return best;
}

function nearestGate(x, y) {
  return facts.map.gates.findIndex(([gx, gy]) => Math.hypot(screenX(gx) - x, screenY(gy) - y) < 12);
}

/** Say what is under the pointer. */
function tell(x, y) {
  const gate = nearestGate(x, y);
  const stop = gate < 0 ? nearestStop(x, y) : -1;
  const street = gate < 0 && stop < 0 ? nearestStreet(x, y) : -1;
  byId("hover").hidden = gate < 0 && stop < 0 && street < 0;
  if (stop >= 0) byId("hover").textContent = facts.map.stops[stop].words;
  else if (gate >= 0) byId("hover").textContent = gateWords(gate);
  else if (street >= 0) byId("hover").textContent = streetWords(street);
}

function gateWords(place) {
  const corridor = facts.corridors[place];
  const row = intervalAt(corridor, player.time);
  return [
    `${corridor.id}: ${corridor.name}`,
    `${facts.clock[player.frame]}: passing ${shown(corridor.per_hour[row])} an hour`,
    `queue ${about(queueNow(corridor))}`,
  ].join("\n");
}

function streetWords(s) {
  const { length, width, people, peak, kind, shut } = map.arrays;
  const density = (code) => (code * facts.map.density_step).toFixed(1);
  const [long, wide] = [length[s] / 10, width[s] / 10];
  const words = [`Street ${s}, ${facts.map.kinds[kind[s]]}: ${Math.round(long)} m, ${wide} m wide`];
  if (shut[s]) words.push("nobody may walk here");
  words.push(...rubbleWords(s));
  if (facts.map.playback) {
    const there = map.now[s] * facts.map.density_step * long * wide;
    const waiting = peopleOf(map.waiting[s]);
    words.push(
      map.now[s]
        ? `${facts.clock[player.frame]}: about ${shown(there)} people, ${shown(waiting)} of them waiting; ${density(map.now[s])} /m\u00b2`
        : `${facts.clock[player.frame]}: nobody`,
    );
  }
  words.push(`in the run: ${about(people[s])} people, worst density ${density(peak[s])} /m\u00b2`);
  return words.join("\n");
}

/** The table beside the map: what each gate does at the time shown. */
function fillNow() {
  const rows = facts.corridors.slice(0, 16).map((corridor) => {
    const row = intervalAt(corridor, player.time);
    const name = make("th", { scope: "row", class: "text name" }, make("b", {}, `${corridor.id} `), named(corridor.name));
    if (corridor.assumed) name.classList.add("assumed");
    const queue = queueNow(corridor);
    return make("tr", {}, name, make("td", {}, shown(corridor.per_hour[row])), make("td", {}, shown(queue)));
  });
  byId("now").tBodies[0].replaceChildren(...rows);
}
