// Start what this page has.

async function start() {
  startTables();
  if (!facts.time) return;
  startPlayer();
  startCharts();
  if (facts.map) {
    startMap(await unpack(facts.map.index));
  }
  player.seek(busiestMoment());
  // What a test or a curious reader may look at: the moment shown, and how often it was drawn.
  window.corridors = {
    state: () => ({ frame: player.frame, time: player.time, ...(facts.map ? map.state() : {}) }),
  };
  document.documentElement.dataset.ready = "yes";
}

start();
