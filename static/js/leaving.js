// Before somebody signs out or closes their account: what is not sent yet is said; once they are out, what this browser
// holds of anybody goes.
(() => {
  const form = document.querySelector("form[data-leaving]");
  const warning = document.getElementById("unsent-warning");
  const sendFirst = document.getElementById("send-first");
  const PATIENCE_MS = 20000;
  const LONGEST_MS = 3000;
  const LOG_IN = "/account/login/";
  const isClosing = form?.dataset.leaving === "close";
  let hasLeft = false;

  const sentence = (count, after) => `${count} log${count === 1 ? " is" : "s are"} not sent yet. ${after(count === 1 ? "it" : "them", count === 1 ? "it is" : "they are")}`;
  const FIRST = (them, they) => `Send ${them} first, or ${they} deleted.`;
  const WITH_IT = (_, they) => `${they[0].toUpperCase()}${they.slice(1)} deleted with your account.`;
  const THEIRS = (them, they) => `Somebody else entered ${them} on this browser, and only they can send ${them}; if you ${isClosing ? "close your account" : "sign out"}, ${they} deleted.`;
  const TROUBLE = {
    done: "Not all could be sent: look at what waits first.",
    later: "There was no answer just now. Go online, and try again.",
    failed: "Backstride could not take this just now. Try again in a while.",
    signed_out: "You are signed out here already. Sign in again, and what waits is sent.",
  };
  let trouble = "";

  // One's own can be sent now, if the account stays; of somebody else's no more is said than that it would be lost.
  async function warn() {
    if (hasLeft) return; // or the databases would be made anew
    const every = (await Unsent.everybodys()).length, found = await Unsent.all(), own = found.length;
    const words = [own && sentence(own, isClosing ? WITH_IT : FIRST), every > own && sentence(every - own, THEIRS), own && trouble].filter(Boolean);
    warning.hidden = !every;
    warning.querySelector("[data-words]").textContent = words.join(" ");
    sendFirst.hidden = isClosing || !found.some(({ state }) => state === "waiting"); // what needs a look is sent from there
    document.getElementById("see-first").hidden = isClosing || found.every(({ state }) => state === "waiting");
  }

  async function send() {
    trouble = "Sending now.";
    await warn();
    trouble = TROUBLE[await Unsent.flush().catch(() => "failed")] ?? "";
    await warn();
  }

  // Side by side: one that does not answer holds up no other. The pages are the first to go.
  async function forget(worker) {
    await Promise.allSettled([Unsent.wipe(), unsubscribe(worker), closeNotices(worker)]);
  }

  async function unsubscribe(worker) {
    const told = await worker?.pushManager?.getSubscription();
    await told?.unsubscribe();
  }

  async function closeNotices(worker) {
    for (const notice of (await worker?.getNotifications?.()) ?? []) notice.close();
  }

  async function leave(event) {
    event.preventDefault();
    const worker = await navigator.serviceWorker?.getRegistration().catch(() => null);
    worker?.active?.postMessage("leaving");
    // X-Copy: nobody sees the page that this leads to yet, so what it says at once is left for the one that is opened.
    const how = { method: "POST", body: new FormData(form), headers: { "X-Copy": "1" }, signal: AbortSignal.timeout(PATIENCE_MS) };
    const answer = await fetch(form.action, how).catch(() => null);
    document.getElementById("still-in").hidden = Boolean(answer);
    if (!answer) return; // nothing is deleted before somebody is out
    if (!answer.ok) {
      form.submit(); // the server says why
      return;
    }
    if (new URL(answer.url).pathname === LOG_IN) { // nobody was signed in any more: nothing was closed
      location.replace(answer.url);
      return;
    }
    hasLeft = true;
    Unsent.tell({ type: "left" }); // no other tab goes on showing what was theirs
    const late = new Promise((done) => setTimeout(done, LONGEST_MS));
    // The answer has said it as well, by Clear-Site-Data. The next runner's page brings the worker back, with its shell.
    await Promise.race([Promise.allSettled([forget(worker), worker?.unregister()]), late]);
    location.replace(answer.url);
  }

  if (form && window.isSecureContext && window.indexedDB) {
    form.addEventListener("submit", leave);
    sendFirst.addEventListener("click", () => send().catch(() => {}));
    new BroadcastChannel("unsent").addEventListener("message", () => warn().catch(() => {}));
    warn().catch(() => {});
  }
})();
