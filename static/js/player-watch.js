// What happens elsewhere while the player lies open: midnight, a tap that was kept, a log that was sent, a log-out.
(() => {
  const { screen, kept } = self.Player;
  const { dataset } = document.body;
  const madeAt = dataset.kept ? Date.parse(dataset.kept) : Date.now();
  const isOn = (...stages) => stages.includes(screen.root.dataset.stage);

  // Something was saved since this page was fetched: what it says of today may hold no more.
  async function isOld() {
    const changedAt = await self.Unsent.changedAt().catch(() => 0);
    return changedAt > madeAt && changedAt <= Date.now();
  }

  // `open` shows the first screen as it is now, `rest` keeps how far a step came, `stop` ends everything that goes on.
  function watch({ open, rest, stop }) {
    async function look() {
      if (!isOn("start", "none")) return;
      if (!(await isOld())) open();
      else if (isOn("start", "none")) location.reload();
    }

    // Somebody has signed out in another tab: nothing more is written down here, and nothing stays to be seen.
    function leave() {
      stop();
      kept.close();
      location.replace("/today/");
    }

    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") look();
      else if (isOn("step")) rest();
    });
    addEventListener("pageshow", ({ persisted }) => { if (persisted) look(); });
    if (!self.BroadcastChannel) return;
    new BroadcastChannel("unsent").addEventListener("message", look);
    new BroadcastChannel("left").addEventListener("message", leave);
  }

  self.Player = { ...self.Player, watch };
})();
