// On the forms of a log: what is open is asked for before the phone keeps it, and what was said goes along in its own words.
(() => {
  const SESSION = /^\/today\/session\/(\d+\/)?$/;
  const RUN = "/runs/new/";
  const OF_A_RUN = ["stage_done", "pain", "spread", "sharp_spot"];
  const FRESH_DAYS = 2; // as rehab/checkins/run_form.py: an older run may leave open what one no longer knows
  const ASKED_ONCE = /^(all-)?(pain|effort|spread)$/;
  const SAID_OF_ONE = /^(done|minutes|skip)-/;

  const placeOf = (form) => new URL(form.getAttribute("action") || location.href, location.href).pathname;
  const isOfALog = (form) => form.method === "post" && (placeOf(form) === RUN || SESSION.test(placeOf(form)));
  const textOf = (element) => element?.textContent.replace(/\s+/g, " ").trim() ?? "";
  const fieldsOf = (form, name) => [...form.elements].filter((field) => field.name === name);
  const isChoice = (field) => field.type === "radio" || field.type === "checkbox";

  const labelOf = (field) => textOf(isChoice(field) ? field.closest("fieldset")?.querySelector("legend") : field.labels?.[0]);
  const subjectOf = (field) => textOf(field.closest("fieldset.each, fieldset.beside")?.querySelector("legend")).split(":")[0];

  function valueOf(field) {
    if (isChoice(field)) return textOf(field.labels[0]);
    if (field.type === "select-one") return textOf(field.selectedOptions[0]);
    if (field.type !== "date") return field.value;
    return field.valueAsDate.toLocaleDateString("en-GB", { timeZone: "UTC", weekday: "long", day: "numeric", month: "long" });
  }

  // One [subject, label, value] for each answer that can be seen. Beside exercises, what is asked once is of those not asked by themselves.
  function wordsOf(form) {
    const given = [...form.elements].filter((field) => field.name && field.type !== "hidden" && field.value && (!isChoice(field) || field.checked));
    const rest = SESSION.test(placeOf(form)) && given.some(subjectOf) ? "All without their own answer" : "";
    return given.map((field) => [subjectOf(field) || (ASKED_ONCE.test(field.name) ? rest : ""), labelOf(field), valueOf(field)]).filter(([, label]) => label);
  }

  function isOld(form) {
    const on = form.elements.on?.valueAsDate;
    return Boolean(on) && Date.now() - on > (FRESH_DAYS + 1) * 24 * 3600 * 1000;
  }

  // The first field of each question that is still open.
  function openOf(form) {
    const required = [...form.elements].filter((field) => field.required && !field.validity.valid);
    const names = placeOf(form) === RUN && !isOld(form) ? OF_A_RUN : [];
    const asked = names.map((name) => fieldsOf(form, name)).filter((found) => found.length && !found.some((field) => field.checked));
    const { time, distance } = form.elements;
    if (time && distance && !time.value.trim() && !distance.value.trim()) required.push(distance);
    const first = [...required, ...asked.map(([field]) => field)];
    return first.filter((field, at) => first.findIndex((other) => other.name === field.name) === at);
  }

  const isEmpty = (form) => SESSION.test(placeOf(form)) && form.elements.way?.value !== "whole"
    && ![...form.elements].some((field) => SAID_OF_ONE.test(field.name) && field.value);

  function noteOf(form) {
    const made = form.querySelector("[data-open-note]") ?? document.createElement("p");
    made.dataset.openNote = "";
    made.className = "wrong";
    made.setAttribute("role", "alert");
    form.querySelector("button:not([type=button])").before(made);
    return made;
  }

  // The player asks by itself, and with a network the server does, in its own words.
  function ask(event) {
    const form = event.target;
    const isServers = navigator.onLine && !document.body.dataset.kept;
    if (isServers || !isOfALog(form) || form.matches("[data-log], [data-run]")) return;
    const open = openOf(form);
    if (!open.length && !isEmpty(form)) return form.querySelector("[data-open-note]")?.remove();
    event.preventDefault();
    event.stopImmediatePropagation();
    const names = open.map((field) => (field.name === "distance" ? "A distance, a time, or both" : labelOf(field)));
    noteOf(form).textContent = open.length ? `Not kept yet. Still open: ${names.join(" · ")}` : "Not kept yet. Say at least one thing that was done, or why not.";
    open[0]?.focus();
  }

  // At its end, when the player too has filled in what it asks once. For the worker alone: the server has no use for it.
  function addWords({ target, formData }) {
    if (navigator.serviceWorker?.controller && target.elements.person && isOfALog(target)) formData.append("words", JSON.stringify(wordsOf(target)));
  }

  document.addEventListener("submit", ask, true);
  document.addEventListener("formdata", addWords);
})();
