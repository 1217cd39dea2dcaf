// What stands before a session: what was begun and is not logged, here, and what is logged and not sent yet.
(() => {
  const { page, kept, KINDS, courseFor, signatureOf, dateOf, dayOf, daysBetween, outcome, soFar, isOver } = self.Player;
  const RED = 6, LOGGED_WITHIN_DAYS = 7;
  const ASKED = ["First, a few questions", "They come before exercises. Today has them."];
  const OLD = ["Go online once first", "This page is more than a week old. Your plan may have moved since."];
  const HEARD = ["Go online once first", "A log on this phone waits to be sent. What it says comes before this session."];
  const LOOK_AT_IT = ["Look at it", () => location.assign("/offline/")];
  const LOOK = ["A log on this phone needs a look", "It could not be saved yet. What it says comes before this session.", [LOOK_AT_IT]];
  const SENT = ["It is logged", "The log waits to be sent. It goes by itself once you are online."];

  // What is only to be logged is kept by its date and its id: nothing takes the place of another.
  const EARLIER = "earlier-";
  const kindOf = (name) => name.replace(EARLIER, "").split("-")[0];
  const hasSome = ({ course, state }) => Boolean(state.lasted) || outcome(course, state).some((row) => row.state !== "open");

  // What was begun, closed as it stood.
  function closed(value) {
    const { course, state, left } = value;
    const took = left === null || isOver(course, state) ? 0 : course.steps[state.at].seconds - left;
    return { ...value, state: soFar(course, state, took), left: null };
  }

  const isUrgent = ({ state }) => state.isStopped || Object.values(state.hurt).some((hurt) => hurt.spread === "yes");
  const isHurt = (value) => isUrgent(value) || Object.values(value.state.hurt).some((hurt) => Number(hurt.pain) >= RED);

  // Whether the log of what was sent from here is known to be there, or was settled otherwise: by its own id alone.
  const isSettled = ({ state }) => Boolean(state.entryId) && self.Unsent.isSettled(state.entryId).catch(() => false);
  const isOpen = async (value) => value.person === page.person && !(await isSettled(value));
  const waits = ({ state }, unsent) => Boolean(state.entryId) && unsent.some((log) => self.Unsent.playedOf(log) === state.entryId);

  // Whether the page itself shows all that was done as logged since, by another form than this one, and no less pain.
  function isLogged(value, { date, logged }) {
    const rows = value.date === date ? outcome(value.course, value.state).filter((row) => row.state !== "open") : [];
    const isNew = (name) => name in logged && !(name in value.day.logged);
    const isHeard = ({ id, pain = -1, spread }) => Number(logged[`pain-${id}`] ?? -1) >= Number(pain) && (spread !== "yes" || logged[`spread-${id}`] === spread);
    return rows.length > 0 && rows.every((row) => isHeard(row) && ["done", "minutes", "skip"].some((name) => isNew(`${name}-${row.id}`)));
  }

  // What cannot be gone on with makes room, and is kept until it is logged: an earlier day's, or what is no more as it was.
  async function setAside(kind, value, day) {
    const whole = closed(value);
    if ((await isOpen(value)) && hasSome(whole) && !isLogged(whole, day)) await kept.put(`${EARLIER}${kind}-${value.date}-${value.state.entryId}`, whole);
    await kept.forget(kind);
  }

  // What was begun on this day by this person, of the exercises that are open still. What waits to be sent is over.
  async function begunOn(day, unsent) {
    const found = {};
    for (const kind of KINDS) {
      const value = await kept.get(kind), course = courseFor(kind, day);
      if (!value || waits(value, unsent)) continue;
      const isSame = value.date === day.date && course?.steps.length && value.of === signatureOf(course);
      if (isSame && (await isOpen(value))) found[kind] = value;
      else await setAside(kind, value, day);
    }
    return found;
  }

  // What was done and can only be logged, as [the name it is kept by, what is kept].
  async function notLogged(day, unsent) {
    const found = [];
    for (const name of ((await kept.names()) ?? []).filter((one) => one.startsWith(EARLIER))) {
      const value = await kept.get(name);
      if (!(await isOpen(value)) || daysBetween(value.date, day.date) > LOGGED_WITHIN_DAYS) await kept.forget(name);
      else if (!waits(value, unsent)) found.push([name, value]);
    }
    return found;
  }

  const isOfSession = ({ fields }) => fields.some(([name, value]) => value && (/^(done|skip|effort)-/.test(name) || (name === "way" && value === "whole")));

  // The day of the plan a log is of: it names it, or its date, or it is the day on which it was filled in.
  function dayOfLog(log) {
    const day = self.Unsent.dayOf(log);
    return Number.isNaN(day) ? dayOf(self.Unsent.fieldOf(log, "on") || dateOf(log.made_at)) : day;
  }

  async function unsentLogs() {
    const all = await self.Unsent.all().catch(() => []);
    return all.filter((log) => log.person === page.person).map((log) => ({ ...log, day: dayOfLog(log) }));
  }

  // Why there is nothing to play: a heading, a sentence, buttons, and the logs of this day's session; null where there is.
  function hindrance(day, unsent) {
    if (page.asksFirst) return ASKED;
    if (!day) return OLD;
    if (day.asksFirst) return ASKED;
    const { session } = self.Unsent.holds(unsent.filter((log) => !(log.day > day.day)));
    const here = unsent.filter((log) => log.day === day.day && isOfSession(log));
    if (session === "look" || here.some((log) => log.state === "conflict")) return LOOK;
    if (here.length) return [...SENT, [], here];
    return session ? HEARD : null;
  }

  self.Player = { ...self.Player, unsentLogs, begunOn, notLogged, hindrance, isUrgent, isHurt, closed, hasSome, kindOf, LOOK_AT_IT };
})();
