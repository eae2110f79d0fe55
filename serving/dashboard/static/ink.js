// The colours of the style sheet, for charts: they are drawn on a canvas, which knows no classes.
"use strict";
const Ink = (() => {
  const of = (name) => {
    const probe = document.createElement("span");
    probe.className = `ink-${name}`;
    probe.hidden = true;
    document.body.append(probe);
    const colour = getComputedStyle(probe).color;
    probe.remove();
    return colour;
  };
  const faded = (colour, part) =>
    colour.startsWith("rgb(") ? colour.replace("rgb(", "rgba(").replace(")", `, ${part})`) : colour;
  const axis = () => ({
    stroke: of("muted"),
    font: "12px system-ui, sans-serif",
    grid: { stroke: of("line"), width: 1 },
    ticks: { show: false },
  });
  // Every time is told in UTC, as in the tables beside, not in the zone of the browser.
  const utc = (s) => uPlot.tzDate(new Date(s * 1000), "Etc/UTC");
  // Times on an axis: days where ticks are that far apart, else hours and minutes, under them the
  // day wherever it is another one. Of a single day it is left out.
  const times = (size) => ({
    ...axis(),
    size,
    space: 48,
    values: (_, ticks) => {
      const day = (s) => Math.floor(s / 86400);
      const isOne = day(ticks[0]) === day(ticks.at(-1));
      const format = (s, pattern) => uPlot.fmtDate(pattern)(utc(s));
      if (ticks.length > 1 && ticks[1] - ticks[0] >= 86400) {
        return ticks.map((s) => format(s, "{D} {MMM}"));
      }
      const isNew = (s, at) => !isOne && (at === 0 || day(s) !== day(ticks[at - 1]));
      return ticks.map((s, at) => format(s, isNew(s, at) ? "{HH}:{mm}\n{D} {MMM}" : "{HH}:{mm}"));
    },
  });
  // Points for values whose neighbours are missing: no line goes to them.
  const lone = {
    show: false,
    size: 5,
    filter: (chart, of) => {
      const values = chart.data[of];
      const isThere = (at) => values[at] != null;
      return [...values.keys()].filter((at) => isThere(at) && !isThere(at - 1) && !isThere(at + 1));
    },
  };
  // A chart as wide as its place, drawn anew when that or the colours change.
  const chart = (place, make) => {
    let drawn = null;
    let data = null;
    const draw = () => {
      if (data === null || place.clientWidth === 0) return;
      if (drawn) drawn.destroy();
      drawn = new uPlot({ width: place.clientWidth, padding: [8, 22, 0, 0], tzDate: utc, ...make() }, data, place);
    };
    document.addEventListener("inks", draw);
    new ResizeObserver(() => {
      if (drawn && drawn.width !== place.clientWidth) {
        drawn.setSize({ width: place.clientWidth, height: drawn.height });
      }
    }).observe(place);
    return (next) => {
      data = next;
      if (drawn) drawn.setData(data); else draw();
    };
  };
  return { of, faded, axis, times, lone, chart };
})();
