// What was logged on this phone without a network and is not sent yet. Shared by the pages and the service worker.
// IndexedDB "backstride": "unsent" holds the forms in their order, "device" whose phone this is. docs/offline.md says more.
(() => {
  const DATABASE = "backstride";
  const PAGES = "pages";
  const FIGURES = "figures";
  const RATING = "/today/rating/";
  const MOST_SETTLED = 100;
  let opened = null;

  function database() {
    opened ??= idb.openDB(DATABASE, 1, {
      upgrade(made) {
        made.createObjectStore("unsent", { keyPath: "number", autoIncrement: true }).createIndex("key", "key", { unique: true });
        made.createObjectStore("device");
      },
      // Another tab deletes it (log-out) or brings a newer one: nobody has to wait for this page to be closed.
      blocking() { close(); },
      terminated() { opened = null; },
    }).catch((error) => {
      opened = null; // the next may have more luck
      throw error;
    });
    return opened;
  }

  function close() {
    opened?.then((made) => made.close(), () => {});
    opened = null;
  }

  const everybodys = async () => (await database()).getAll("unsent");

  // Whose phone it is, and since when: a sign-out, or another person, makes another stay of it.
  async function stay() {
    const { store } = (await database()).transaction("device");
    const [whose, since, isOut] = await Promise.all(["person", "since", "out"].map((name) => store.get(name)));
    return { person: whose ?? "", since: since ?? "", isOut: isOut ?? false };
  }

  const person = async () => (await stay()).person;

  async function setPerson(tag) {
    const now = await stay();
    if (tag && now.isOut) await (await database()).delete("device", "out");
    if (!tag || (tag === now.person && now.since)) return;
    await dropCopies();
    const { store, done } = (await database()).transaction("device", "readwrite");
    await Promise.all([store.clear(), store.put(tag, "person"), store.put(crypto.randomUUID(), "since"), done]);
    await dropAnew(); // what was put between the two
  }

  // The server has said that nobody is signed in: whoever looks now may be anybody, with or without a network.
  async function noteOut() {
    await dropPages();
    if (await person()) await (await database()).put("device", true, "out");
  }

  const dropPages = () => caches.delete(PAGES);
  const dropAnew = () => Promise.all([dropPages(), caches.delete(FIGURES)]);
  const dropCopies = () => Promise.all([dropAnew(), idb.deleteDB("player")]);

  // Nobody is signed in any more: until its owner is back, nothing opens or is shown, and nothing that waits is lost.
  async function forgetPerson() {
    await dropCopies();
    await (await database()).clear("device");
    await dropAnew(); // what was put between the two
  }

  // Something was saved: every copy made before shows what was before it.
  const noteChange = async () => (await database()).put("device", Date.now(), "changed");
  const changedAt = async () => (await (await database()).get("device", "changed")) ?? 0;

  async function all() {
    const mine = await person();
    return mine ? (await everybodys()).filter((one) => one.person === mine) : [];
  }

  async function one(key) {
    return (await all()).find((found) => found.key === key);
  }

  // What is filled in again before it could have reached anybody takes the place of what it corrects.
  function takesPlaceOf(item, before) {
    if (before.person !== item.person) return false;
    return before.key === item.replaces || (before.about === item.about && before.state === "waiting" && !before.isTried);
  }

  async function keep(item) {
    const whole = { ...item, after: await earlierOf(item) };
    try {
      await add(whole);
    } catch { // a full disk: figures come again
      await caches.delete(FIGURES);
      await add(whole);
    }
    tell({ type: "kept" });
  }

  // The key of this phone's own form of before at the same address: a copy does not show what came of it.
  async function earlierOf({ url, about, person: whose }) {
    const stays = (found) => found.state === "waiting" && (found.about !== about || found.isTried);
    const before = (await everybodys()).filter((found) => found.person === whose && found.url === url && stays(found));
    return before.at(-1)?.key ?? (await lastOf(url));
  }

  const lastOf = async (url) => (await (await database()).get("device", `last ${url}`)) ?? "";

  async function noteLast(url, key) {
    await (await database()).put("device", key, `last ${url}`);
  }

  // Both or neither: what it corrects goes once it is there.
  async function add(item) {
    const work = (await database()).transaction("unsent", "readwrite");
    work.done.catch(() => {}); // said below, if nothing has failed before
    const before = (await work.store.getAll()).filter((one) => takesPlaceOf(item, one));
    await work.store.add(item);
    for (const one of before) await work.store.delete(one.number);
    await work.done;
    for (const one of before) if (playedOf(one) !== playedOf(item)) await noteSettled(playedOf(one));
  }

  async function remove(key, told = { type: "removed" }) {
    const made = await database();
    const item = await made.getFromIndex("unsent", "key", key);
    if (item) {
      await noteSettled(playedOf(item));
      await made.delete("unsent", item.number);
    }
    tell({ item, ...told });
  }

  // What the player sent bears an id of its own, a run the run's. Settled is what was saved, corrected or removed by hand:
  // the player has nothing left to log of it.
  const fieldOf = ({ fields }, name) => fields.find(([found]) => found === name)?.[1] ?? "";
  const playedOf = (item) => fieldOf(item, "played") || fieldOf(item, "entry_id");

  async function noteSettled(id) {
    if (!id) return;
    const { store, done } = (await database()).transaction("device", "readwrite");
    await store.put([...((await store.get("settled")) ?? []), id].slice(-MOST_SETTLED), "settled");
    await done;
  }

  const isSettled = async (id) => ((await (await database()).get("device", "settled")) ?? []).includes(id);

  // Only what is still there: what was removed, replaced or wiped meanwhile does not come back. Whether it was.
  async function change(item, changes) {
    const work = (await database()).transaction("unsent", "readwrite");
    const now = await work.store.get(item.number);
    const isThere = now?.key === item.key;
    if (isThere) await work.store.put({ ...now, ...changes });
    await work.done;
    return isThere;
  }

  async function mark(item, { message, stands, is_over: isOver = false }) {
    await change(item, { state: "conflict", message, stands, isOver });
    tell({ type: "conflict", item });
  }

  // What was saved since settles what stood against an earlier form of the same.
  async function settle(isIts) {
    for (const found of await all()) if (found.state === "conflict" && isIts(found)) await remove(found.key);
  }

  // A rating beside another one is sent again, by somebody who has seen both: it shows what stands as seen.
  async function useMine(key) {
    const change = (await database()).transaction("unsent", "readwrite");
    const found = await change.store.index("key").get(key);
    const fields = found?.fields.filter(([name]) => name !== "was").concat([["was", String(found.stands)]]);
    if (found) await change.store.put({ ...found, fields, state: "waiting", message: "" });
    await change.done;
    tell({ type: "kept" });
  }

  function tell(what, where = "unsent") {
    const channel = new BroadcastChannel(where);
    channel.postMessage(what);
    channel.close();
  }

  // The key behind the tags is another now: what waits under an earlier tag of this person is theirs still.
  async function retag(person, earlier) {
    const { store, done } = (await database()).transaction("unsent", "readwrite");
    for (const item of await store.getAll()) {
      if (earlier.includes(item.person)) await store.put({ ...item, person });
    }
    await done;
  }

  // Everything this browser holds of anybody, at log-out, also where Clear-Site-Data is not known. The pages first; a
  // database that another tab holds open waits for it, and nothing waits for the database. A tab that writes hears of it.
  async function wipe() {
    tell({ type: "left" }, "left");
    close();
    const dropAll = () => caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name))));
    await Promise.allSettled([dropAll(), deleteBases()]);
    await dropAll(); // what was put before the base was gone
  }

  async function deleteBases() {
    const found = (await indexedDB.databases?.().catch(() => [])) ?? [];
    const names = new Set([DATABASE, "player", ...found.map(({ name }) => name)]);
    await Promise.allSettled([...names].map((name) => idb.deleteDB(name)));
  }

  self.Unsent = { all, one, everybodys, keep, remove, lastOf, noteLast, fieldOf, playedOf, noteSettled, isSettled, settle, useMine, change, mark, retag, tell, wipe, PAGES, FIGURES, RATING,
    person, stay, setPerson, noteOut, forgetPerson, dropPages, noteChange, changedAt };
})();
