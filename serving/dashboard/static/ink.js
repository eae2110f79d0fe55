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
  // Times on an axis: days, or hours and minutes, by how far apart they are.
  const times = (date = (s) => new Date(s * 1000)) => ({
    ...axis(),
    space: 64,
    values: (_, ticks) => {
      const days = ticks.length > 1 && ticks[1] - ticks[0] >= 86400;
      const format = uPlot.fmtDate(days ? "{D} {MMM}" : "{HH}:{mm}");
      return ticks.map((s) => format(date(s)));
    },
  });
  // A chart as wide as its place, drawn anew when that or the colours change.
  const chart = (place, make) => {
    let drawn = null;
    let data = null;
    const draw = () => {
      if (data === null || place.clientWidth === 0) return;
      if (drawn) drawn.destroy();
      drawn = new uPlot({ width: place.clientWidth, padding: [8, 22, 0, 0], ...make() }, data, place);
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
  return { of, faded, axis, times, chart };
})();
