// The screen of the player: one stage at a time, its figure and its words. Only what it is told is shown.
(() => {
  const root = document.getElementById("player");
  const heading = root.querySelector("[data-heading]");
  const status = document.querySelector("[data-status]"), place = document.querySelector("[data-place]");
  const stages = [...root.querySelectorAll("section[data-stage]")];
  const stageNow = () => stages.find((stage) => !stage.hidden);
  const find = (selector) => stageNow().querySelector(selector);

  // Shows one stage under its heading; the focus goes to the heading, or to the big button where one goes on with it.
  function show(name, title, { focus = "heading", where = "" } = {}) {
    const isOther = root.dataset.stage !== name;
    stages.forEach((stage) => { stage.hidden = stage.dataset.stage !== name; });
    root.dataset.stage = name;
    heading.textContent = title;
    place.textContent = where;
    if (focus === "heading") heading.focus({ preventScroll: true });
    else if (focus === "main") find("[data-main]").focus({ preventScroll: true });
    if (isOther && name !== "step") scrollTo(0, 0);
  }

  function fill(name, text) {
    const slot = find(`[data-slot="${name}"]`);
    slot.textContent = text ?? "";
    slot.hidden = !text;
  }

  const announce = (text) => { status.textContent = text; };

  function imageOf(template, figure, alt) {
    const made = document.getElementById(template).content.cloneNode(true).firstElementChild;
    for (const source of made.querySelectorAll("source")) {
      source.srcset = figure[source.dataset.from];
      source.width = "wide" in source.dataset ? figure.strip_width : figure.width;
      source.height = figure.height;
    }
    const image = made.querySelector("img");
    Object.assign(image, { width: figure.width, height: figure.height, alt, src: figure.still });
    return made;
  }

  // The figure of an exercise before its wall; it moves after a tap alone.
  function showFigure({ name, figure }) {
    const box = find("[data-figure]"), key = figure?.still ?? "";
    box.hidden = !figure;
    if (box.dataset.shown === key) return;
    box.dataset.shown = key;
    box.replaceChildren();
    if (!figure) return;
    const made = imageOf("player-figure", figure, figure.alt);
    if (figure.animation) Object.assign(made.dataset, { animation: figure.animation, night: figure.animation_night });
    else made.querySelector(".play").remove();
    const said = made.querySelector("[data-word]");
    if (said) said.after(Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: `: ${name}` }));
    box.append(made);
  }

  function showParts(parts) {
    find("[data-parts]").replaceChildren(...parts.map(([number, what]) => {
      const item = document.createElement("li"), strong = document.createElement("b");
      strong.textContent = number;
      item.append(strong, what);
      return item;
    }));
  }

  // Quiet buttons, one for each [words, act].
  function offer(selector, choices) {
    find(selector).replaceChildren(...choices.map(([words, act]) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-quiet", textContent: words });
      button.addEventListener("click", act);
      return button;
    }));
  }

  const markOf = (mark) => document.querySelector("#player-marks").content.querySelector(`[data-mark="${mark}"]`).cloneNode(true);

  // A row with a small picture, a name, words below it, and how far it has come where that is known.
  function rowOf(line, words, mark = "") {
    const row = document.createElement("li"), text = document.createElement("span"), name = document.createElement("b"), below = document.createElement("span"), said = document.createElement("span");
    if (line.figure) row.append(imageOf("player-thumb", line.figure, ""));
    name.textContent = line.name;
    below.className = "quiet small num";
    below.textContent = words;
    text.append(name, document.createElement("br"), below);
    said.className = "grow player-row";
    said.append(text, ...(mark ? [markOf(mark)] : []));
    row.append(said);
    if (mark === "next") row.setAttribute("aria-current", "step");
    return row;
  }

  // One step: where one is in it, large, what to do, and what the big button does.
  function showStep(words, { share, line, isPaused }) {
    showFigure(line);
    fill("cue", isPaused || words.isIntro ? line.cues?.join(". ") : line.cues?.[0]);
    fill("over", [isPaused && "Paused", !(isPaused && words.isIntro) && words.over].filter(Boolean).join(" · "));
    fill("big", words.big);
    fill("below", words.below);
    find("[data-act=go]").textContent = isPaused ? "Go on" : words.button;
    find("[data-act=pause]").hidden = isPaused; // the big button goes on
    find("[data-paused]").hidden = !isPaused;
    find("[data-line]").value = share;
    stageNow().classList.toggle("is-paused", isPaused);
  }

  // What may be tried in the place of what hurt.
  function showEasier(line, isLast) {
    const { name, easier } = line;
    show("easier", easier ? (easier.isSame ? `Easier: ${name}, one level lower` : `An easier one: ${easier.name}`) : `${name} is over for today`);
    showFigure(easier ?? line);
    showParts(easier?.parts ?? []);
    fill("cue", easier?.cues[0] ?? "");
    fill("note", `${easier ? "You may try it now; it is not counted. " : ""}Your plan decides by what you log.`);
    find("[data-act=onward]").textContent = isLast ? "Go on to the log" : "Go on to the next";
    announce(easier ? `An easier one: ${easier.name}. It is not counted.` : "Stopped.");
  }

  const showCount = (text) => fill("big", text);

  self.Player = { ...self.Player, screen: { root, show, fill, find, stageNow, announce, showFigure, showParts, offer, rowOf, showStep, showEasier, showCount } };
})();
