// How far each exercise of a session has come, as a mark of its row: by what was begun here, or by a log that waits on this phone.
(() => {
  const { outcome, isOver, stepAt, lineAt } = self.Player;

  // Of what was begun, exercise by exercise. What was stopped is not gone on with; what is to come bears no mark.
  function marksOf({ course, state }) {
    const rows = outcome(course, state), at = isOver(course, state) ? rows.length : stepAt(course, state).line;
    const next = rows.findIndex((row, place) => place >= at && row.state !== "stopped");
    return rows.map((row, place) => (place === next ? "next" : place > at && row.state === "open" ? "" : row.state));
  }

  // What the big button leads to. What was stopped comes first as it was left: its easier one.
  function whereTo(kind, { course, state }) {
    if (isOver(course, state)) return "Go on to the log";
    const { id, name } = lineAt(course, state);
    return state.hurt[id] ? "Go on" : `Go on with ${kind === "run" ? "the run" : name}`;
  }

  // What the form of a log says of an exercise; empty where it says nothing.
  function saidIn(log, { id, dose }) {
    const given = Object.fromEntries(log.fields), amount = given[`${dose.minutes ? "minutes" : "done"}-${id}`];
    if (given.way === "whole") return "done";
    if (given[`skip-${id}`]) return "left";
    if (!amount) return "";
    const came = Number(amount.replace(",", "."));
    return came >= (dose.minutes || dose.sets) ? "done" : came === 0 ? "stopped" : "part";
  }

  // By the logs that wait, the last word first; then by what is logged. What nobody spoke of stays open.
  const markIn = (logs, line) => logs.map((log) => saidIn(log, line)).filter(Boolean).pop() ?? line.mark ?? "open";

  self.Player = { ...self.Player, marksOf, whereTo, markIn };
})();
