// What each step says: above, large, below, on the big button, and aloud. Values in, words out.
(() => {
  const SIDES = { left: "left side", right: "right side" };
  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  const joined = (...parts) => capital(parts.filter(Boolean).join(" · "));
  const times = (count) => (count === 1 ? "1 time" : `${count} times`);

  function clockWords(seconds) {
    return seconds < 60 ? `${seconds}` : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }

  function lengthWords(seconds) {
    if (seconds < 60) return seconds === 1 ? "1 second" : `${seconds} seconds`;
    const minutes = Math.round(seconds / 6) / 10;
    return minutes === 1 ? "1 minute" : `${minutes} minutes`;
  }

  const place = (step, sets) => (sets > 1 ? `set ${step.set} of ${sets}` : "");

  const SAYINGS = {
    intro: (step, line) => ({ over: "Ready when you are", big: "", below: line.words ?? "", button: "Start", spoken: `Next: ${line.name}. ${line.words ?? ""}` }),
    ready: (step, line) => ({ over: joined(place(step, line.dose.sets), SIDES[step.side]), below: "Get ready", button: "Go now", spoken: `${[joined(place(step, line.dose.sets), SIDES[step.side]), "Get ready"].filter(Boolean).join(". ")}.` }),
    hold: (step, line) => ({
      over: joined(place(step, line.dose.sets), SIDES[step.side]),
      below: step.reps > 1 ? `Hold, ${step.rep} of ${step.reps}` : "Hold",
      button: step.reps > 1 ? "Next hold" : "Done",
      spoken: step.rep > 1 ? "Hold." : `Hold ${lengthWords(step.seconds)}${step.reps > 1 ? `, ${times(step.reps)}` : ""}.`,
    }),
    release: (step, line) => ({ over: joined(place(step, line.dose.sets), SIDES[step.side]), below: "Let go", button: "Next hold", spoken: "Let go." }),
    sides: (step) => ({ over: "Change sides", below: `Now the ${SIDES[step.side]}`, button: "Go now", spoken: `Change sides. Now the ${SIDES[step.side]}.` }),
    reps: (step, line) => ({
      over: joined(place(step, line.dose.sets), SIDES[step.side]), big: `${step.reps}`, below: step.reps === 1 ? "time" : "times",
      button: "Set done", spoken: `${joined(place(step, line.dose.sets), SIDES[step.side]) || "Now"}. ${times(step.reps)}.`,
    }),
    metres: (step, line) => ({
      over: joined(place(step, line.dose.sets), SIDES[step.side]), big: `${step.metres}`, below: "metres",
      button: "Set done", spoken: `${joined(place(step, line.dose.sets), SIDES[step.side]) || "Now"}. ${step.metres} metres.`,
    }),
    rest: (step, line) => ({ over: "Rest", below: `Then set ${step.set} of ${line.dose.sets}`, button: `Start set ${step.set} now`, spoken: `Rest ${lengthWords(step.seconds)}.` }),
    timer: (step, line) => ({ over: joined(line.counts ? SIDES[step.side] : "beside the session"), below: lengthWords(step.seconds), button: "Stop here", spoken: `Go. ${lengthWords(step.seconds)}.` }),
    walk: (step) => ({ over: step.isStage ? "Walk" : "Walk, to warm up or cool down", below: `Walk ${lengthWords(step.seconds)}`, button: "Next part", spoken: `Walk ${lengthWords(step.seconds)}.` }),
    run: (step) => ({ over: "Run", below: `Run ${lengthWords(step.seconds)}, easy`, button: "Next part", spoken: `Run ${lengthWords(step.seconds)}.` }),
  };

  const wordsOf = (step, line) => ({ big: null, isIntro: step.kind === "intro", ...SAYINGS[step.kind](step, line) });

  // Where one is: the exercise among the others, or the part of the run.
  function placeWords(course, state) {
    if (course.run) return `Part ${Math.max(1, state.at)} of ${course.steps.length - 1}`;
    return `Exercise ${course.steps[state.at].line + 1} of ${course.lines.length}`;
  }

  // What is left of an exercise that was gone back over, where that is not kept.
  function onlyWords(done, minutes) {
    if (done) return `Only ${done} ${done === 1 ? "set counts" : "sets count"}`;
    return minutes ? `Only ${minutes} ${minutes === 1 ? "minute counts" : "minutes count"}` : "It was not done";
  }

  const minutesOf = (row) => `${row.minutes ?? 0} minutes${row.perSide ? " each side" : ""}`;
  const STATES = {
    done: (row) => (row.isTimed ? minutesOf(row) : `${row.done} of ${row.planned} ${row.planned === 1 ? "set" : "sets"}`),
    open: () => "Not reached: it stays open",
    left: (row, reasons) => `Left out: ${(reasons[row.reason] ?? row.reason).toLowerCase()}`,
    stopped: (row) => `Stopped, ${row.isTimed ? minutesOf(row) : `${row.done} of ${row.planned} ${row.planned === 1 ? "set" : "sets"}`} finished, pain ${row.pain}`,
  };
  const resultWords = (row, reasons) => (STATES[row.state] ?? STATES.done)(row, reasons);

  function didWords(rows) {
    const counted = rows.filter((row) => row.counts), of = counted.length ? counted : rows;
    const did = of.filter((row) => row.state === "done" || row.state === "part" || row.done > 0).length;
    return `You did ${did} of ${of.length} ${of.length === 1 ? "exercise" : "exercises"}`;
  }

  self.Player = { ...self.Player, wordsOf, placeWords, onlyWords, resultWords, didWords, clockWords, lengthWords };
})();
