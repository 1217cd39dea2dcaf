// The worker of the whole site: the shell, a runner's few pages and their figures open without a network.
// SHELL, KEPT and OFFLINE are written before this by the server (rehab/config/shell.py).
(() => {
  const { registerRoute } = workbox.routing;
  const SLOW_S = 4;
  // Where somebody begins who is not signed in: whoever that is, the copies of before are not theirs.
  const DOORS = /^\/account\/(login|signup|password\/reset)\//;
  // What is answered there may shut the plan: no page of before may say afterwards that one may run.
  const DECIDES = /^\/(safety|safety-check|flare|way-back|check-in|self-test|intake)\//;

  // What is sent there changes a plan, a dose or a limit: a page of before says what holds no more.
  const CHANGES = /^\/((today\/swap|runs\/import|runs\/[\w-]+\/change|plan|t)\/|settings\/$)/;

  const pages = new workbox.strategies.NetworkFirst({
    cacheName: Unsent.PAGES,
    networkTimeoutSeconds: SLOW_S,
    matchOptions: { ignoreVary: true },
    plugins: [{
      handlerWillStart: async ({ state }) => { state.place = await Copies.placeOf(); },
      fetchDidSucceed: async ({ request, response, event, state }) => {
        event.waitUntil(Copies.settle(request.url, response.clone(), state.place));
        return response;
      },
      cacheWillUpdate: () => null, // the copies put themselves, where they may
    }],
  });
  const offlinePage = async () => (await workbox.precaching.matchPrecache(self.OFFLINE)) ?? Response.error();

  async function kept(options) {
    try {
      return await pages.handle(options);
    } catch {
      return offlinePage();
    }
  }

  async function other({ request, url, event }) {
    try {
      const answer = await fetch(request);
      if (DOORS.test(url.pathname) && answer.ok) event.waitUntil(Unsent.forgetPerson());
      return answer;
    } catch {
      return offlinePage();
    }
  }

  // Nothing of before holds any more: no copy opens, and a page that lies open is fetched anew on coming back to it.
  const outdate = () => Promise.allSettled([Unsent.noteChange(), Unsent.dropPages()]);

  // Before it goes, for its answer may be lost; and after it, for a page may have been fetched meanwhile.
  async function decide({ request }) {
    await outdate();
    try {
      return await fetch(request);
    } finally {
      await outdate();
    }
  }

  async function change({ request, event }) {
    const answer = await fetch(request);
    event.waitUntil(outdate());
    return answer;
  }

  const isOurs = ({ request, url, sameOrigin }) =>
    sameOrigin && request.mode === "navigate" && !url.pathname.startsWith("/admin/") && url.pathname !== self.OFFLINE;

  workbox.precaching.precacheAndRoute(self.SHELL, { cleanURLs: false, directoryIndex: null });
  workbox.precaching.cleanupOutdatedCaches();
  registerRoute((given) => isOurs(given) && self.KEPT.includes(given.url.pathname), kept);
  registerRoute(isOurs, other);
  registerRoute(({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith("/figures/"), Copies.figure);
  registerRoute(({ url, sameOrigin }) => sameOrigin && DECIDES.test(url.pathname), decide, "POST");
  registerRoute(({ url, sameOrigin }) => sameOrigin && CHANGES.test(url.pathname), change, "POST");

  self.addEventListener("message", (event) => {
    if (event.data === "keep") event.waitUntil(Copies.keepAll(event).catch(() => {})); // the network went away: next time
    if (event.data === "leaving") Copies.stop();
  });
  // No page loads a part of itself by the version of its worker, and the kept forms have their own version: a new worker
  // takes over at once, and an open page goes on as it is.
  self.addEventListener("install", () => self.skipWaiting());
  self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
})();
