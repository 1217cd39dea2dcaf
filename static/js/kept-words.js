// What was kept, in the words of its form: one line an exercise. A tap of Today bears no words; they are known here.
(() => {
  const NAMES = { morning: "Pain this morning", worst: "Worst pain", average: "Average pain" };

  // [subject, words] for each line.
  function linesOf({ words, fields }) {
    const said = words?.length ? words : fields.filter(([name]) => NAMES[name]).map(([name, value]) => ["", NAMES[name], value]);
    const lines = new Map();
    said.forEach(([subject, label, value], at) => {
      const key = subject || at; // what is asked of the whole session or run has a line of its own each
      const phrase = `${label.replace(/^Or l/, "L")}${label.endsWith("?") ? "" : ":"} ${value}`;
      lines.set(key, [subject, [lines.get(key)?.[1], phrase].filter(Boolean).join(" · ")]);
    });
    return [...lines.values()];
  }

  self.KeptWords = { linesOf };
})();
