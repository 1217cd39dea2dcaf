// Keeps the zones of the body map, the list of chosen places and the check boxes in step. The check boxes are the answer.
const boxesOf = (view) =>
  [...document.querySelectorAll('input[type="checkbox"]')].filter((box) => box.name === view.dataset.bodyMap);

function show(view) {
  let any = false;
  for (const box of boxesOf(view)) {
    any ||= box.checked;
    for (const zone of view.querySelectorAll(`.zone[data-value="${box.value}"]`)) zone.setAttribute("aria-checked", box.checked);
    view.querySelector(`[data-place="${box.value}"]`).hidden = !box.checked;
  }
  view.querySelector("[data-none]").hidden = any;
  view.querySelector(".chosen ul").hidden = !any;
  view.hidden = false;
}

const showAll = () => document.querySelectorAll("[data-body-map]").forEach(show);

function toggle(zone) {
  const box = boxesOf(zone.closest("[data-body-map]")).find((one) => one.value === zone.dataset.value);
  box?.click(); // fires `input` and `change`, as a tap on the box itself would
}

document.addEventListener("click", (event) => {
  const zone = event.target.closest?.("[data-body-map] .zone");
  if (zone) toggle(zone);
});

document.addEventListener("keydown", (event) => {
  const zone = event.target.closest?.("[data-body-map] .zone");
  if (!zone || (event.key !== " " && event.key !== "Enter")) return;
  event.preventDefault(); // no scrolling, no sending of the form
  if (!event.repeat) toggle(zone);
});

// The focus ring is drawn last, so that no neighbour covers it.
document.addEventListener("focusin", (event) => {
  const zone = event.target.closest?.("[data-body-map] .zone");
  if (zone) for (const ring of zone.ownerSVGElement.querySelectorAll(".ring")) ring.setAttribute("d", zone.getAttribute("d"));
});

document.addEventListener("change", (event) => {
  for (const view of document.querySelectorAll("[data-body-map]")) if (event.target.name === view.dataset.bodyMap) show(view);
});
document.addEventListener("reset", () => setTimeout(showAll));
document.addEventListener("htmx:load", showAll);
window.addEventListener("pageshow", showAll); // also after "back", when the browser fills the boxes in again
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", showAll);
else showAll();
