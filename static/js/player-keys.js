// Taps and keys: a button does what it is named after. Of the keys, what has the focus comes first; the big button is the
// one that has nothing else to do. No letter is a key.
(() => {
  const { screen } = self.Player;
  const stageName = () => screen.root.dataset.stage;

  function listen({ acts, isRun }) {
    const keys = { " ": () => screen.find("[data-main]").click(), Escape: acts.pause, ArrowLeft: acts.back, ArrowRight: acts.skip };

    screen.root.addEventListener("click", (event) => {
      const button = event.target.closest("[data-act]");
      if (button && !button.disabled) acts[button.dataset.act]?.();
    });

    document.addEventListener("keydown", (event) => {
      if (stageName() === "skip" && event.key === "Escape") return acts.stay();
      if (stageName() !== "step" || event.ctrlKey || event.shiftKey || event.altKey || event.metaKey || !keys[event.key]) return;
      if (event.key === " " && event.target.closest("button, a, input, summary, select")) return;
      if (event.key.startsWith("Arrow") && isRun()) return;
      event.preventDefault();
      keys[event.key]();
    });
  }

  self.Player = { ...self.Player, listen };
})();
