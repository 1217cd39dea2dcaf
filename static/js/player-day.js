// What the page carries, and which day it is: by the runner's own zone, which need not be that of the device.
(() => {
  const { courseOf, runOf } = self.Player;
  const page = JSON.parse(document.getElementById("player-course").textContent);
  const DAY_MS = 24 * 3600 * 1000;
  // A page that has just come is of now, whatever the device's clock says. A copy of before has only that clock.
  const wrongBy = document.body.dataset.kept ? 0 : Date.now() - page.madeAt;

  const dates = new Intl.DateTimeFormat("en-CA", { timeZone: page.zone, year: "numeric", month: "2-digit", day: "2-digit" });
  const dateOf = (moment) => dates.format(new Date(moment));
  const daysBetween = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
  const ageOf = () => Math.max(0, daysBetween(page.days[0].date, dateOf(Date.now() - wrongBy)));
  const dayOf = (date) => page.days[0].day + daysBetween(page.days[0].date, date);

  // A day with what of it was logged before this page was made.
  const dayAt = (age) => page.days[age] && { seen: 0, logged: {}, before: [], ...page.days[age], ...(age ? {} : { seen: page.seen, logged: page.logged, before: page.before }) };

  const COURSES = {
    session: (day) => courseOf(day.lines.filter((line) => line.counts), page.pace),
    walk: (day) => courseOf(day.lines.filter((line) => !line.counts), page.pace),
    run: () => page.run && runOf(page.run),
  };
  const KINDS = Object.keys(COURSES);
  const courseFor = (kind, day) => COURSES[kind](day);
  const signatureOf = ({ lines, steps }) => JSON.stringify([lines.map((line) => line.id), steps]);

  // What is kept of a session: enough to log it on another day, when the page no longer knows it.
  function toKeep(course, { day, state, left }) {
    const lines = course.lines.map(({ id, name, dose, counts }) => ({ id, name, dose, counts }));
    const { date, address, seen, logged } = day;
    return { person: page.person, date, of: signatureOf(course), state, left, course: { ...course, lines }, day: { date, address, seen, logged } };
  }

  self.Player = { ...self.Player, page, dateOf, daysBetween, ageOf, dayOf, dayAt, KINDS, courseFor, signatureOf, toKeep };
})();
