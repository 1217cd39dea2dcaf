// Tells the sign-up form the time zone of this browser, so that reminders come in the morning of the person.
for (const field of document.querySelectorAll("[data-time-zone]")) {
  field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
}
