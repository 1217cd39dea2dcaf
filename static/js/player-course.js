// The course of a session: its steps, where one is in them, and what was done. Values in, values out: no clock, no page.
(() => {
  const READY_S = 5, RELEASE_S = 3, SIDES_S = 5;

  const isTimed = (dose) => Boolean(dose.hold_s || dose.minutes);

  // One set on one side. `pace`: the seconds of a repetition and between two exercises, as the server reckons with them.
  function workOf(dose, pace) {
    if (dose.minutes) return [{ kind: "timer", seconds: dose.minutes * 60 }];
    if (dose.metres) return [{ kind: "metres", metres: dose.metres }];
    if (!dose.hold_s) return [{ kind: "reps", reps: dose.reps, seconds: dose.reps * pace.rep_s }];
    const holds = Array.from({ length: dose.reps }, (_, k) => ({ kind: "hold", seconds: dose.hold_s, rep: k + 1, reps: dose.reps }));
    return holds.flatMap((hold, k) => (k ? [{ kind: "release", seconds: RELEASE_S, rep: hold.rep, reps: hold.reps }, hold] : [hold]));
  }

  function setOf(dose, set, pace) {
    const sides = dose.per_side ? ["left", "right"] : [""];
    const steps = sides.flatMap((side, k) => {
      const before = k ? [{ kind: "sides", seconds: SIDES_S }] : isTimed(dose) ? [{ kind: "ready", seconds: READY_S }] : [];
      return [...before, ...workOf(dose, pace)].map((step) => ({ ...step, set, side }));
    });
    steps[0].isHead = true;
    steps[steps.length - 1].ends = true;
    return steps;
  }

  function stepsOf(line, at, pace) {
    const { dose } = line;
    const steps = [{ kind: "intro", seconds: pace.change_s, isHead: true }];
    for (let set = 1; set <= dose.sets; set += 1) {
      if (set > 1 && dose.rest_s) steps.push({ kind: "rest", seconds: dose.rest_s, set });
      steps.push(...setOf(dose, set, pace));
    }
    return steps.map((step) => ({ ...step, line: at }));
  }

  const courseOf = (lines, pace) => ({ lines, steps: lines.flatMap((line, at) => stepsOf(line, at, pace)) });

  // A run: walks and runs, each going over into the next; what is no part of the stage is not counted.
  function runOf(run) {
    const line = { id: "run", name: `Run-walk, stage ${run.stage}`, dose: {}, counts: false };
    const parts = run.intervals.map((part, k) => ({ kind: part.what, seconds: part.seconds, isStage: part.isStage, line: 0, isHead: true, place: k + 1 }));
    return { lines: [line], steps: [{ kind: "intro", seconds: 0, line: 0, isHead: true }, ...parts], run };
  }

  // `done` sets and `minutes` by exercise; `left` why it was left out; `hurt` what was said as it was stopped.
  const begin = () => ({ at: 0, done: {}, minutes: {}, left: {}, hurt: {}, ran: 0, lasted: 0 });
  const without = (values, id) => Object.fromEntries(Object.entries(values).filter(([name]) => name !== id));
  const isOver = (course, state) => state.at >= course.steps.length;
  const stepAt = (course, state) => course.steps[state.at];
  const lineAt = (course, state) => course.lines[stepAt(course, state).line];
  const tenths = (number) => Math.round(number * 10) / 10;

  // Begun again: what was stopped for pain stays as it was said, with the sets before it.
  function afresh({ hurt, done, minutes }) {
    const only = (values) => Object.fromEntries(Object.entries(values).filter(([id]) => hurt[id]));
    return { ...begin(), hurt, done: only(done), minutes: only(minutes) };
  }

  // With what the clock of a timer came to. The minutes of what has two sides are those of one side: each counts half.
  function timed(course, state, seconds) {
    const { id, dose } = lineAt(course, state);
    if (stepAt(course, state).kind !== "timer" || state.hurt[id]) return state;
    const sum = tenths((state.minutes[id] ?? 0) + seconds / 60 / (dose.per_side ? 2 : 1));
    return sum ? { ...state, minutes: { ...state.minutes, [id]: sum } } : state;
  }

  // The step is behind one; `seconds` is how long it took where it has a clock.
  function next(course, state, seconds = null) {
    const step = stepAt(course, state), { id, dose } = lineAt(course, state);
    const took = seconds ?? step.seconds ?? 0;
    const after = { ...timed(course, state, took), at: state.at + 1 };
    if (step.isStage) {
      after.lasted += took;
      if (step.kind === "run") after.ran += took;
    }
    const isAgain = step.ends && (dose.minutes || step.set >= (undoneIn(state)[id]?.done ?? 0));
    if (isAgain) after.undone = without(undoneIn(state), id); // all of it was gone over again: that counts now
    if (!step.ends || dose.minutes) return after;
    return { ...after, done: { ...state.done, [id]: step.set } };
  }

  function leaveLine(course, state) {
    const { line } = stepAt(course, state);
    const at = course.steps.findIndex((step) => step.line > line);
    return { ...state, at: at < 0 ? course.steps.length : at };
  }

  // What has finished sets was done in part; only what has none is left out, with its reason.
  function skip(course, state, reason) {
    const { id } = lineAt(course, state);
    const left = state.done[id] || state.minutes[id] ? state.left : { ...state.left, [id]: reason };
    return leaveLine(course, { ...state, left, undone: without(undoneIn(state), id) }); // it is decided what counts
  }

  // What was done until now, with the part of the step that its clock came to. A run ends with it.
  function soFar(course, state, seconds) {
    if (isOver(course, state) || state.isStopped) return state;
    return course.run ? { ...next(course, state, seconds), at: course.steps.length } : timed(course, state, seconds);
  }

  // Stopped for pain. `seconds` counts what was walked until then.
  function stop(course, state, { pain, spread, seconds = 0 }) {
    const { id } = lineAt(course, state);
    return { ...timed(course, state, seconds), hurt: { ...state.hurt, [id]: { pain, spread } } };
  }

  // To the head of this set, from there to the one before. What was stopped for pain stays as it was said.
  function back(course, state) {
    const here = isOver(course, state) ? course.lines.length : stepAt(course, state).line;
    const open = (step) => !state.hurt[course.lines[step.line].id];
    const reached = (step) => step.line === here || (step.set ?? 0) <= mostOf(course, state, step.line);
    const heads = course.steps.flatMap((step, k) => (step.isHead && k < state.at && open(step) && reached(step) ? [k] : []));
    if (!heads.length) return state;
    const at = heads[heads.length - 1], step = course.steps[at], { id } = course.lines[step.line];
    const done = { ...state.done, [id]: Math.max(0, (step.set ?? 1) - 1) };
    return { ...state, at, done, minutes: without(state.minutes, id), left: without(state.left, id), undone: undoneOf(state, id) };
  }

  // What a way back took back, by exercise, as it was before; a tap by a slip and a look back are not the same.
  const undoneIn = ({ undone }) => undone ?? {};

  function undoneOf(state, id) {
    const done = state.done[id] ?? 0, minutes = state.minutes[id] ?? 0, undone = undoneIn(state);
    return undone[id] || !(done || minutes) ? undone : { ...undone, [id]: { done, minutes } };
  }

  // With what the way back took back: done after all. Null where there is nothing of the kind.
  function redone(course, state) {
    const { id } = lineAt(course, state), undone = undoneIn(state);
    if (!undone[id]) return null;
    const { done, minutes } = undone[id];
    return {
      ...state,
      undone: without(undone, id),
      done: done ? { ...state.done, [id]: done } : state.done,
      minutes: minutes ? { ...state.minutes, [id]: minutes } : state.minutes,
    };
  }

  // The set of an earlier exercise that one goes back to: the last finished one, or the one it was left in.
  function mostOf(course, state, line) {
    const { id, dose } = course.lines[line], done = state.done[id] ?? (state.minutes[id] ? 1 : 0);
    return done === 0 ? 0 : Math.min(dose.sets ?? 0, done + 1);
  }

  function stateOf(line, state) {
    const { id, dose } = line;
    if (state.hurt[id]) return "stopped";
    if (state.left[id]) return "left";
    const share = dose.minutes ? (state.minutes[id] ?? 0) / dose.minutes : (state.done[id] ?? 0) / dose.sets;
    return share >= 1 ? "done" : share > 0 ? "part" : "open";
  }

  // What was done, exercise by exercise. "open" is what nobody came to: it stays unknown.
  const outcome = (course, state) => course.lines.map((line) => ({
    id: line.id,
    name: line.name,
    counts: line.counts,
    state: stateOf(line, state),
    planned: line.dose.sets,
    isTimed: Boolean(line.dose.minutes),
    perSide: Boolean(line.dose.per_side),
    done: state.done[line.id] ?? 0,
    minutes: state.minutes[line.id] ?? null,
    reason: state.left[line.id] ?? "",
    ...(state.hurt[line.id] ?? {}),
  }));

  // How much of the stage was run: the share the log knows next below it, and the minutes of its intervals.
  function ranOf(course, state) {
    const whole = course.steps.filter((step) => step.kind === "run").reduce((sum, step) => sum + step.seconds, 0);
    const share = whole ? state.ran / whole : 0;
    const known = [1, 0.75, 0.5, 0.25, 0].find((part) => share >= part - 0.001);
    return { share: known, minutes: tenths(state.lasted / 60) };
  }

  // Whether the next step comes by itself once this one's time is up.
  function goesOn(step, { handsFree }) {
    if (step.kind === "rest" || step.kind === "reps") return handsFree;
    if (step.kind === "intro") return handsFree && step.seconds > 0;
    return step.kind !== "metres";
  }

  // Whether a step has a clock: to count repetitions, or to begin by itself, only where that is wanted.
  function hasClock(step, { handsFree, count }) {
    if (step.kind === "reps") return handsFree || count;
    if (step.kind === "intro") return handsFree && step.seconds > 0;
    return step.kind !== "metres";
  }

  // The tap was the start: no second one on the first exercise. Whom the clock counts gets the time to get down to it.
  const firstOf = ({ steps }, { handsFree }) => (handsFree && steps[1].kind === "reps" ? 0 : 1);

  self.Player = { ...self.Player, courseOf, runOf, begin, afresh, soFar, next, back, redone, skip, stop, leaveLine, isOver, stepAt, lineAt, outcome, ranOf, goesOn, hasClock, firstOf };
})();
