// Draws the charts of the overview and has its figures shown again, every two seconds while seen.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const everyMs = 2000;
  const panels = document.getElementById("panels");
  const charts = document.getElementById("charts");

  const draw = charts && drawing(Number(charts.dataset.limit));
  const span = () => document.querySelector("input[name=span]:checked").value;

  const look = async () => {
    if (document.hidden) return;
    htmx.trigger(panels, "refresh");
    if (!draw) return;
    const answer = await fetch(`/dashboard/activity.json?span=${span()}`);
    if (answer.redirected) location.reload();
    else if (answer.ok) draw(await answer.json());
  };
  const calmly = () => look().catch(() => { /* it comes back by itself */ });
  document.getElementById("spans")?.addEventListener("change", calmly);
  document.addEventListener("visibilitychange", calmly);
  calmly();
  setInterval(calmly, everyMs);
});

function drawing(limitMs) {
  const place = (name) => document.querySelector(`[data-chart=${name}]`);
  const height = 180;
  const line = (label, ink, more = {}) => {
    const stroke = Ink.of(ink);
    return { label, stroke, width: 2, points: Ink.lone, value: shown, spanGaps: false, ...more };
  };
  const shown = (_, value) => (value == null ? "–" : value < 10 ? value.toFixed(2) : value.toFixed(1));
  const powers = [0.1, 1, 10, 100, 1000, 10000, 100000];
  const decades = {
    splits: (_, axis, low, high) => powers.filter((one) => low <= one && one <= high),
    filter: (_, all) => all,
  };
  const base = (series, y, more = {}) => ({
    height,
    series: [{ label: "UTC", value: "{HH}:{mm}:{ss}" }, ...series],
    axes: [Ink.times(30), { ...Ink.axis(), size: 48, ...more }],
    scales: { y },
    cursor: { drag: { x: false, y: false }, points: { size: 6 } },
  });
  const fromZero = (least) => ({ range: (_, low, high) => [0, Math.max(least, (high ?? 0) * 1.1)] });

  const perS = Ink.chart(place("per-s"), () => base(
    [line("all", "allow", { fill: Ink.faded(Ink.of("allow"), 0.14) })], fromZero(1)));
  const shares = Ink.chart(place("shares"), () => base(
    [line("flagged", "flag"), line("blocked", "block")], fromZero(1)));
  const latency = Ink.chart(place("latency"), () => base(
    [line("p50", "allow"), line("p99", "model"), line("limit", "block", { dash: [5, 4], width: 1.5 })],
    { distr: 3, range: (_, low, high) => [Math.min(1, 10 ** Math.floor(Math.log10(low || 1))), Math.max(limitMs, high || 0) * 2] }, decades));

  return (told) => {
    const { allow, flag, block } = told.per_s;
    const times = allow.map((_, step) => told.end_s - (allow.length - 1 - step) * told.step_s);
    const all = allow.map((one, step) => (one == null ? null : one + flag[step] + block[step]));
    const share = (of) => of.map((one, step) => (all[step] ? (100 * one) / all[step] : null));
    perS([times, all]);
    shares([times, share(flag), share(block)]);
    latency([times, told.p50_ms, told.p99_ms, times.map(() => told.limit_ms)]);
  };
}
