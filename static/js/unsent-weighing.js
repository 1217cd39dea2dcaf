// What waits on this phone, weighed before the server can: for Today and the player, by what their page carries (#weights).
(() => {
  const { RATING, fieldOf } = Unsent;
  const QUIET_PAIN = 5;
  const NAMES = ["morning", "worst", "average"];
  const CAREFUL = [0]; // where a page does not know
  const carried = document.getElementById("weights")?.textContent ?? "{}";
  const { ratings = {}, usual = 0, unsettled = [], least = {}, poor = [] } = JSON.parse(carried);

  const saidBy = ({ fields }) => new Map(fields);
  const isSession = ({ url }) => url.startsWith("/today/session/");
  // The day of the plan that a log names, by itself or by its address; NaN for one that names none, as a run.
  const dayOf = (log) => parseInt(fieldOf(log, "day") || /^\/today\/session\/(\d+)\/$/.exec(log.url)?.[1], 10);

  // Pain of 5 at most, nothing that spread, no sharp spot.
  const isCalm = ([name, value]) => (/^pain(-|$)/.test(name)
    ? Number(value) <= QUIET_PAIN
    : !/^(spread|sharp_spot)(-|$)/.test(name) || value === "no" || value === "");

  // By which the engine would change nothing: asked by the server for the log as it was. Beside another day's session or
  // morning that waits too, a morning has to be as usual.
  function isQuietRating(log, others) {
    const said = saidBy(log), day = dayOf(log);
    const isAlone = others.every((other) => dayOf(other) === day || !(isSession(other) || saidBy(other).has("morning")));
    return NAMES.filter((name) => said.has(name)).every((name) => {
      const value = Number(said.get(name));
      return name === "morning" && !isAlone ? value <= usual : (ratings[day]?.[name] ?? CAREFUL).includes(value);
    });
  }

  // Less than 70 % of an exercise.
  function isPoor(log, id) {
    const said = saidBy(log), amount = said.get(`done-${id}`) || said.get(`minutes-${id}`);
    return Boolean(amount) && !said.get(`skip-${id}`) && Number(amount.replace(",", ".")) < least[id];
  }

  // A session that had not settled steps down (X3), and so does the second poor one in a row (X5).
  function isQuietSession(log, others) {
    const isSecond = (id) => isPoor(log, id) && (poor.includes(id) || others.some((other) => isPoor(other, id)));
    return !unsettled.includes(dayOf(log)) && !Object.keys(least).some(isSecond);
  }

  // Whether a log of `all` that wait changes nothing of what there is to train.
  function isQuiet(log, all) {
    const others = all.filter((other) => other.key !== log.key);
    if (!log.fields.every(isCalm)) return false;
    return log.url === RATING ? isQuietRating(log, others) : !isSession(log) || isQuietSession(log, others);
  }

  // What holds: "look" where a log was refused and nothing sends it by itself, "wait" for a network, "" nothing.
  const stateOf = (logs) => (logs.some((log) => log.state === "conflict") ? "look" : logs.length ? "wait" : "");

  // Before a session all that is not quiet has to be heard, before a run anything at all.
  const holds = (all) => ({ session: stateOf(all.filter((log) => !isQuiet(log, all))), run: stateOf(all) });

  Object.assign(Unsent, { dayOf, isQuiet, holds });
})();
