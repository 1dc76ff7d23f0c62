// The one clock of the page: slider, play button, and everyone who follows them.

const player = {
  frame: 0,
  playing: false,
  listeners: [],
  get time() {
    return facts.time[this.frame];
  },
  /** Show a moment; everyone who listens draws it. */
  show(frame) {
    this.frame = Math.max(0, Math.min(facts.time.length - 1, Math.round(frame)));
    byId("slider").value = this.frame;
    byId("slider").setAttribute("aria-valuetext", facts.clock[this.frame]);
    byId("clock").textContent = facts.clock[this.frame];
    for (const listener of this.listeners) listener(this.frame, this.time);
  },
  /** Show the moment nearest to a time in seconds. */
  seek(time) {
    let best = 0;
    while (best < facts.time.length - 1 && facts.time[best + 1] <= time) best += 1;
    const next = Math.min(best + 1, facts.time.length - 1);
    this.show(facts.time[next] - time < time - facts.time[best] ? next : best);
  },
  play() {
    this.playing = true;
    if (this.frame >= facts.time.length - 1) this.show(0);
    this.button();
    let before = null;
    let exact = this.frame;
    const tick = (now) => {
      if (!this.playing) return;
      if (before !== null) exact += ((now - before) / 1000) * Number(byId("speed").value);
      before = now;
      if (Math.floor(exact) !== this.frame) this.show(Math.floor(exact));
      if (this.frame >= facts.time.length - 1) this.pause();
      else requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  },
  pause() {
    if (!this.playing) return;
    this.playing = false;
    this.button();
    this.say();
  },
  button() {
    byId("play").textContent = this.playing ? "Pause" : "Play";
    byId("play").setAttribute("aria-pressed", this.playing);
  },
  /** Tell a screen reader the time and the queues: only when it stands still. */
  say() {
    const queue = facts.corridors.reduce((sum, c) => sum + queueNow(c), 0);
    byId("said").textContent = `${facts.clock[this.frame]}: ${about(queue)} people queue.`;
  },
};

/** The value of a corridor's interval in which a time lies; before the first one 0. */
function intervalAt(corridor, time) {
  let row = 0;
  while (row < corridor.end.length - 1 && corridor.end[row] < time) row += 1;
  return row;
}

/** Who queues for a corridor at the moment shown. */
const queueNow = (corridor) => corridor.queue[player.frame];

function startPlayer() {
  const slider = byId("slider");
  slider.max = facts.time.length - 1;
  slider.addEventListener("input", () => {
    player.playing = false;
    player.button();
    player.show(Number(slider.value));
  });
  slider.addEventListener("change", () => player.say());
  byId("play").addEventListener("click", () => (player.playing ? player.pause() : player.play()));
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const step = facts.time.length > 1 ? (facts.time[1] - facts.time[0]) / 60 : 1;
  const speeds = calm ? [1, 2, 4] : [5, 12, 30];
  speeds.forEach((speed, place) => {
    const minutes = Math.max(1, Math.round(speed * step));
    const option = make("option", { value: speed }, `${minutes} min a second`);
    option.selected = place === 1;
    byId("speed").append(option);
  });
  drawStrip();
  document.querySelector(".player").hidden = false;
}

/** Above the slider: when any corridor is open, when it is dark, and incidents. */
function drawStrip() {
  const spans = [
    ...facts.corridors.flatMap((c) => c.windows.map((w) => ["open", w[0], w[1], "open"])),
    ...facts.axis.dark.map((span) => ["dark", span[0], span[1], "dark"]),
    ...facts.incidents.map((i) => ["incident", i.begin, i.end, i.name]),
  ];
  for (const [kind, begin, end, words] of spans) {
    const left = (100 * Math.max(begin, 0)) / facts.axis.end;
    const right = (100 * Math.min(end, facts.axis.end)) / facts.axis.end;
    if (right <= left) continue;
    const mark = make("i", { class: kind, title: words });
    mark.style.left = `${left}%`;
    mark.style.width = `${right - left}%`;
    byId("strip").append(mark);
  }
}

/** Where the page opens: the moment at which most people queue, or are on their way if none do. */
function busiestMoment() {
  const onTheWay = facts.statuses.find((layer) => layer.name === "walking")?.people ?? [];
  let best = [0, -1, -1];
  facts.time.forEach((time, frame) => {
    const queue = facts.corridors.reduce((sum, c) => sum + c.queue[frame], 0);
    const walking = onTheWay[frame] ?? 0;
    if (queue > best[1] || (queue === best[1] && walking > best[2])) best = [time, queue, walking];
  });
  return best[0];
}
