// Copies a field's text on a tap. Without scripts, or where it is not allowed, the field can be marked by hand.
for (const button of document.querySelectorAll("[data-copies]")) {
  const field = document.getElementById(button.dataset.copies);
  const said = document.getElementById(button.dataset.says);
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", () => {
    navigator.clipboard.writeText(field.value).then(
      () => { said.textContent = "Copied."; },
      () => { field.select(); said.textContent = "Your browser does not allow it: copy what is marked."; },
    );
  });
}
