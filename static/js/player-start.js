// The first screen: what there is to play on this day, by a page that may have been fetched some days ago.
(() => {
  const { screen, kept, page, KINDS, ageOf, dayAt, begunOn, notLogged, unsentLogs, hindrance, isUrgent, isHurt, closed, hasSome, kindOf, LOOK_AT_IT } = self.Player;
  const { lengthWords, marksOf, whereTo, markIn } = self.Player;
  const NO_RUN = {
    wait: "Running waits until what is on this phone was sent: it may change whether you may run.",
    look: "Running waits: a log on this phone could not be saved, and it may change whether you may run.",
  };
  const LATER = "Running waits until you are online: whether you may run hangs on that morning’s answer.";
  let play = null, logEarlier = null, held = "";

  const moreOf = (choices) => screen.offer("[data-more]", choices);
  const count = (number) => (number === 1 ? "1 exercise" : `${number} exercises`);

  const exercisesOf = (day) => day.lines.filter((line) => line.counts);
  const hasSession = (day) => exercisesOf(day).length > 0;
  const rowOf = (line, mark) => screen.rowOf(line, line.words, mark);
  const loggedRows = (day) => day.before.map((line) => rowOf(line, line.mark));
  const isOn = (day) => hasSession(day) && day.isSessionDay && !day.isOver;

  // What may be played on this day besides one kind, each as a quiet button.
  function others(day, age, but) {
    const walk = day.lines.find((line) => !line.counts), run = age === 0 && !held && page.run;
    const found = [
      ["session", hasSession(day) && (isOn(day) ? "The session" : "Do a session all the same")],
      ["walk", walk && `${walk.name}: ${lengthWords(walk.dose.minutes * 60)}`],
      ["run", run && `Run-walk, stage ${run.stage}`],
    ].flatMap(([kind, words]) => (words && kind !== but ? [[words, () => play(kind)]] : []));
    return held === "look" && age === 0 && page.run ? [...found, LOOK_AT_IT] : found;
  }

  const weekday = (date) => (date === dayAt(ageOf())?.date ? "today" : dayName(date));
  const dayName = (date) => new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", weekday: "long" }).format(new Date(date));
  const WHAT = { session: "session", walk: "walk", run: "run" };

  // Where two would read alike, each has a number.
  function earlierOnes(late) {
    const words = late.map(([name, value]) => `Log the ${WHAT[kindOf(name)]} of ${weekday(value.date)}`);
    const alike = (at) => words.flatMap((one, place) => (one === words[at] ? [place] : []));
    const numbered = (at) => (alike(at).length > 1 ? `${words[at]}, ${alike(at).indexOf(at) + 1} of ${alike(at).length}` : words[at]);
    return late.map(([name, value], at) => [numbered(at), () => logEarlier(name, value)]);
  }

  // The screen with the big button, and nothing of what it may tell besides; `without` what is no part of it.
  function showBegin(title, words, without = []) {
    screen.show("start", title, { focus: "" });
    screen.find("[data-act=start]").textContent = words;
    for (const part of ["cues", "quiet"]) screen.find(`[data-${part}]`).hidden = without.includes(part);
    for (const part of ["[data-lines]", "[data-parts]"]) screen.find(part).replaceChildren();
    screen.showFigure({});
    for (const slot of ["note", "kept"]) screen.fill(slot, "");
    moreOf([]);
  }

  // What hurt on an earlier day and is not logged stands first.
  function showEarlier(late) {
    const [name, value] = late[0], [[words, begin], ...others] = earlierOnes(late);
    showBegin(`First, the ${WHAT[kindOf(name)]} of ${weekday(value.date)}`, words, ["cues", "quiet"]);
    screen.fill("kept", "It is not logged yet. What hurt then comes before the next session.");
    moreOf([...others, ["I logged it elsewhere", () => kept.forget(name).then(() => location.reload())]]);
    return begin;
  }

  function showNone(title, why, choices = [], rows = []) {
    screen.show("none", title, { focus: "" });
    screen.fill("why", why);
    screen.find("[data-lines]").replaceChildren(...rows);
    moreOf(choices);
  }

  function showFirst(line) {
    showBegin(line.name, "Start", ["quiet"]);
    screen.showFigure(line);
    screen.showParts(line.parts);
  }

  // Why no run is offered where one might look for it.
  function runWords(age) {
    if (age > 0) return page.runs ? LATER : "";
    return held && page.run ? NO_RUN[held] : "";
  }

  function showStart(day, age, begun, late) {
    const exercises = exercisesOf(day), kind = KINDS.find((one) => begun[one] && (one !== "run" || !held));
    const given = kind ?? "session", isPart = day.before.length > 0;
    const title = kind ? "Go on where you stopped" : `${count(exercises.length)}${isPart ? " left" : ""}, about ${day.minutes} minutes`;
    showBegin(title, kind ? whereTo(kind, begun[kind]) : isPart ? `Go on with ${exercises[0].name}` : "Start");
    if (given === "session") {
      const marks = kind ? marksOf(begun[kind]) : isPart ? ["next"] : [];
      screen.find("[data-lines]").replaceChildren(...loggedRows(day), ...exercises.map((line, at) => rowOf(line, marks[at])));
    }
    screen.fill("note", runWords(age));
    screen.fill("kept", kind ? "What you did so far today is kept here until it is logged." : "");
    moreOf([...(kind ? [["Start again", () => play(kind, true)]] : []), ...others(day, age, given), ...earlierOnes(late)]);
    return given;
  }

  function showRest(day, age, late) {
    const title = day.isOver ? "Today’s session is logged" : "No session falls on today";
    showNone(title, [day.isOver ? "" : "Rest is part of the plan.", runWords(age)].filter(Boolean).join(" "), [...others(day, age), ...earlierOnes(late)], loggedRows(day));
  }

  // Why there is nothing to play; where that is a log on its way, with what it says of each exercise.
  function showWhy(day, [title, why, choices, logs]) {
    showNone(title, why, choices, logs && [...day.before, ...exercisesOf(day)].map((line) => rowOf(line, markIn(logs, line))));
  }

  // Shows what there is. Gives the day, what was begun on it, and what the big button begins.
  async function open(acts) {
    ({ play, logEarlier } = acts);
    const age = ageOf(), day = dayAt(age), unsent = await unsentLogs(), why = hindrance(day, unsent);
    const begun = why ? {} : await begunOn(day, unsent), late = why ? [] : await notLogged(day, unsent);
    if (!acts.isStill()) return null;
    if (why) return showWhy(day, why) ?? { day, begun: {} };
    held = self.Unsent.holds(unsent).run;
    const kinds = Object.keys(begun).filter((kind) => kind !== "run" || !held), urgent = KINDS.find((kind) => begun[kind] && isUrgent(begun[kind]));
    if (held && begun.run && hasSome(closed(begun.run))) late.push(["run", closed(begun.run)]); // what was run can be logged
    if (urgent) return { day, begun, kind: urgent, isUrgent: true };
    const hurt = late.filter(([, value]) => isHurt(value));
    if (hurt.length) return { day, begun, begin: showEarlier(hurt) };
    if (!isOn(day) && !kinds.length) return showRest(day, age, late) ?? { day, begun };
    if (page.isFirst && !kinds.length) return showFirst(exercisesOf(day)[0]) ?? { day, begun, kind: "session" };
    return { day, begun, kind: showStart(day, age, begun, late) };
  }

  self.Player = { ...self.Player, open };
})();
