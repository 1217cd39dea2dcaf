// A figure moves after a tap alone, and stops after three rounds. Without this script its picture shows the poses.
// The moving document is laid into the page, so that it can be paused; it holds no script and no style.
const ROUNDS = 3;
const LOOK_MS = 250;
const SVG = "image/svg+xml";
const WORDS = { rests: "Show it moving", moves: "Hold it still", paused: "Let it move", again: "Show it again" };
const dark = matchMedia("(prefers-color-scheme: dark)");

const say = (figure, word) => { figure.querySelector("[data-word]").textContent = WORDS[word]; };

function rest(figure, word) {
  figure.querySelector(".studio > svg")?.remove();
  figure.querySelector("picture").hidden = false;
  figure.dataset.state = "rests";
  say(figure, word);
}

async function moving(figure) {
  const answer = await fetch(dark.matches ? figure.dataset.night : figure.dataset.animation);
  if (!answer.ok || !answer.headers.get("Content-Type")?.startsWith(SVG)) throw new Error("no picture");
  const svg = new DOMParser().parseFromString(await answer.text(), SVG).documentElement;
  svg.setAttribute("preserveAspectRatio", "xMidYMax"); // as its picture stands: on the mat's edge
  return document.importNode(svg, true);
}

function watch(figure, svg) {
  const round = parseFloat(svg.querySelector("animate")?.getAttribute("dur") ?? "5");
  const looks = setInterval(() => {
    if (!svg.isConnected) clearInterval(looks);
    else if (svg.getCurrentTime() >= ROUNDS * round) {
      clearInterval(looks);
      rest(figure, "again");
    }
  }, LOOK_MS);
}

async function begin(figure) {
  const status = figure.querySelector("[role=status]");
  figure.dataset.state = "waits";
  status.textContent = "";
  try {
    const svg = await moving(figure);
    figure.querySelector("picture").hidden = true;
    figure.querySelector(".studio").append(svg);
    svg.setCurrentTime(0);
    figure.dataset.state = "moves";
    say(figure, "moves");
    watch(figure, svg);
  } catch {
    rest(figure, "rests");
    status.textContent = "It could not be fetched. Try again when you are online.";
  }
}

function turn(figure) {
  const svg = figure.querySelector(".studio > svg");
  if (figure.dataset.state === "waits") return;
  if (!svg) begin(figure);
  else if (svg.animationsPaused()) {
    svg.unpauseAnimations();
    say(figure, "moves");
  } else {
    svg.pauseAnimations();
    say(figure, "paused");
  }
}

document.documentElement.classList.add("plays");
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-play]");
  if (button) turn(button.closest(".figure"));
});
window.addEventListener("beforeprint", () => {
  document.querySelectorAll(".figure[data-state=moves]").forEach((figure) => rest(figure, "rests"));
});
