// Copies of a runner's pages and of the figures they show: made, dropped, and put only where they still may be.
(() => {
  const FRESH_MS = 10 * 60 * 1000;
  const MOST_FIGURES = 400;
  const REST_MS = 1500;
  const PATIENCE_MS = 20000;
  const FIGURE = /\/figures\/[\w-]+\.svg/g;
  const MESSAGE = /<p class="chip chip-good" role="status">.*?<\/p>/gs;
  const PERSON = /<body[^>]* data-person="([\w-]+)"/;
  const ASIDE = { ignoreVary: true };
  let copying = new AbortController(), run = null, isAskedAgain = false, turn = 0;

  // Where a copy goes, taken before it is fetched. Whoever leaves or comes deletes the cache and changes the stay: what
  // is on its way then is let go, and what is put at that very moment goes into the cache that was deleted.
  async function placeOf() {
    try {
      const stay = await Unsent.stay();
      if (!stay.since) return null;
      const place = { cache: await caches.open(Unsent.PAGES), at: new Date(), ...stay };
      if (await isStill(place)) return place;
      await Unsent.dropPages(); // they left just now, and the cache was made anew
      return null;
    } catch {
      return null; // a browser that forbids storage
    }
  }

  async function isStill({ person, since }) {
    const now = await Unsent.stay();
    return Boolean(since) && now.person === person && now.since === since;
  }

  // What a page's answer means for its copy. One that leads elsewhere says that what the pages said holds no more.
  async function settle(address, response, place) {
    if (response.type === "opaqueredirect" || response.redirected || response.status === 403) return Unsent.dropPages();
    if (!place) return undefined;
    if (response.status === 404) return place.cache.delete(address);
    const copy = response.status === 200 ? await copyOf(response, place) : null;
    return copy && (await isStill(place)) ? place.cache.put(address, copy) : undefined;
  }

  // A page is kept for the runner whose phone it is, marked as a copy of now; one of anybody else's is not.
  async function copyOf(response, { person, at }) {
    const html = await response.text();
    if (!person || PERSON.exec(html)?.[1] !== person) return null;
    const headers = new Headers(response.headers);
    headers.set("X-Kept-At", at.toISOString());
    headers.delete("Content-Encoding");
    headers.delete("Content-Length");
    return new Response(html.replace(MESSAGE, "").replace("<body", `<body data-kept="${at.toISOString()}"`), { headers });
  }

  // The pages, and the figures that any of them shows. One run at a time, and one more after it, however often it was
  // asked for meanwhile: that one fetches only what is older than what was saved since.
  function keepAll(event) {
    isAskedAgain = Boolean(run);
    run ??= keepOn(event).finally(() => { run = null; });
    return run;
  }

  async function keepOn(event) {
    copying = new AbortController();
    const { signal } = copying;
    do {
      isAskedAgain = false;
      for (const address of self.KEPT) await inTime(keepPage(address, signal));
      if (!navigator.connection?.saveData) await keepFigures(event, signal);
    } while (isAskedAgain && !signal.aborted);
  }

  // After a log: the page it leads to comes first, and several in a row cost one run.
  async function keepSoon(event) {
    turn += 1;
    const own = turn;
    await new Promise((done) => setTimeout(done, REST_MS));
    if (own === turn) await keepAll(event);
  }

  // On a network that hangs the run ends: the next is for whoever asks next.
  function inTime(work) {
    const late = setTimeout(() => copying.abort(), PATIENCE_MS);
    return work.finally(() => clearTimeout(late));
  }

  async function keepPage(address, signal) {
    const place = await placeOf();
    const before = await place?.cache.match(address, ASIDE);
    const oldest = Math.max(Date.now() - FRESH_MS, await Unsent.changedAt());
    if (!place || (before && Date.parse(before.headers.get("X-Kept-At")) > oldest)) return;
    const answer = await fetch(address, { headers: { "X-Copy": "1" }, redirect: "manual", signal });
    await settle(address, answer, place);
  }

  async function keepFigures(event, signal) {
    const place = await placeOf();
    if (!place) return;
    const kept = await caches.open(Unsent.FIGURES);
    const texts = await Promise.all((await place.cache.matchAll()).map((page) => page.text()));
    const named = new Set(texts.flatMap((text) => text.match(FIGURE) ?? []));
    for (const address of named) {
      if (signal.aborted || !(await isStill(place))) return;
      await inTime(put(kept, new Request(address, { signal }), event)).catch(() => {}); // one that is missing is no reason to miss the next
    }
  }

  // A figure's name is its digest: the copy first.
  async function figure({ request, event }) {
    return put(await caches.open(Unsent.FIGURES), request, event);
  }

  async function put(kept, request, event) {
    const found = await kept.match(request, ASIDE);
    if (found) return found;
    const answer = await fetch(request);
    if (answer.ok) event.waitUntil(kept.put(request, answer.clone()).then(() => trim(kept)).catch(() => {})); // a full disk
    return answer;
  }

  async function trim(kept) {
    const oldest = (await kept.keys()).slice(0, -MOST_FIGURES);
    await Promise.all(oldest.map((request) => kept.delete(request, ASIDE)));
  }

  function stop() {
    turn += 1;
    copying.abort();
  }

  self.Copies = { placeOf, settle, keepAll, keepSoon, figure, stop };
})();
