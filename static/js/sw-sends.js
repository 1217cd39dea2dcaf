// Forms of a log on their way through the worker: each gets a key; one that meets no network is kept, and sent later.
(() => {
  const ADDRESS = /^\/(today\/rating|today\/session|today\/session\/\d+|runs\/new)\/$/;
  const SESSION = /^\/today\/session\//;
  const PATIENCE_MS = 20000;
  const AWAY = new Set([502, 503, 504]);
  const NOT_KEPT = new Set(["csrfmiddlewaretoken", "kept", "person", "words"]);

  const isSend = ({ request, url, sameOrigin }) => sameOrigin && ADDRESS.test(url.pathname) && !request.headers.has("X-Kept");

  async function send({ request, url, event }) {
    const body = await request.clone().text();
    const headers = new Headers(request.headers);
    const key = crypto.randomUUID();
    headers.set("Idempotency-Key", key);
    const fields = new URLSearchParams(body);
    const patience = new AbortController();
    const over = setTimeout(() => patience.abort(), PATIENCE_MS); // of an answer that does not begin
    try {
      const answer = await fetch(url, { method: "POST", headers, body, redirect: request.redirect, signal: patience.signal });
      if (AWAY.has(answer.status)) return await keep(fields, url, key, request);
      event.waitUntil(settled(answer, fields, key, url, event));
      return answer;
    } catch {
      return keep(fields, url, key, request);
    } finally {
      clearTimeout(over);
    }
  }

  // The copies are of before, unless it was refused; a server may fail after it wrote. A form filled in from a kept one
  // takes its place once there is a receipt of it: an answer that leads elsewhere may lead to the log-in.
  async function settled(answer, fields, key, url, event) {
    if (answer.status >= 400 && !(await isSaved(key))) return;
    await Unsent.noteChange();
    await Unsent.dropPages();
    event.waitUntil(Copies.keepSoon(event).catch(() => {})); // the network went away: next time
    const replaced = fields.get("kept"), isSession = SESSION.test(url.pathname), played = Unsent.playedOf({ fields: [...fields] });
    if (!(replaced || isSession || played) || !(await isSaved(key))) return;
    await Unsent.noteSettled(played);
    if (isSession) await Unsent.noteLast(url.pathname, key);
    if (replaced) await Unsent.remove(replaced);
  }

  async function isSaved(key) {
    const answer = await fetch(`/offline/saved/${key}/`, { cache: "no-store" }).catch(() => null);
    return answer?.ok ? (await answer.json()).saved : false;
  }

  async function keep(fields, url, key, request) {
    const isSkip = fields.has("skip") && url.pathname.includes("rating");
    const isPage = request.mode === "navigate";
    try {
      if (!isSkip) await Unsent.keep(itemOf(fields, url, key));
    } catch {
      return isPage ? notKept() : saidToPage("not_kept", {});
    }
    self.registration.sync?.register("unsent").catch(() => {}); // no Background Sync: the next page sends it
    return isPage ? Response.redirect(`${self.OFFLINE}#kept`, 303) : saidToPage("kept", { fields: keptOf(fields), isSkip, key });
  }

  const keptOf = (fields) => [...fields].filter(([name]) => !NOT_KEPT.has(name));

  function itemOf(fields, url, key) {
    const person = fields.get("person"); // of the page, never the phone's: another may have signed in since
    if (!person) throw new Error("nobody's form");
    return {
      key,
      person,
      url: url.pathname,
      fields: keptOf(fields),
      words: JSON.parse(fields.get("words") ?? "[]"),
      about: aboutOf(fields, url),
      replaces: fields.get("kept") ?? "",
      made_at: new Date().toISOString(),
      isTried: navigator.onLine,
      state: "waiting",
      message: "",
    };
  }

  // The page stays open with what was entered, and its script says so.
  function notKept() {
    Unsent.tell({ type: "not_kept" });
    return new Response(null, { status: 204 });
  }

  // What a form is about: the same form of the same day, filled in again, is one thing and not two. The player's log
  // bears its id: a form of the day, whose page shows nothing of it, speaks beside it.
  function aboutOf(fields, url) {
    const what = ["morning", "worst", "average"].filter((name) => fields.has(name)).join(" ");
    return [url.pathname, fields.get("day"), what, fields.get("way"), fields.get("entry_id"), fields.get("played")].join("|");
  }

  // To htmx: the page stays as it is, and the script of the page marks what was tapped.
  function saidToPage(name, told) {
    const headers = { "HX-Reswap": "none", "HX-Trigger": JSON.stringify({ [name]: told }), "Content-Type": "text/html" };
    return new Response("", { status: 200, headers });
  }

  workbox.routing.registerRoute(isSend, send, "POST");
  self.addEventListener("sync", (event) => {
    if (event.tag === "unsent") {
      event.waitUntil(Unsent.flush().then((came) => { if (["later", "failed"].includes(came)) throw new Error("not yet"); }));
    }
  });
})();
