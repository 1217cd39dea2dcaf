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
  const STILL_IN_ONLINE = [STILL_IN[0], "You are online again, and nothing was deleted. Sign out now."];
  const NOT_COME = ["You are online", "The page you asked for did not come. Open it once more."];
  const ABOUT_SIGNS = /^\/(safety|safety-check|flare)\//;
  const SIGNS_WORDS = "The questions need a network. Answer them once you are back online, before the next session or run.";
  const CHECKING = ["One moment", "Asking whether there is a network."];
  const UNANSWERED = ["offline", "silent"];
  // Whoever came here by asking for another page gets that one, by itself where nothing waited and nothing was tapped.
  // The safety questions come first whatever waited.
  const isAsked = location.pathname !== "/offline/", isSigningOut = location.pathname === "/account/logout/";
  const isAboutSigns = ABOUT_SIGNS.test(location.pathname);
  const sent = [];
  let state = navigator.onLine ? "" : "offline";
  let again = 0, turn = 0;
  let hasWaited = false, isLeaving = false;
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
    hasWaited ||= isAnybodys || found.length > 0;
    isIn = Boolean(state) && state !== "signed_out" && !(await Unsent.stay()).isOut;
    sayWhere(isWaiting, isAnybodys);
    showRows(found);
    await showPages();
  }

  // A question that is open stays so: what comes in meanwhile is shown once it is answered.
  function showRows(found) {
    if (isIn && list.querySelector("[data-sure]:not([hidden])")) return;
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
    if (state === "online" && isAsked) [head, words] = NOT_COME;
    if (sent.length && !isWaiting) [head, words] = SENT;
    if (isAboutSigns && UNANSWERED.includes(state)) [head, words] = [STATES[state][0], SIGNS_WORDS];
    if (isSigningOut && UNANSWERED.includes(state)) [head, words] = STILL_IN;
    if (isSigningOut && state === "online") [head, words] = STILL_IN_ONLINE;
    setText("head", head);
    setText("why", words);
    document.getElementById("sign-in").hidden = !isSignedOut;
    showWays(isSignedOut);
  }

  // The page that was asked for, once there is an answer; Today is the way on where that is not.
  function showWays(isSignedOut) {
    const asked = document.getElementById("asked"), today = document.getElementById("open-today");
    asked.hidden = !isAsked || !["online", "signed_out"].includes(state) || location.pathname === "/today/";
    asked.className = `btn ${isSignedOut ? "btn-quiet" : "btn-primary"}`;
    if (isSigningOut) asked.textContent = "Sign out";
    today.hidden = isSignedOut;
    today.className = `btn ${asked.hidden ? "btn-primary" : "btn-quiet"}`;
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
    const isBack = UNANSWERED.includes(state) && !UNANSWERED.includes(found);
    state = found;
    await show().catch(() => sayWhere(false, false));
    if (own !== turn) return;
    if (isBack && isAsked && !isSigningOut && (!hasWaited || isAboutSigns) && !isLeaving) return location.reload();
    if (state === "online") await Unsent.flush().then(() => show()).catch(() => {});
    if (state === "silent") again = setTimeout(look, AGAIN_MS);
  }

  function heard({ data }) {
    if (data.type === "left") return location.replace("/");
    if (data.type === "sent") {
      hasWaited = true;
      sent.push(data.words);
      const lines = sent.map((words) => Object.assign(document.createElement("p"), { className: "mb-1", textContent: words }));
      document.getElementById("sent").replaceChildren(...lines);
    }
    show().catch(() => {});
  }

  // To this very address a link would be a jump within the page.
  function followed(event) {
    const link = event.target.closest("a");
    isLeaving ||= Boolean(link);
    if (link?.href.split("#")[0] !== location.href.split("#")[0]) return;
    event.preventDefault();
    if (link.hash) history.replaceState(null, "", link.href);
    location.reload();
  }

  document.getElementById("signs").hidden = !isAboutSigns;
  document.getElementById("asked").href = location.href.split("#")[0];
  document.addEventListener("click", followed);
  addEventListener("pageshow", () => { isLeaving = false; });
  sayWhere(false, false);
  if (window.isSecureContext && window.indexedDB) {
    new BroadcastChannel("unsent").addEventListener("message", heard);
    for (const name of ["online", "offline"]) addEventListener(name, look);
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") look(); });
    show().catch(() => {});
    look();
  }
})();
