// Draws the charts of the progress page with uPlot. Every value and word comes finished from the server; without this
// script the tables stay open instead. Shape and dash carry a series, colour only helps.
const HEIGHT = 240;
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" "); // as the tables name them
const charts = [];

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const COLOUR = { during: "--coral-ink", morning: "--ink", bar: "--teal-mid", guard: "--ink" };
const colour = (style) => token(COLOUR[style]);
const ratio = () => window.devicePixelRatio || 1;
function day(seconds) {
  const when = new Date(seconds * 1000);
  return `${when.getUTCDate()} ${MONTHS[when.getUTCMonth()]}`;
}

function mark(context, style, x, y, size) {
  context.beginPath();
  if (style === "during") context.arc(x, y, size / 2, 0, 2 * Math.PI);
  else context.rect(x - size / 2, y - size / 2, size, size);
  context.fillStyle = style === "during" ? colour(style) : token("--surface");
  context.fill();
  context.setLineDash([]);
  context.lineWidth = 2 * ratio();
  context.strokeStyle = colour(style);
  context.stroke();
}

// Our own points: the library draws circles only.
const points = (style) => (u, index) => {
  // Many points on a narrow chart are drawn smaller, so that each can still be told from the next.
  const size = Math.min(9 * ratio(), Math.max(5 * ratio(), (1.3 * u.bbox.width) / u.data[0].length));
  u.data[index].forEach((value, i) => {
    if (value !== null) mark(u.ctx, style, u.valToPos(u.data[0][i], "x", true), u.valToPos(value, "y", true), size);
  });
  return false;
};

const bars = (plot) => (u, index) => {
  const { ctx } = u;
  const xs = u.data[0];
  const width = Math.min(20 * ratio(), Math.max(3 * ratio(), (0.6 * u.bbox.width) / Math.max(6, xs.length)));
  const floor = u.valToPos(0, "y", true);
  ctx.save();
  u.data[index].forEach((value, i) => {
    if (value === null) return;
    const x = u.valToPos(xs[i], "x", true) - width / 2;
    const y = u.valToPos(value, "y", true);
    const isHollow = plot.hollow?.includes(i);
    ctx.fillStyle = isHollow ? token("--surface") : colour("bar");
    ctx.fillRect(x, y, width, floor - y);
    if (isHollow) {
      ctx.lineWidth = Math.min(2.5 * ratio(), width / 3);
      ctx.strokeStyle = token("--coral-ink");
      ctx.strokeRect(x, y, width, floor - y);
    }
  });
  ctx.restore();
  return null;
};

function seriesOf(plot) {
  return plot.series.map(({ label, style }) => {
    if (style === "bar") return { label, paths: bars(plot), points: { show: false } };
    if (style === "guard")
      return { label, stroke: colour(style), width: 2.5, paths: uPlot.paths.stepped({ align: 1 }), points: { show: false } };
    const dash = style === "morning" ? [6, 4] : undefined;
    return { label, stroke: colour(style), width: 2.5, dash, points: { show: points(style) } };
  });
}

const write = (context, text, x, y, align = "left", strong = false) => {
  context.font = `${strong ? 650 : 400} ${13 * ratio()}px Figtree, system-ui, sans-serif`;
  context.textAlign = align;
  context.textBaseline = "middle";
  context.setLineDash([]);
  context.lineWidth = 4 * ratio();
  context.strokeStyle = token("--surface"); // a rim, so that no line runs through the text
  context.strokeText(text, x, y);
  context.fillStyle = token(strong ? "--ink" : "--ink-2");
  context.fillText(text, x, y);
};

function underlay(plot) {
  return (u) => {
    const { ctx, bbox } = u;
    const at = (value) => u.valToPos(value, "y", true);
    ctx.save();
    if (plot.band) {
      ctx.globalAlpha = 0.55;
      ctx.fillStyle = token("--teal-soft");
      ctx.fillRect(bbox.left, at(plot.band[1]), bbox.width, at(plot.band[0]) - at(plot.band[1]));
      ctx.globalAlpha = 1;
    }
    for (const line of plot.lines ?? []) {
      ctx.setLineDash([2 * ratio(), 4 * ratio()]);
      ctx.lineWidth = 1.5 * ratio();
      ctx.strokeStyle = token("--ink-2");
      ctx.beginPath();
      ctx.moveTo(bbox.left, at(line));
      ctx.lineTo(bbox.left + bbox.width, at(line));
      ctx.stroke();
    }
    ctx.restore();
  };
}

function triangle(context, x, y, way) {
  const size = 5 * ratio();
  const tip = way === "up" ? -1 : 1;
  context.beginPath();
  if (way === "other") context.rect(x - size * 0.7, y - size * 0.7, size * 1.4, size * 1.4);
  else {
    context.moveTo(x, y + tip * size);
    context.lineTo(x - size, y - tip * size);
    context.lineTo(x + size, y - tip * size);
    context.closePath();
  }
  context.fillStyle = token("--ink-2");
  context.fill();
}

function overlay(plot, isWide) {
  return (u) => {
    const { ctx, bbox } = u;
    ctx.save();
    if (isWide) for (const gate of plot.gates ?? []) write(ctx, gate.text, bbox.left + bbox.width + 8 * ratio(), u.valToPos(gate.at, "y", true));
    for (const x of plot.unknown ?? []) write(ctx, "?", u.valToPos(x, "x", true), u.valToPos(0, "y", true) - 9 * ratio(), "center", true);
    for (const note of plot.notes ?? []) write(ctx, note.text, u.valToPos(note.x, "x", true), u.valToPos(note.y, "y", true) - 10 * ratio(), "center", true);
    for (const { x, way } of plot.marks ?? []) {
      const place = u.valToPos(x, "x", true);
      if (place >= bbox.left && place <= bbox.left + bbox.width) triangle(ctx, place, bbox.top - 10 * ratio(), way);
    }
    ctx.restore();
  };
}

function axesOf(plot) {
  const look = { stroke: token("--ink-2"), font: "14px Figtree, system-ui, sans-serif", ticks: { show: false } };
  const steps = (u, axis, low, high) => {
    const found = [];
    for (let value = 0; value <= high + 1e-9; value += plot.axis.step) found.push(value);
    return found;
  };
  const unit = (u, values) => values.map((v, i) => (plot.axis.unit && i === values.length - 1 ? `${v} ${plot.axis.unit}` : `${v}`));
  return [
    { ...look, grid: { show: false }, space: 70, size: 34, gap: 9, values: (u, values) => values.map(day), incrs: [1, 2, 7, 14, 28, 56, 91].map((n) => n * 86400) },
    { ...look, grid: { stroke: token("--line"), width: 1 }, splits: steps, values: unit, size: plot.axis.unit ? 64 : 34 },
  ];
}

function options(plot, width) {
  const isWide = width > 560;
  const x = plot.x;
  const edge = Math.max(86400, (x[x.length - 1] - x[0]) * 0.03);
  const room = isWide && plot.gates ? 150 : 12;
  return {
    width,
    height: HEIGHT,
    padding: [plot.marks?.length ? 26 : 18, room, 0, 0],
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { show: false }, y: false },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "UTC"),
    scales: { x: { time: true, range: [x[0] - edge, x[x.length - 1] + edge] }, y: { range: [0, plot.axis.max] } },
    axes: axesOf(plot),
    series: [{}, ...seriesOf(plot)],
    hooks: { drawClear: [underlay(plot)], draw: [overlay(plot, isWide)] },
  };
}

function draw(chart) {
  const { view, plot, place } = chart;
  chart.drawn?.destroy();
  view.hidden = false;
  chart.width = place.clientWidth;
  chart.drawn = new uPlot(options(plot, chart.width), [plot.x, ...plot.series.map((one) => one.values)], place);
}

// Arrow keys, Home and End read the chart point by point; the line below says the point.
function read(chart, key) {
  const last = chart.plot.x.length - 1;
  const now = chart.point ?? (key === "ArrowLeft" ? last + 1 : -1);
  const to = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: last }[key];
  if (to === undefined) return false;
  chart.point = Math.min(last, Math.max(0, to));
  chart.said.textContent = chart.plot.says[chart.point];
  chart.drawn.setCursor({ left: chart.drawn.valToPos(chart.plot.x[chart.point], "x"), top: 0 });
  return true;
}

function begin(view) {
  const plot = JSON.parse(document.getElementById(view.dataset.chart).textContent);
  const chart = { view, plot, place: view.querySelector(".plot"), said: view.querySelector(".point") };
  charts.push(chart);
  draw(chart);
  view.parentElement.querySelector(".twin").open = false;
  chart.place.addEventListener("keydown", (event) => {
    if (read(chart, event.key)) event.preventDefault();
  });
}

const drawAll = () => charts.forEach(draw);
document.fonts.ready.then(() => document.querySelectorAll("[data-chart]").forEach(begin));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
let waiting;
window.addEventListener("resize", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => charts.filter((chart) => chart.place.clientWidth !== chart.width).forEach(draw), 150);
});
// Paper shows the tables.
window.addEventListener("beforeprint", () => document.querySelectorAll(".twin").forEach((twin) => (twin.open = true)));
