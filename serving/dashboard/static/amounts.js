// Draws the amounts of a card's or a merchant's payments, a point each in the colour of its action.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("amounts");
  if (!place) return;
  const told = JSON.parse(place.dataset.amounts);
  const of = (action) => told.amount.map((one, at) => (told.action[at] === action ? one : null));
  const points = (label, ink) => ({
    label,
    stroke: Ink.of(ink),
    paths: () => null,
    points: { show: true, size: 7, fill: Ink.of(ink), width: 0 },
    value: (_, one) => (one == null ? "–" : one.toLocaleString("en", { minimumFractionDigits: 2 })),
  });
  const chart = Ink.chart(place, () => ({
    height: 220,
    series: [
      { label: "UTC", value: "{YYYY}-{MM}-{DD} {HH}:{mm}" },
      points(`allowed, ${told.currency}`, "allow"),
      points("flagged", "flag"),
      points("blocked", "block"),
    ],
    axes: [Ink.times(44), { ...Ink.axis(), size: 56 }],
    scales: { y: { range: (_, low, high) => [0, (high || 1) * 1.1] } },
    cursor: { drag: { x: false, y: false } },
  }));
  chart([told.time_s, of("allow"), of("flag"), of("block")]);
});
