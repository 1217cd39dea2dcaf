// On a runner's pages: what waits on this phone is said, sent when there is a network, and filled in again where it is asked for.
(() => {
  const waitingBar = document.getElementById("unsent-bar");
  const TAPS = `form[action="${Unsent.RATING}"]`;
  const NOT_FILLED = new Set(["csrfmiddlewaretoken", "owner", "seen", "way", "day", "warned", "was"]);
  const KEPT_HERE = "Kept on this phone. Sent when you are back online.";
  const NOT_KEPT = "This could not be kept on this phone. What you entered is still on this page: send it once you are online.";
  const TAP_NOT_KEPT = "This tap could not be kept on this phone. Tap again once you are online.";
  const NOT_SAVED = "This was not saved. Wait a moment, then tap again.";
  const LATE_MS = 3000;
  const sent = [];
  let weighing = null, turn = 0;
  const LOOK = "This could not be saved yet. It needs a look: see what waits on this phone.";
  const CAME = { sent: "Sent.", conflict: LOOK, removed: "Removed from this phone." };

  const ANEW = ["/today/", "Open Today anew"];
  const HELD = {
    wait: ["Go online once first.", "What waits on this phone may change the answer.", ...ANEW],
    look: ["Look at what waits first.", "A log on this phone could not be saved. It may change the answer.", "/offline/", "See what waits"],
    "": ["Open Today once more.", "What waited is settled.", ...ANEW],
  };
  const FIRST = {
    wait: "Go online once first: what you logged comes before the next session.",
    look: "A log on this phone needs a look first: what it says comes before the next session.",
    "": "Open Today once more: it says what comes next.",
  };

  const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

  // Of the person of this page, whosever phone it has become while the page was open.
  const isOwn = (item) => item.person === document.body.dataset.person;

  async function showWaiting() {
    const found = (await Unsent.all()).filter(isOwn);
    const open = found.filter((item) => item.state === "conflict").length;
    const parts = [];
    if (found.length > open) parts.push(`${plural(found.length - open, "log")} ${found.length - open === 1 ? "waits" : "wait"} on this phone.`);
    if (open) parts.push(`${plural(open, "log")} ${open === 1 ? "needs" : "need"} a look.`);
    waitingBar.querySelector("[data-words]").textContent = parts.join(" ");
    waitingBar.hidden = !found.length;
    showTaps(found);
    await hold(found);
    return found;
  }

  // What came of a tap that waited, said beside it and beside no other. Nobody's phone shows nothing that waits either:
  // only what was told says so.
  function settleTap({ type, item }) {
    for (const form of CAME[type] && item ? formsOf(item) : []) {
      const [name, value] = item.fields.find(([field]) => asks(form, field));
      if (type === "sent" && isOwn(item)) form.elements.was.value = value; // it stands now
      if (noteOf(form)?.dataset.keptNote !== item.key) continue;
      if (type === "removed") press(form, [[name, form.elements.was.value]]);
      sayIn(form, CAME[type], item.key);
    }
  }

  const noteOf = (form) => form.querySelector("[data-kept-note]");
  const asks = (form, name) => [...form.querySelectorAll("button[name]")].some((button) => button.name === name);

  function formsOf({ url, fields }) {
    if (url !== Unsent.RATING) return [];
    const day = fields.find(([name]) => name === "day")?.[1];
    const isIts = (form) => form.elements.day?.value === day && fields.some(([name]) => asks(form, name));
    return [...document.querySelectorAll(`form[action="${Unsent.RATING}"]`)].filter(isIts);
  }

  // What waits may say that one should not run or train today: that is for the server to weigh. Only what is quiet leaves
  // the exercises open. What was held stays so until Today is opened anew, by what was sent or settled.
  async function hold(found) {
    turn += 1;
    const own = turn, answer = document.querySelector("#run-answer p");
    if (!answer || location.pathname !== "/today/" || !(found.length || "held" in answer.dataset)) return;
    answer.dataset.held = ""; // before the script comes: what waits may be sent meanwhile
    const { run, session } = found.length ? await holdsOf(found) : { run: "", session: "" };
    if (own !== turn) return; // the one after it knows better
    const [first, why, href, link] = HELD[run];
    const anew = Object.assign(document.createElement("a"), { className: "tall", href, textContent: link });
    answer.replaceChildren(Object.assign(document.createElement("b"), { textContent: `Can I run today? ${first}` }), ` ${why} `, anew);
    holdButton(found, session);
  }

  // The big button makes room for why there is none, and that goes on to be as it is now.
  function holdButton(found, session) {
    const dock = document.querySelector(".dock-now"), isLogged = found.some((item) => item.state === "waiting" && isOfToday(item));
    if (!dock || !(isLogged || session || dock.querySelector(".note"))) return;
    const words = isLogged ? "Today’s session is kept on this phone. What comes next is said once it was sent." : FIRST[session];
    dock.replaceChildren(Object.assign(document.createElement("p"), { className: "note mb-0", textContent: words }));
  }

  // How it is weighed is a script of its own, fetched where something waits: the worker has it. Without it nothing is quiet.
  async function holdsOf(found) {
    weighing ??= new Promise((done) => {
      const { script: src } = document.getElementById("weighing").dataset;
      document.head.append(Object.assign(document.createElement("script"), { src, onload: done, onerror: done }));
      setTimeout(done, LATE_MS);
    });
    await weighing;
    return Unsent.holds?.(found) ?? { session: "wait", run: "wait" };
  }

  // The log of a session names its day in the address, or is of today; a walk alone leaves the session open.
  function isOfToday({ url, fields, made_at: madeAt }) {
    const day = document.querySelector(`${TAPS} [name="day"]`)?.value;
    const of = /^\/today\/session\/(?:(\d+)\/)?$/.exec(url);
    if (!of || fields.some(([name, value]) => name === "way" && value === "walk")) return false;
    return of[1] ? of[1] === day : new Date(madeAt).toDateString() === new Date().toDateString();
  }

  function say(words) {
    const note = document.getElementById("sent-bar");
    note.textContent = words;
    note.hidden = false;
  }

  async function sendWaiting() {
    try {
      await Unsent.flush();
      await showWaiting();
    } catch { // no storage: nothing was kept either
    }
  }

  function heard({ data }) {
    if (data.type === "left") return leaveToo();
    if (data.type === "sent") {
      sent.push(data.words);
      say(sent.join(" "));
      const answer = document.querySelector("#run-answer p");
      if (answer) answer.dataset.held = ""; // the page is of before it
    }
    if (data.type === "not_kept" && document.visibilityState === "visible") {
      say(NOT_KEPT);
      document.getElementById("sent-bar").scrollIntoView({ block: "center" });
    }
    if (data.type === "signed_out") say("Sign in, and what waits on this phone is sent.");
    settleTap(data);
    showWaiting().catch(() => {});
  }

  // Somebody signed out in another tab: what this one shows is theirs. The page they leave by goes on by itself.
  function leaveToo() {
    if (!document.querySelector("form[data-leaving]")) location.replace("/");
  }

  // The worker kept a tap: the page shows it as chosen.
  function marked({ target, detail }) {
    const form = target.closest("form");
    press(form, detail.fields);
    if (detail.isSkip) sayIn(form, "Skipped.");
    else sayIn(form, KEPT_HERE, detail.key);
  }

  function press(form, fields) {
    for (const button of form.querySelectorAll("button[name]")) {
      if (!fields.some(([name]) => name === button.name)) continue;
      button.setAttribute("aria-pressed", String(fields.some(([name, value]) => name === button.name && value === button.value)));
    }
  }

  // A page opened later shows the taps that wait, as chosen: of each form the last one.
  function showTaps(found) {
    const waiting = found.filter(({ state }) => state === "waiting");
    for (const [form, { key, fields }] of new Map(waiting.flatMap((item) => formsOf(item).map((form) => [form, item])))) {
      press(form, fields);
      const said = noteOf(form), isOther = said?.dataset.keptNote === ""; // skipped, or not kept
      if (isOther || (said?.dataset.keptNote === key && said.textContent === KEPT_HERE)) continue;
      sayIn(form, KEPT_HERE, key);
      const around = form.closest("details");
      if (around) around.open = true;
    }
  }

  // Beside what was tapped; with the key of what waits.
  function sayIn(form, words, key = "") {
    const note = (form && noteOf(form)) ?? document.createElement("p");
    note.dataset.keptNote = key;
    note.className = "note mt-2";
    note.textContent = words;
    form?.append(note);
    const said = document.getElementById("said");
    if (said) said.textContent = words;
  }

  // The server took a tap: what stood against an earlier one of the same is settled.
  function settled({ detail }) {
    const isIts = ({ url, fields }) => url === Unsent.RATING
      && fields.some(([name, value]) => name === "day" && value === String(detail.day))
      && fields.some(([name]) => detail.what.includes(name));
    Unsent.settle(isIts).catch(() => {});
  }

  // An answer that is none, or none at all: a tap is never lost unsaid.
  function failed({ detail }) {
    if (detail.requestConfig.verb === "post") sayIn(detail.elt.closest("form"), NOT_SAVED);
  }

  function fillIn(form, item) {
    for (const [name, value] of item.fields) {
      if (NOT_FILLED.has(name)) continue;
      const fields = [...form.elements].filter((field) => field.name === name);
      for (const field of fields) {
        if (field.type === "radio" || field.type === "checkbox") field.checked ||= field.value === value;
        else field.value = value;
      }
    }
    const replaces = Object.assign(document.createElement("input"), { type: "hidden", name: "kept", value: item.key });
    form.append(replaces);
    const around = form.closest("details");
    if (around) around.open = true;
    const note = Object.assign(document.createElement("p"), { className: "summary mt-2", tabIndex: -1 });
    note.dataset.keptWhy = "";
    note.textContent = `This could not be saved before. ${item.message} Your answers are still here: check them and send them once more.`;
    form.prepend(note);
    note.focus({ preventScroll: true });
    note.scrollIntoView({ block: "start" });
  }

  async function fillKept() {
    const key = new URLSearchParams(location.hash.slice(1)).get("kept");
    const item = key && (await Unsent.one(key));
    if (!item || !isOwn(item)) return;
    const way = item.fields.find(([name]) => name === "way")?.[1];
    const isIts = (form) => form.method === "post" && new URL(form.action).pathname === item.url;
    const form = [...document.forms].find((found) => isIts(found) && (!way || found.elements.way?.value === way));
    if (form) fillIn(form, item);
  }

  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.body.addEventListener(name, failed);
  if (window.isSecureContext && window.indexedDB && window.BroadcastChannel) {
    new BroadcastChannel("unsent").addEventListener("message", heard);
    document.body.addEventListener("kept", marked);
    document.body.addEventListener("rated", settled);
    document.body.addEventListener("not_kept", ({ target }) => sayIn(target.closest("form"), TAP_NOT_KEPT));
    document.body.addEventListener("htmx:afterSettle", () => showWaiting().catch(() => {}));
    addEventListener("online", sendWaiting);
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") sendWaiting(); });
    showWaiting().catch(() => {});
    fillKept().catch(() => {});
    addEventListener("load", sendWaiting);
  }
})();
