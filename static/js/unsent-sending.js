// Sending what waits on this phone, once each: by a page or by the worker, after unsent.js. docs/offline.md says how.
(() => {
  const { all, everybodys, change, mark, remove, settle, noteLast, noteChange, dropPages, setPerson, noteOut, stay, retag, tell, RATING } = Unsent;
  const PATIENCE_MS = 20000;
  const AWAY = new Set([401, 429, 502, 503, 504]); // signed out, too much at once, or not there
  const MOST_TRIES = 5;
  const FAILED = "The server could not take this. Open the day, look at it, and send it from there.";

  // One at a time in all tabs and the worker; a second one finds nothing left to do. Copies are made anew once the next
  // may send: on a network that hangs they take long.
  async function flush() {
    const { outcome, isAny } = await (navigator.locks ? navigator.locks.request("unsent", sendAll) : sendAll());
    if (isAny) await copyAnew();
    return outcome;
  }

  async function sendAll() {
    if (!(await everybodys()).length) return { outcome: "nothing" };
    const here = await ask();
    if (!here || here.isLate) return { outcome: "later" };
    if (!here.person) {
      tell({ type: "signed_out" });
      return { outcome: "signed_out" };
    }
    return deliverAll(here.token);
  }

  async function deliverAll(token) {
    let outcome = "done", isAny = false;
    for (const item of (await all()).filter((found) => found.state === "waiting")) {
      const came = await deliver(item, token);
      isAny ||= came === "done";
      if (came !== "done") outcome = came;
      if (came === "later") break; // nobody is there: the next would come no further
    }
    return { outcome, isAny };
  }

  // The copies of before went with what was saved: they are made anew, by the worker.
  async function copyAnew() {
    if (self.Copies) await Copies.keepAll({ waitUntil: () => {} }).catch(() => {});
    else navigator.serviceWorker?.controller?.postMessage("keep");
  }

  // Who is signed in, and with that whose this phone is; null without an answer. Nothing comes of one that is late: while
  // it was on its way, another came or this one left.
  async function ask(patience = PATIENCE_MS) {
    const before = await stayed(), here = await answered(patience), now = await stayed();
    if (here && now.since !== before.since && now.person !== here.person) return { isLate: true };
    if (here) await belongTo(here).catch(() => {}); // a browser that forbids storage
    return here;
  }

  const stayed = () => stay().catch(() => ({}));

  async function belongTo({ person, earlier }) {
    if (!person) return noteOut();
    await setPerson(person);
    return retag(person, earlier);
  }

  async function answered(patience) {
    try {
      const answer = await fetch("/offline/who/", { cache: "no-store", signal: AbortSignal.timeout(patience) });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  }

  async function deliver(item, token) {
    if (!(await change(item, { isTried: true }))) return "done"; // removed meanwhile
    const read = await answerTo(item, token);
    if (!read || AWAY.has(read.status)) return "later";
    if (read.outcome === "saved") {
      await noteChange();
      await dropPages(); // they say what held before it
      await noteLast(item.url, item.key);
      // Of a rating the last tap counts; of a form only what this one was to replace. Everything else is for its owner to settle.
      await settle((found) => found.key === item.replaces || (item.url === RATING && found.about === item.about && found.number < item.number));
      await remove(item.key, { type: "sent", item, words: `${named(item)} was sent. ${read.message}`.trim() });
      return "done";
    }
    if (read.outcome === "conflict" || read.outcome === "refused") {
      await mark(item, read);
      return "done";
    }
    if (read.outcome !== "other_person") await failed(item);
    return "failed";
  }

  // One that the server cannot take holds up no other; it is tried again a few times, then it is said.
  async function failed(item) {
    const tries = (item.tries ?? 0) + 1;
    await (tries < MOST_TRIES ? change(item, { tries }) : mark(item, { message: FAILED }));
  }

  // Whatever is not said in so many words is no receipt: the form stays, and is sent again.
  async function answerTo(item, token) {
    try {
      const answer = await fetch(item.url, {
        method: "POST",
        body: new URLSearchParams(item.fields),
        redirect: "manual",
        cache: "no-store",
        signal: AbortSignal.timeout(PATIENCE_MS),
        headers: {
          "X-CSRFToken": token,
          "Idempotency-Key": item.key,
          "X-Kept": "1",
          "X-Person": item.person,
          "X-Made": item.made_at,
          "X-After": item.after ?? "",
        },
      });
      return { ...(await answer.json().catch(() => ({}))), status: answer.status };
    } catch {
      return null;
    }
  }

  const NAMES = [[/^\/today\/rating\//, "Your rating"], [/^\/today\/session\//, "Your session"], [/^\/runs\//, "Your run"]];

  function named(item) {
    const name = NAMES.find(([address]) => address.test(item.url))?.[1] ?? "Your log";
    const on = item.fields.find(([field]) => field === "on")?.[1]; // the day it is of; else the day it was entered
    return `${name} of ${new Date(on || item.made_at).toLocaleDateString("en-GB", { weekday: "long", ...(on && { timeZone: "UTC" }) })}`;
  }

  Object.assign(Unsent, { ask, flush, named });
})();
