// The last screens: the forms of the log, filled in with what was done, to be confirmed. Nothing is sent without a tap,
// and no answer is made up: what is asked once goes with each exercise that was done and has no answer of its own.
(() => {
  const { screen, resultWords, didWords, ranOf } = self.Player;
  const POINTS = Array.from({ length: 11 }, (_, point) => [`${point}`, `${point}`]);
  const YES_NO = [["yes", "Yes"], ["no", "No"]];
  const MARKS = ["pain", "effort", "spread"];
  const form = document.querySelector("form[data-log]"), runForm = document.querySelector("form[data-run]");
  const setsOf = (planned) => Array.from({ length: planned + 1 }, (_, sets) => [`${sets}`, `${sets} of ${planned}`]);
  let rows = [], before = [];

  function fieldOf(name, label, value, choices) {
    const made = document.getElementById("player-field").content.cloneNode(true).firstElementChild;
    const field = document.createElement(choices ? "select" : "input");
    Object.assign(field, { name, id: `player-${name}`, className: choices ? "form-select" : "form-control num" });
    if (choices) field.append(...choices.map(([key, words]) => new Option(words, key)));
    else Object.assign(field, { inputMode: "decimal", autocomplete: "off" });
    field.value = value ?? "";
    Object.assign(made.querySelector("label"), { textContent: label, htmlFor: field.id });
    made.append(field);
    return made;
  }

  // How hard it was, said before one went back to the exercises: it still holds where that exercise was left as it is.
  const saidBefore = ({ id, state }) => (before.some((row) => row.id === id && row.state === state) ? valueOf(`effort-${id}`) : "");

  function fieldsOf(row, reasons) {
    const { id } = row, isStopped = row.state === "stopped", open = isStopped ? "Choose one" : "As for all of them";
    const amount = row.isTimed || !row.counts
      ? fieldOf(`minutes-${id}`, row.perSide ? "Minutes done, each side" : "Minutes done", row.minutes ?? (isStopped ? 0 : ""))
      : fieldOf(`done-${id}`, "Sets done", row.state === "open" || row.state === "left" ? "" : `${row.done}`, [["", "Not said"], ...setsOf(row.planned)]);
    const pain = fieldOf(`pain-${id}`, "Highest pain", row.pain, [["", row.counts ? open : "Not said"], ...POINTS]);
    const spread = fieldOf(`spread-${id}`, "Moved further from the spine?", row.spread, [["", row.counts ? open : "Not said"], ...YES_NO]);
    if (!row.counts) return [amount, pain, spread];
    return [
      amount,
      pain,
      fieldOf(`effort-${id}`, isStopped ? "How hard was it, as far as you came?" : "How hard", saidBefore(row), [["", open], ...POINTS]),
      spread,
      fieldOf(`skip-${id}`, "Or left out, because", row.reason, [["", "Not left out"], ...reasons]),
    ];
  }

  function setOf(row, reasons) {
    const made = document.getElementById("player-row").content.cloneNode(true).firstElementChild;
    made.querySelector("legend").textContent = row.name;
    made.querySelector("[data-fields]").append(...fieldsOf(row, reasons));
    return made;
  }

  const hiddenOf = ([name, value]) => Object.assign(document.createElement("input"), { type: "hidden", name, value });
  const put = (selector, made) => form.querySelector(selector).replaceChildren(...made);
  const isWell = (row) => row.counts && (row.state === "done" || row.state === "part");

  // `page` is what the server gave, `day` the day that is logged, with what of it was logged before; `lines` its exercises, `id` what was begun.
  function showLog(outcome, { page, day, lines, id }) {
    form.querySelector(".player-dock").before(wanting); // out of rows that go
    [before, rows] = [rows, outcome];
    const reasons = Object.fromEntries(page.reasons), stopped = rows.filter((row) => row.state === "stopped");
    screen.show("end", didWords(rows), { where: "" });
    form.action = day.address;
    form.elements.way.value = rows.some((row) => row.counts) ? "each" : "walk";
    form.elements.on.value = day.date; // a log that is kept is named by its day
    form.elements.seen.value = day.seen;
    form.elements.played.value = id;
    put("[data-kept]", Object.entries(day.logged).map(hiddenOf));
    const made = rows.map((row) => setOf(row, page.reasons));
    put("[data-stopped]", made.filter((_, at) => rows[at].state === "stopped"));
    put("[data-rows]", made.filter((_, at) => rows[at].state !== "stopped"));
    screen.find("[data-results]").replaceChildren(...rows.map((row, at) => screen.rowOf(lines[at], resultWords(row, reasons))));
    screen.fill("others", stopped.length ? "Of all the others:" : "");
    form.querySelector("[data-common]").hidden = !rows.some(isWell);
    const each = form.querySelector("[data-each]");
    each.hidden = stopped.length === rows.length;
    each.open = rows.every((row) => !row.counts); // of a walk its minutes and its pain are all there is to say
    screen.fill("wanting", "");
  }

  const wanting = form.querySelector("[data-slot=wanting]");
  const valueOf = (name) => form.elements[name]?.value ?? "";

  const amountOf = ({ id }) => valueOf(`done-${id}`) || valueOf(`minutes-${id}`);
  const isNothing = (row) => Number(amountOf(row).replace(",", ".")) === 0;
  const isSaid = (row) => row.counts && amountOf(row) !== "" && !valueOf(`skip-${row.id}`);
  // What was asked once holds for what was done; what was stopped, or begun and not finished, has its own answers.
  const isAlike = (row) => row.state !== "stopped" && !isNothing(row);
  const commonOf = (row, mark) => (isAlike(row) ? valueOf(`all-${mark}`) : "");

  // The first mark that is still open, as they stand on the page; what is left open is not made up.
  function firstOpen() {
    const isStopped = ({ state }) => state === "stopped", isByItself = (row) => !isStopped(row) && !isAlike(row);
    for (const row of [isStopped, isAlike, isByItself].flatMap((is) => rows.filter(isSaid).filter(is))) {
      const mark = MARKS.find((name) => !valueOf(`${name}-${row.id}`) && !commonOf(row, name));
      if (mark) return { row, mark };
    }
    return null;
  }

  const WORDS = { pain: "the highest pain", effort: "how hard it was", spread: "whether it moved" };

  form.addEventListener("submit", (event) => {
    const open = firstOpen();
    if (!open) return;
    event.preventDefault();
    const { row, mark } = open, isCommon = isAlike(row);
    const end = row.state === "stopped" || isCommon ? "It decides what comes next." : "If it was not begun, say why it was left out.";
    screen.fill("wanting", `Still open: ${WORDS[mark]}${isCommon ? "" : `, ${row.name}`}. ${end}`);
    if (isCommon) form.querySelector("[data-common]").hidden = false;
    else if (row.state !== "stopped") form.querySelector("[data-each]").open = true;
    const field = isCommon ? form.querySelector(`[name="all-${mark}"]`) : form.elements[`${mark}-${row.id}`];
    field.closest(".ask").append(wanting); // said where it is answered
    field.focus();
  });

  // What was asked once goes with each exercise that has no answer of its own: as it stands now, not as it was tried before.
  form.addEventListener("formdata", ({ formData }) => {
    for (const row of rows.filter(isSaid)) {
      for (const mark of MARKS) {
        if (!formData.get(`${mark}-${row.id}`)) formData.set(`${mark}-${row.id}`, commonOf(row, mark));
      }
    }
    MARKS.forEach((mark) => formData.delete(`all-${mark}`));
  });

  // `isFinal`: there is nothing to go back to.
  function showRun(course, state, on, { isFinal }) {
    const { isStopped } = state, { share, minutes } = ranOf(course, state);
    screen.show("ran", isStopped ? "Stop running, and walk home" : share === 1 ? "The stage is done" : "The run so far");
    const made = runForm.elements;
    if (state.entryId) made.entry_id.value = state.entryId;
    made.on.value = on;
    made.time.value = minutes || "";
    made.stage_done.value = `${share}`;
    screen.find("[data-act=stay]").hidden = isFinal;
    screen.fill("wanting", "");
  }

  runForm.addEventListener("submit", (event) => {
    const open = ["pain", "spread", "sharp_spot"].find((name) => !runForm.elements[name].value);
    if (!open) return;
    event.preventDefault();
    screen.fill("wanting", "One of the questions above is still open.");
    runForm.elements[open][0].focus();
  });

  self.Player = { ...self.Player, showLog, showRun };
})();
