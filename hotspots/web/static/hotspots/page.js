// What every page may use: focus on an error summary, a choice that goes at once, sorted tables,
// and a phone that forgets the day's list when its person signs out.
"use strict";
(() => {
  document.querySelector("[data-focus]")?.focus();
  for (const choice of document.querySelectorAll("select[data-go]"))
    choice.addEventListener("change", () => choice.form.requestSubmit());
  for (const form of document.querySelectorAll("form[data-sign-out]"))
    form.addEventListener("submit", () => window.caches?.delete("day"));
  for (const page of document.querySelectorAll("[data-reload]"))
    setTimeout(() => location.reload(), Number(page.dataset.reload) * 1000);

  const value = (row, at) => {
    const cell = row.cells[at];
    const text = cell.dataset.value ?? cell.textContent.trim();
    const number = Number(text.replace(/[,%]/g, ""));
    return text !== "" && !Number.isNaN(number) ? number : text.toLowerCase();
  };
  for (const table of document.querySelectorAll("table[data-sorts]")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, at) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sorts";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const up = head.getAttribute("aria-sort") !== "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const rows = [...table.tBodies[0].rows];
        const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
        rows.sort((a, b) => order(value(a, at), value(b, at)) * (up ? 1 : -1));
        table.tBodies[0].append(...rows);
      });
    });
  }
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/service-worker.js");
})();
