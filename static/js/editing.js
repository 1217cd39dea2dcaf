// The plan editor: answers with an open question are shown, the focus stays where one works, exercises can be dragged.
let slot = "";

document.addEventListener("htmx:beforeRequest", () => {
  slot = document.activeElement?.closest("[data-slot]")?.dataset.slot ?? slot;
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { status, responseURL } = event.detail.xhr;
  if ([409, 422].includes(status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  } else if (status >= 400 || new URL(responseURL).pathname.startsWith("/account/")) {
    event.detail.shouldSwap = false;
    location.reload(); // the session or the consent has ended: the page itself says so
  }
});

document.addEventListener("htmx:afterSettle", () => {
  if (document.activeElement !== document.body) return; // htmx has put it back already
  const place = document.querySelector(`[data-slot="${slot}"]`);
  const found = document.querySelector("#editor [role=alert]") ?? place?.querySelector("input:not([type=hidden]), summary, a") ?? document.getElementById("saved");
  found?.focus();
});

// Dragging is for the mouse: the buttons beside it do the same, and are what the keyboard and the phone use.
let dragged = null;
const rowOf = (event) => event.target.closest?.("#rows > [data-place]");

function allowDragging() {
  for (const row of document.querySelectorAll("#rows > [data-place]")) if (row.querySelector(".moves") && !row.querySelector(".edit-open")) row.draggable = true;
}

document.addEventListener("dragstart", (event) => {
  dragged = rowOf(event);
  if (dragged) event.dataTransfer.effectAllowed = "move";
});

document.addEventListener("dragover", (event) => {
  const over = dragged && rowOf(event);
  if (!over) return;
  event.preventDefault();
  for (const row of document.querySelectorAll(".is-over")) row.classList.remove("is-over");
  over.classList.add("is-over");
});

document.addEventListener("drop", (event) => {
  const over = dragged && rowOf(event);
  if (!over || over === dragged) return;
  event.preventDefault();
  const place = Object.assign(document.createElement("input"), { type: "hidden", name: "place", value: over.dataset.place });
  const form = dragged.querySelector(".moves");
  form.append(place);
  form.requestSubmit();
});

document.addEventListener("dragend", () => {
  for (const row of document.querySelectorAll(".is-over")) row.classList.remove("is-over");
  dragged = null;
});

document.addEventListener("htmx:load", allowDragging);
