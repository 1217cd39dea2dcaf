// Shows what is pushed. The text is neutral by design: it may stand on a locked screen.
self.addEventListener("push", (event) => {
  const told = event.data ? event.data.json() : {};
  event.waitUntil(self.registration.showNotification(told.title || "Backstride", {
    body: told.body || "", icon: "/static/img/mark.svg", tag: "backstride", data: { url: told.url || "/" },
  }));
});

// Opens a page of this site and of no other.
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const target = new URL(event.notification.data.url, self.location.origin);
  const url = target.origin === self.location.origin ? target.href : self.location.origin;
  event.waitUntil(self.clients.openWindow(url));
});
