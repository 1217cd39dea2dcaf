// What was kept, in the words of its form: one line an exercise. A tap of Today bears no words; they are known here.
(() => {
  const NAMES = { morning: "Pain this morning", worst: "Worst pain", average: "Average pain" };

  // [subject, words] for each line. Beside exercises, what is asked once says that it is about all of them.
  function linesOf({ words, fields }) {
    const said = words?.length ? words : fields.filter(([name]) => NAMES[name]).map(([name, value]) => ["", NAMES[name], value]);
    const lines = new Map(), isOfSome = said.some(([subject]) => subject);
    said.forEach(([subject, label, value], at) => {
      const key = subject || (isOfSome ? "" : at); // of a run, or of a session in one, each answer has a line of its own
      const phrase = `${label.replace(/^Or l/, "L")}${label.endsWith("?") ? "" : ":"} ${value}`;
      lines.set(key, [subject || (isOfSome ? "The whole session" : ""), [lines.get(key)?.[1], phrase].filter(Boolean).join(" · ")]);
    });
    return [...lines.values()];
  }

  self.KeptWords = { linesOf };
})();
