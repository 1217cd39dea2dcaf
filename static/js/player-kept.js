// What a session has come to is kept in this browser's database, so that it outlives a page the phone put away.
// It is bound to a person and a date, and forgotten once its log is known to be there; signing out clears it with everything else.
(() => {
  const STORE = "kept";
  let isClosed = false;

  const opened = () => new Promise((resolve, reject) => {
    const request = indexedDB.open("player", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

  async function act(mode, work) {
    if (isClosed) return null;
    try {
      const database = await opened();
      return await new Promise((resolve) => {
        const change = database.transaction(STORE, mode), request = work(change.objectStore(STORE));
        const end = (value) => { database.close(); resolve(value); };
        change.oncomplete = () => end(request.result ?? null);
        change.onerror = change.onabort = () => end(null);
      });
    } catch {
      return null; // a browser that keeps nothing: a reload begins again
    }
  }

  const names = () => act("readonly", (store) => store.getAllKeys());
  const get = (name) => act("readonly", (store) => store.get(name));
  const put = (name, value) => act("readwrite", (store) => store.put(value, name));
  const forget = (name) => act("readwrite", (store) => store.delete(name));

  // For good: nothing is written any more, and what was written at the very last moment goes as well.
  function close() {
    isClosed = true;
    indexedDB.deleteDatabase("player");
  }

  // Of what was begun, by which its log is known again. (Without a secure address a browser has no randomUUID.)
  function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    return [...bytes].map((byte, at) => ([4, 6, 8, 10].includes(at) ? "-" : "") + byte.toString(16).padStart(2, "0")).join("");
  }

  // On the page that a log leads to: the one that was sent with this id is there now, and nothing else is forgotten.
  async function forgetLogged(id) {
    for (const name of (await names()) ?? []) if ((await get(name))?.state.entryId === id) await forget(name);
  }

  const { logged } = document.querySelector("[data-logged]")?.dataset ?? {};
  if (logged) forgetLogged(logged);

  self.Player = { ...self.Player, kept: { names, get, put, forget, close }, newId };
})();
