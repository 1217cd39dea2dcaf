// Cues: beeps, a voice, a buzz, a screen that stays on. Each can be switched; what was chosen is no health data and is kept.
(() => {
  const KEY = "player-cues";
  const FIRST = { sound: true, voice: false, vibration: true, count: false, handsFree: false };
  const BEEPS = { tick: [660, 0.09], end: [990, 0.35] };
  let audio = null, lock = null, isWanted = false;

  function read() {
    try {
      return { ...FIRST, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
    } catch {
      return { ...FIRST };
    }
  }
  const settings = read();

  function choose(name, isOn) {
    settings[name] = isOn;
    try {
      localStorage.setItem(KEY, JSON.stringify(settings));
    } catch { /* a browser that keeps nothing asks again next time */ }
    if (name === "voice" && !isOn) self.speechSynthesis?.cancel();
  }

  // Browsers let nothing sound before a tap: called from one.
  function wake() {
    const Sound = self.AudioContext;
    if (!Sound) return;
    audio ??= new Sound();
    audio.resume().catch(() => {});
  }

  function beep(which) {
    if (!settings.sound || !audio || audio.state !== "running") return;
    const [pitch, seconds] = BEEPS[which], tone = audio.createOscillator(), loudness = audio.createGain(), now = audio.currentTime;
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.2, now);
    loudness.gain.exponentialRampToValueAtTime(0.001, now + seconds);
    tone.connect(loudness).connect(audio.destination);
    tone.start(now);
    tone.stop(now + seconds);
  }

  function buzz(which) {
    if (settings.vibration && navigator.vibrate) navigator.vibrate(which === "end" ? 300 : 60);
  }

  function say(text) {
    if (!settings.voice || !self.speechSynthesis || !text) return;
    speechSynthesis.cancel();
    const words = new SpeechSynthesisUtterance(text);
    words.lang = document.documentElement.lang;
    speechSynthesis.speak(words);
  }

  // The lock is lost with every look at another app, so it is taken again.
  async function hold() {
    if (!isWanted || !navigator.wakeLock || document.visibilityState !== "visible") return;
    try {
      const taken = await navigator.wakeLock.request("screen");
      if (isWanted) lock = taken;
      else await taken.release();
    } catch { /* a low battery may refuse it; the session goes on */ }
  }
  function stayAwake(isOn) {
    if (isOn === isWanted) return;
    isWanted = isOn;
    if (isOn) hold();
    else lock?.release().catch(() => {});
  }
  document.addEventListener("visibilitychange", hold);

  const canDo = {
    sound: Boolean(self.AudioContext),
    voice: Boolean(self.speechSynthesis),
    vibration: Boolean(navigator.vibrate) && matchMedia("(pointer: coarse)").matches,
    count: true,
    handsFree: true,
  };

  for (const box of document.querySelectorAll("[data-cue]")) {
    const name = box.dataset.cue;
    box.checked = settings[name];
    box.closest("label").hidden = !canDo[name];
    box.addEventListener("change", () => {
      choose(name, box.checked);
      for (const same of document.querySelectorAll(`[data-cue="${name}"]`)) same.checked = box.checked;
    });
  }

  self.Player = { ...self.Player, cues: { settings, choose, wake, say, stayAwake, canDo, cue(which) { beep(which); buzz(which); } } };
})();
