// The offline page: whether there is a network, what waits on this phone and what was sent, and which pages open here.
(() => {
  const list = document.getElementById("waiting");
  const PATIENCE_MS = 8000;
  const AGAIN_MS = 30000;
  const STATES = {
    offline: ["You are offline", "This page needs a network. What you log on the pages below is kept on this phone, and sent when you are back online.", "Waits for a network"],
    silent: ["There was no answer", "The network does not answer, or Backstride does not. What you log on the pages below is kept on this phone, and sent later.", "Waits for an answer"],
    signed_out: ["You are online", "Sign in, and what you logged on this phone is sent.", "Waits until you sign in"],
    online: ["You are online", "", "Is being sent"],
  };
  const KEPT = ["Kept on this phone", "It is sent by itself when you are back online. You need not enter it again."];
  const KEPT_ONLINE = ["Kept on this phone", "It is sent by itself. You need not enter it again."];
  const SENT = ["Sent", ""];
  const STILL_IN = ["You are still signed in", "Signing out needs a network. Nothing was deleted: sign out once you are back online."];
  const CHECKING = ["One moment", "Asking whether there is a network."];
  const FAILED = ["offline", "silent"];
  // Whoever came here by asking for another page gets that one, at once where there was nothing to read here.
  const isAsked = !["/offline/", "/account/logout/"].includes(location.pathname);
  const sent = [];
  let state = navigator.onLine ? "" : "offline";
  let again = 0, turn = 0;
  let hasWaited = false;
  let isIn = false; // else: what waits and since when, for whoever looks may be anybody

  const setText = (id, words) => Object.assign(document.getElementById(id), { textContent: words, hidden: !words });

  function rowOf(item) {
    const row = document.getElementById("waiting-row").content.cloneNode(true);
    const part = (name) => row.querySelector(`[data-${name}]`);
    const isOpen = item.state === "conflict";
    const at = new Date(item.made_at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    part("name").textContent = `${Unsent.named(item)}, ${at}`;
    part("state").textContent = isOpen ? "Needs a look" : STATES[state || "offline"][2];
    part("state").className = `chip ${isOpen ? "chip-worse" : "chip-wait"}`;
    part("message").textContent = isIn ? item.message : "";
    part("fields").replaceChildren(...(isIn ? KeptWords.linesOf(item).map(lineOf) : []));
    const open = part("open");
    const isOnToday = item.url === Unsent.RATING || item.isOver; // of a day that is over there is nothing to open
    open.href = isOnToday ? "/today/" : `${item.url}#kept=${item.key}`;
    open.textContent = isOnToday ? "Open Today" : item.url.startsWith("/runs/") ? "Open the run" : "Open the day";
    open.hidden = !isOpen || !isIn;
    part("remove").hidden = !isIn;
    part("mine").hidden = !isOpen || !isIn || !Number.isInteger(item.stands);
    wire(row, item);
    return row;
  }

  function lineOf([subject, words]) {
    const line = document.createElement("li");
    if (subject) line.append(Object.assign(document.createElement("b"), { textContent: `${subject}: ` }));
    line.append(words);
    return line;
  }

  function wire(row, item) {
    const own = row.querySelector("li");
    own.dataset.key = item.key;
    const [remove, sure, yes, no] = ["remove", "sure", "yes", "no"].map((name) => row.querySelector(`[data-${name}]`));
    remove.addEventListener("click", () => { sure.hidden = false; yes.focus(); });
    no.addEventListener("click", () => { sure.hidden = true; show().then(() => removeOf(item.key)?.focus()); });
    yes.addEventListener("click", () => Unsent.remove(item.key).then(() => { own.remove(); return show(); }));
    row.querySelector("[data-mine]").addEventListener("click", () => Unsent.useMine(item.key).then(Unsent.flush).then(() => show()));
  }

  const removeOf = (key) => [...list.children].find((row) => row.dataset.key === key)?.querySelector("[data-remove]");

  async function show() {
    const found = await Unsent.all();
    const isWaiting = found.some((item) => item.state === "waiting");
    const isAnybodys = isWaiting || (await Unsent.everybodys()).some((item) => item.state === "waiting");
    isIn = Boolean(state) && state !== "signed_out" && !(await Unsent.stay()).isOut;
    sayWhere(isWaiting, isAnybodys);
    showRows(found);
    await showPages();
  }

  // A question that is open stays so: what comes in meanwhile is shown once it is answered.
  function showRows(found) {
    if (isIn && list.querySelector("[data-sure]:not([hidden])")) return;
    hasWaited ||= found.length > 0;
    list.replaceChildren(...found.map(rowOf));
    document.getElementById("waits").hidden = !found.length;
  }

  async function showPages() {
    const kept = (await caches.has(Unsent.PAGES)) ? await caches.open(Unsent.PAGES) : null;
    for (const link of document.querySelectorAll("[data-page]")) {
      link.parentElement.hidden = !(await kept?.match(link.getAttribute("href"), { ignoreVary: true }));
    }
    document.getElementById("pages").hidden = !document.querySelector("li:not([hidden]) > [data-page]");
  }

  // What was kept just now comes before where one is: it did not fail.
  function sayWhere(isWaiting, isAnybodys) {
    const isLogged = location.hash === "#kept";
    const isSignedOut = state === "signed_out";
    let [head, words] = state ? STATES[state] : CHECKING;
    if (isSignedOut && !isAnybodys) words = "";
    if (isLogged && isWaiting && !isSignedOut) [head, words] = state === "offline" ? KEPT : KEPT_ONLINE;
    if (sent.length && !isWaiting) [head, words] = SENT;
    if (location.pathname === "/account/logout/" && FAILED.includes(state)) [head, words] = STILL_IN;
    setText("head", head);
    setText("why", words);
    document.getElementById("sign-in").hidden = !isSignedOut;
    document.getElementById("open-today").hidden = isSignedOut;
    document.getElementById("asked").hidden = state !== "online" || !isAsked || location.pathname === "/today/";
  }

  async function ask() {
    if (!navigator.onLine) return "offline";
    const here = await Unsent.ask(PATIENCE_MS);
    if (here?.isLate) return ask();
    if (here) return here.person ? "online" : "signed_out";
    return navigator.onLine ? "silent" : "offline";
  }

  async function look() {
    clearTimeout(again);
    turn += 1;
    const own = turn, found = await ask();
    if (own !== turn) return; // the one after it knows better
    const isBack = found === "online" && FAILED.includes(state);
    state = found;
    await show().catch(() => sayWhere(false, false));
    if (isBack && isAsked && !hasWaited) return location.reload();
    if (state === "online") await Unsent.flush().then(() => show()).catch(() => {});
    if (state === "silent") again = setTimeout(look, AGAIN_MS);
  }

  function heard({ data }) {
    if (data.type === "left") return location.replace("/");
    if (data.type === "sent") {
      sent.push(data.words);
      const lines = sent.map((words) => Object.assign(document.createElement("p"), { className: "mb-1", textContent: words }));
      document.getElementById("sent").replaceChildren(...lines);
    }
    show().catch(() => {});
  }

  document.getElementById("asked").href = location.pathname + location.search;
  sayWhere(false, false);
  if (window.isSecureContext && window.indexedDB) {
    new BroadcastChannel("unsent").addEventListener("message", heard);
    for (const name of ["online", "offline"]) addEventListener(name, look);
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") look(); });
    show().catch(() => {});
    look();
  }
})();
