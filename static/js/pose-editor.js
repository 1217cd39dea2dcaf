// The pose editor: sliders and their numbers go together, a late answer never takes the place of what was done since, and the movement can be played.
let edits = 0; // how often something was changed on this page
let playing = false;
const open = new Set(); // the details that are open: an answer would close them
let place = ""; // where one works: what an answer brings in closed details cannot take the focus at once

document.addEventListener("input", (event) => {
  edits += 1;
  const other = document.getElementById(event.target.dataset.of ?? "");
  if (other) other.value = event.target.value;
});

document.addEventListener("keydown", (event) => {
  // Enter in a field draws it as a pause does; it must not send the form, which would bring a new page.
  if (event.key !== "Enter" || !event.target.matches("#pose-form input")) return;
  event.preventDefault();
  event.target.dispatchEvent(new Event("input", { bubbles: true }));
});

// A press whose answer is put aside, for something was changed since, is asked again with the next question: its field
// stands among the controls until an answer brings new ones. Before htmx hears of the press, which sends it at once.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("#figure-controls button[hx-post]");
  if (!button) return;
  edits += 1;
  button.parentElement.append(Object.assign(document.createElement("input"), { type: "hidden", name: "pressed", value: button.value }));
}, true);

document.addEventListener("htmx:beforeRequest", (event) => { event.detail.xhr.edits = edits; });

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.edits !== edits) { event.detail.shouldSwap = false; return; } // a newer question is on its way, and carries all changes
  const isElsewhere = new URL(xhr.responseURL).pathname !== location.pathname;
  if (xhr.status >= 400 || isElsewhere) {
    event.detail.shouldSwap = false;
    if (isElsewhere || xhr.status === 403) signedOut();
    else tell("The picture could not be drawn just now. What you typed is still here.");
  } else document.getElementById("refused")?.remove(); // it was about what stood here before
  place = document.activeElement?.id ?? "";
  for (const one of document.querySelectorAll("#pose-form details")) if (one.open) open.add(one.id); else open.delete(one.id);
});

document.addEventListener("htmx:sendError", () => tell("There is no connection just now. What you typed is still here."));

// At the text, and where the checks are: one of the two is in sight.
function tell(words) {
  for (const place of ["text-error", "figure-said"]) {
    const line = Object.assign(document.createElement("p"), { className: "unreadable", textContent: words });
    document.getElementById(place).replaceChildren(line);
  }
}

function signedOut() {
  tell("You are signed out, and this page cannot save any more. Copy the description and note your last change, then open the page again.");
  for (const button of document.querySelectorAll(".pose-buttons button")) button.disabled = true; // it would lead to the log-in, and lose all
}

function moving() { return document.querySelector(".pose-animation svg"); }

function settle() {
  for (const id of open) { const one = id && document.getElementById(id); if (one) one.open = true; }
  if (document.activeElement === document.body && place) (document.getElementById(place) ?? document.getElementById("pose"))?.focus();
  const svg = moving();
  if (!svg) return;
  svg[playing ? "unpauseAnimations" : "pauseAnimations"]();
  document.querySelector("[data-play]").textContent = playing ? "Pause" : "Play";
}

document.addEventListener("click", (event) => {
  if (!event.target.matches("[data-play]")) return;
  playing = !playing;
  settle();
});

for (const moment of ["htmx:oobAfterSwap", "htmx:afterSettle"]) document.addEventListener(moment, settle);
document.getElementById("refused")?.focus();
settle();
