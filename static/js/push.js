// Asks this browser, on a tap and never before, whether it may be told; then hands over what it can be told by.
const button = document.getElementById("push-on");
const trouble = document.getElementById("push-trouble");

function say(words) {
  trouble.textContent = words;
  trouble.hidden = false;
}

function bytes(base64url) {
  const plain = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  return btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

async function subscribe() {
  if ((await Notification.requestPermission()) !== "granted") {
    say("Your browser does not allow it. You can change that in its settings for this site.");
    return;
  }
  const worker = await navigator.serviceWorker.register("/sw.js");
  await navigator.serviceWorker.ready;
  const found = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(button.dataset.key) });
  const form = new FormData(button.form);
  form.set("endpoint", found.endpoint);
  form.set("p256dh", text(found.getKey("p256dh")));
  form.set("auth", text(found.getKey("auth")));
  const answer = await fetch(button.form.action, { method: "POST", body: form });
  if (answer.ok) location.reload();
  else say((await answer.json()).problem || "That did not work. Mail goes on as it does.");
}

if (button && !("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) {
  button.disabled = true;
  say("This browser cannot be told. Mail goes on as it does.");
} else if (button) {
  button.form.addEventListener("submit", (event) => {
    event.preventDefault();
    subscribe().catch(() => say("That did not work just now. Mail goes on as it does."));
  });
}
