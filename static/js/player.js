// The player: what the taps and the clock do to a course. What was done is kept after every step until it is logged.
(() => {
  const { screen, cues, kept, page, wordsOf, placeWords, clockWords, goesOn, hasClock, newId, stepAt, lineAt, isOver } = self.Player;
  const TICKS_S = 3, TICKS_FROM_S = 5;
  let day = null, course = null, kind = "", state = null, begun = {}, begin = null, age = 0, turns = 0;
  let isPaused = false, isWaiting = false, isEarlier = false, isSent = false;
  let slip = null; // what one goes back to from a question, or from an end that came too soon

  const step = () => stepAt(course, state), line = () => lineAt(course, state);
  const stageName = () => screen.root.dataset.stage;
  const clock = self.Player.clockOf({ onSecond, onEnd });
  const isRun = () => kind === "run";
  const soFar = () => self.Player.soFar(course, state, clock.tookS());

  const save = (left = null) => kept.put(kind, self.Player.toKeep(course, { day, state, left }));
  // What is left of the step by its clock: 0 where it is up and a tap is waited for, null where there is none.
  const leftNow = () => (isWaiting ? 0 : clock.leftS() || null);

  // `old` is what was kept: of today, or of an earlier day, which is only logged.
  function take(which, old) {
    kind = which;
    course = old?.course ?? self.Player.courseFor(kind, day);
    state = old?.state ?? { ...self.Player.begin(), at: firstOf(course), entryId: newId() };
  }

  const firstOf = (made) => self.Player.firstOf(made, cues.settings);

  function play(which, isAnew = false) {
    if (self.Player.ageOf() !== age) return open();
    cues.wake();
    cues.stayAwake(true);
    const old = begun[which];
    // A run has its id from here on: it is one, however often sent.
    take(which, isAnew ? { state: { ...self.Player.afresh(old.state), at: firstOf(self.Player.courseFor(which, day)), entryId: newId() } } : old && { state: old.state });
    return enter({ left: isAnew ? null : old?.left ?? null });
  }

  // What was done on an earlier day and not logged: its log, and nothing to go on with.
  function logEarlier(name, old) {
    ({ day } = old);
    isEarlier = true;
    take(self.Player.kindOf(name), old);
    finish();
  }

  // A step begins: at `from` where it goes over from the one before, with the seconds that were `left` of it otherwise.
  function enter({ from, left = null, pauses = false } = {}) {
    clock.clear();
    isPaused = pauses;
    isWaiting = false;
    slip = null;
    if (isSent && !isRun()) state = { ...state, entryId: newId() }; // what was sent is one log, what is done after it another
    isSent = false;
    if (hasSpread()) return showSpread();
    if (isOver(course, state) || state.isStopped) return finish();
    if (state.hurt[line().id]) return showStopped();
    isWaiting = left === 0 && !goesOn(step(), cues.settings);
    const isNew = stageName() !== "step", words = wordsOf(step(), line());
    const spoken = isNew && !words.isIntro ? `${line().name}. ${words.spoken}` : words.spoken;
    screen.show("step", words.isIntro ? `Next: ${line().name}` : line().name, { focus: isNew ? "main" : "", where: placeWords(course, state) });
    draw();
    screen.announce(spoken);
    cues.say(spoken);
    if (hasClock(step(), cues.settings) && !isWaiting) clock.start(left || step().seconds, from, step().seconds);
    if (isPaused) clock.stop();
    return save(left);
  }

  function draw() {
    const words = wordsOf(step(), line()), share = state.at / course.steps.length;
    if (isWaiting && step().kind === "rest") Object.assign(words, { over: "Rest is over", big: "0", button: `Start set ${step().set}` });
    screen.showStep(words, { share, line: line(), isPaused });
    for (const name of ["skip", "back"]) screen.find(`[data-act=${name}]`).hidden = isRun();
    if (hasClock(step(), cues.settings) && !isWaiting) showLeft(Math.ceil(clock.leftS() || step().seconds));
  }

  function showLeft(left) {
    const { kind: what, seconds, reps } = step();
    if (what !== "reps") return screen.showCount(clockWords(left));
    const at = Math.min(reps, Math.floor(((seconds - left) / seconds) * reps) + 1);
    screen.showCount(`${at}`);
    screen.fill("below", `of ${reps}`);
  }

  function onSecond(left) {
    if (!state || stageName() !== "step") return;
    showLeft(left);
    const { kind: what, seconds, reps } = step();
    if (what === "reps" ? (seconds - left) % (seconds / reps) === 0 : left <= TICKS_S && seconds >= TICKS_FROM_S) cues.cue("tick");
  }

  function onEnd(when) {
    cues.cue("end");
    if (goesOn(step(), cues.settings)) return advance(step().seconds, isRun() ? when : undefined);
    isWaiting = true;
    draw();
    const words = step().kind === "rest" ? "Rest is over." : "That was the last one.";
    screen.announce(words);
    cues.say(words);
  }

  function advance(seconds, from) {
    state = self.Player.next(course, state, seconds);
    enter({ from });
  }

  function go() {
    if (isPaused) return pause();
    return advance(hasClock(step(), cues.settings) ? clock.tookS() : null);
  }

  function pause() {
    isPaused = !isPaused;
    const left = leftNow();
    if (isPaused) clock.stop();
    draw();
    screen.find("[data-main]").focus(); // the key that was pressed is away while it stands still
    screen.announce(isPaused ? "Paused." : "Going on.");
    if (isPaused) return save(left);
    if (hasClock(step(), cues.settings) && !isWaiting) clock.leftS() > 0 ? clock.resume() : clock.start(step().seconds);
  }

  function back() {
    if (hasSpread()) return showSpread();
    if (slip) return stay();
    state = self.Player.back(course, state);
    cues.stayAwake(true);
    return enter({ pauses: isPaused });
  }

  // The step is left for a question: its clock stands still, and where it stood is kept.
  function leave() {
    slip = { state, left: leftNow(), isPaused };
    clock.stop();
    save(slip.left);
  }

  // Back to where one was.
  function stay() {
    const { left, isPaused: pauses } = slip;
    state = slip.state;
    cues.stayAwake(true);
    enter({ left, pauses });
  }

  function skip() {
    leave();
    const { id, counts } = line(), now = soFar(), before = self.Player.redone(course, state);
    const isPart = !counts || now.done[id] || now.minutes[id];
    if (isPart && !before) return skipped("");
    const only = self.Player.onlyWords(now.done[id], now.minutes[id]);
    const keep = before ? [["It was done: keep what I went back over", () => skipped("", before)]] : [];
    const reasons = isPart ? [[only, () => skipped("")]] : page.reasons.map(([key, words]) => [words, () => skipped(key)]);
    screen.show("skip", `Skip ${line().name}?`);
    screen.offer("[data-reasons]", [...keep, ...reasons]);
  }

  function skipped(reason, from = soFar()) {
    state = self.Player.skip(course, from, reason);
    enter({ pauses: slip.isPaused });
  }

  function hurts() {
    leave();
    if (isRun()) {
      state = { ...soFar(), isStopped: true };
      return finish();
    }
    screen.show("pain", `${line().name}: stopped`);
    screen.stageNow().querySelectorAll("input").forEach((input) => { input.checked = false; });
    screen.fill("missing", "");
  }

  const said = (name) => screen.stageNow().querySelector(`[name="${name}"]:checked`)?.value ?? "";

  function stopped() {
    const pain = said("stopped-pain"), spread = said("stopped-spread");
    if (!pain || !spread) return screen.fill("missing", pain ? "Did it move further from the spine? Choose yes or no." : "How strong was it? Tap a number.");
    state = self.Player.stop(course, state, { pain, spread, seconds: clock.tookS() });
    slip = null;
    save();
    return showStopped();
  }

  // Safety beats everything: what spreads has no easier one, and no exercise after it.
  const hasSpread = () => Object.values(state.hurt).some((hurt) => hurt.spread === "yes");
  const showSpread = () => screen.show("spread", "Stop here for today");

  function showStopped() {
    cues.stayAwake(false);
    if (hasSpread()) return showSpread();
    screen.showEasier(line(), isOver(course, self.Player.leaveLine(course, state)));
  }

  function onward() {
    cues.stayAwake(true);
    state = self.Player.leaveLine(course, state);
    enter();
  }

  // `shown` is what goes into the log; what is kept is where one was, so that an end by a slip can be taken back.
  function finish(shown = state) {
    clock.stop();
    cues.stayAwake(false);
    if (isRun()) self.Player.showRun(course, shown, day.date, { isFinal: !slip });
    else self.Player.showLog(self.Player.outcome(course, shown), { page, day, lines: course.lines, id: shown.entryId });
    if (isEarlier) screen.stageNow().querySelectorAll("[data-act]").forEach((button) => { button.hidden = true; });
    else save(slip?.left ?? null);
    cues.say(isRun() ? "The run is over." : "That was the session.");
  }

  function end() {
    if (stageName() === "step") leave();
    finish(soFar());
  }

  self.Player.listen({ acts: { start: () => begin(), go, pause, back, skip, stay, hurts, stopped, onward, end }, isRun });

  // What was sent stays until its log is known to be there.
  screen.root.addEventListener("submit", (event) => { isSent ||= !event.defaultPrevented; });

  // What may not wait for a tap comes at once: what spread, and a run that was stopped. One that is open already stays.
  async function open() {
    const turn = turns += 1;
    age = self.Player.ageOf();
    const found = await self.Player.open({ play, logEarlier, isStill: () => turn === turns && ["plain", "start", "none"].includes(stageName()) });
    if (!found) return;
    ({ day, begun } = found);
    begin = found.begin ?? (() => play(found.kind));
    if (found.isUrgent) begin();
  }

  self.Player.watch({ open, rest: () => save(leftNow()), stop: clock.clear });
  open();
})();
