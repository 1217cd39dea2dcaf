// On a runner's pages: registers the worker, says when a page is a copy of before, and has Today keep what it shows.
(() => {
  const device = document.body.dataset;
  const REST_MS = 1500;
  let isBack = false;

  function dayOf(date) {
    return new Intl.DateTimeFormat("en-CA", { timeZone: device.zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(date);
  }

  function sayOf(kept) {
    const at = { timeZone: device.zone };
    const time = kept.toLocaleTimeString("en-GB", { ...at, hour: "2-digit", minute: "2-digit" });
    const day = kept.toLocaleDateString("en-GB", { ...at, weekday: "long", day: "numeric", month: "long" });
    const why = isBack ? "You are online again." : navigator.onLine ? "The network does not answer." : "You are offline.";
    const isToday = dayOf(kept) === dayOf(new Date());
    const name = document.title.split(" · ")[0];
    return isToday ? `${why} This is “${name}” as of ${time}.` : `${why} This is “${name}” as of ${time} on ${day}: a page of an earlier day.`;
  }

  // A tap on the page of an earlier day would say how that day was: it is not taken.
  function closeTaps() {
    for (const group of document.querySelectorAll(`form[action="${Unsent.RATING}"] fieldset`)) group.disabled = true;
  }

  // The form of a run bears the run's own id: from one copy, two runs would be taken for one.
  function refresh(isEarlier) {
    const id = document.querySelector('form[action="/runs/new/"] [name="entry_id"]');
    if (!id) return;
    id.value = crypto.randomUUID();
    const on = document.querySelector('[name="on"]');
    if (isEarlier && on) on.value = on.max = dayOf(new Date());
  }

  function showCopy() {
    const kept = new Date(device.kept);
    const bar = document.getElementById("copy-bar");
    bar.querySelector("[data-words]").textContent = sayOf(kept);
    bar.hidden = false;
    const isEarlier = dayOf(kept) !== dayOf(new Date());
    bar.querySelector("[data-player]").hidden = !isEarlier || location.pathname !== "/today/";
    if (isEarlier) closeTaps();
    refresh(isEarlier);
    for (const name of ["online", "offline"]) addEventListener(name, () => sayAgain(kept, bar));
  }

  // The network came or went while the copy is open: it is still of before, and can be opened anew.
  function sayAgain(kept, bar) {
    isBack = navigator.onLine;
    bar.querySelector("[data-words]").textContent = sayOf(kept);
    const anew = bar.querySelector("[data-anew]");
    anew.href = location.pathname;
    anew.hidden = !isBack;
  }

  // Every form says whose page it stands on: the phone may have become another person's while it was open.
  function sign({ target }) {
    if (target.method !== "post" || target.elements.person) return;
    target.append(Object.assign(document.createElement("input"), { type: "hidden", name: "person", value: device.person }));
  }

  function copyAtRest(worker) {
    const rest = window.requestIdleCallback ?? ((run) => setTimeout(run, 0));
    setTimeout(() => rest(() => worker.active?.postMessage("keep")), REST_MS);
  }

  async function begin() {
    if (!device.kept) await Unsent.setPerson(device.person); // a copy says who was here, not who is
    if ("shut" in device) await Unsent.dropPages();
    const worker = await navigator.serviceWorker.register("/sw.js");
    if (location.pathname !== "/today/" || device.kept) return;
    await navigator.serviceWorker.ready;
    copyAtRest(worker);
  }

  if (device.kept) showCopy();
  document.addEventListener("submit", sign, true);
  if ("serviceWorker" in navigator && window.isSecureContext) {
    // A browser that forbids storage (a private window) works as without this.
    addEventListener("load", () => begin().catch(() => {}));
  }
})();
