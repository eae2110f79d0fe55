// Lets the table stand still while somebody points at it, and keeps it to a length.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const most = 200;
  const table = document.getElementById("decisions");
  const rows = document.getElementById("rows");
  const button = document.getElementById("pause");
  const state = document.getElementById("live-state");
  if (!table) return;
  let held = [];
  let heldRows = 0;
  let isPointedAt = false;
  let isPaused = false;
  const stands = () => isPaused || isPointedAt;

  const say = () => {
    const count = heldRows === 1 ? "1 new decision" : `${heldRows.toLocaleString("en")} new decisions`;
    state.textContent = !stands() ? "Live: new decisions appear at the top."
      : heldRows ? `${isPaused ? "Paused" : "Standing still while you look"}: ${count} will follow.`
      : isPaused ? "Paused." : "Standing still while you look.";
  };
  const tidy = () => {
    const seen = new Set();
    [...rows.children].forEach((row) => {
      if (seen.has(row.dataset.id) || seen.size >= most) row.remove();
      seen.add(row.dataset.id);
    });
    document.getElementById("none").hidden = rows.children.length > 0;
  };
  const goOn = () => {
    if (!stands() && held.length) {
      const html = held.reverse().join("");
      held = [];
      heldRows = 0;
      htmx.swap(rows, html, { swapStyle: "afterbegin" });
      tidy();
    }
    say();
  };

  // Rows that come are held back while the table stands, the newest of them alone.
  document.body.addEventListener("htmx:sseBeforeMessage", (event) => {
    if (event.detail.type === "gap" || !stands()) return;
    event.preventDefault();
    held.push(event.detail.data);
    heldRows += event.detail.data.split('<tr class="decision').length - 1;
    if (held.length > most) held.shift();
    say();
  });
  document.body.addEventListener("htmx:sseMessage", (event) => {
    if (event.detail.type === "gap") {
      const gap = document.getElementById("gap");
      gap.textContent = event.detail.data;
      gap.hidden = false;
    } else {
      tidy();
    }
  });

  const pointed = (is) => () => { isPointedAt = is; goOn(); };
  rows.addEventListener("mouseenter", pointed(true));
  rows.addEventListener("mouseleave", pointed(false));
  rows.addEventListener("focusin", pointed(true));
  rows.addEventListener("focusout", pointed(false));
  button.addEventListener("click", () => {
    isPaused = !isPaused;
    button.setAttribute("aria-pressed", String(isPaused));
    button.textContent = isPaused ? "Go on" : "Pause";
    goOn();
  });
});
