// A countdown that goes by the clock on the wall: a tab that is slowed down or asleep loses no time.
(() => {
  const LOOK_MS = 200;

  // `onSecond(left)` as each whole second begins, `onEnd(when)` once, with the moment at which it ended.
  self.Player = { ...self.Player, clockOf({ onSecond, onEnd }) {
    let until = null, left = 0, whole = 0, shown = null, looks = null;
    const leftNow = () => (until === null ? left : Math.max(0, until - Date.now()));

    function look() {
      if (until === null) return;
      const seconds = Math.ceil((until - Date.now()) / 1000);
      if (seconds > 0) {
        if (seconds !== shown) onSecond(shown = seconds);
        return;
      }
      const when = until;
      stop();
      onEnd(when);
    }

    function run(ms, from) {
      until = from + ms;
      shown = null;
      clearInterval(looks);
      looks = setInterval(look, LOOK_MS);
      look();
    }

    function stop() {
      left = leftNow();
      until = null;
      clearInterval(looks);
    }

    document.addEventListener("visibilitychange", look);
    return {
      start(seconds, from = Date.now(), of = seconds) {
        whole = of * 1000;
        run(seconds * 1000, from);
      },
      stop,
      resume: () => run(left, Date.now()),
      clear() { stop(); left = whole = 0; },
      leftS: () => leftNow() / 1000,
      tookS: () => (whole - leftNow()) / 1000,
    };
  } };
})();
