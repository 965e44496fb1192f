/* What came of each visit, ticked at the door: kept on the phone, undone, and handed out as a file. */
(function () {
  "use strict";

  const PREFIX = "hotspots-outcomes ";
  const told = document.getElementById("map-facts");

  function stored(key) {
    try {
      return JSON.parse(window.localStorage.getItem(key));
    } catch (fault) {
      return null;
    }
  }

  // Outcomes of lists that have expired leave the phone with them.
  function forgetExpired() {
    try {
      Object.keys(window.localStorage)
        .filter((key) => key.startsWith(PREFIX))
        .filter((key) => !(new Date() < new Date((stored(key) || {}).expires)))
        .forEach((key) => window.localStorage.removeItem(key));
    } catch (fault) {
      // Where nothing can be kept there is nothing to forget.
    }
  }
  forgetExpired();

  const box = document.getElementById("kept");
  if (!told || !box) {
    return; // the list has expired, or nobody is to be visited
  }
  const facts = JSON.parse(told.textContent);
  const key = PREFIX + facts.list;
  const kept = Object.assign({ expires: facts.expires, role: "", ticks: [] }, stored(key));
  const byId = (name) => document.getElementById("kept-" + name);
  const role = byId("role");
  if (kept.role) {
    role.value = kept.role;
  }

  function keep() {
    try {
      window.localStorage.setItem(key, JSON.stringify(kept));
    } catch (fault) {
      byId("note").textContent =
        "This browser keeps nothing when the page is closed: save the outcomes before you close it.";
    }
  }

  // The last tick of a home counts; an empty one takes back what was ticked.
  function outcomes() {
    const last = new Map();
    kept.ticks.forEach((tick) => last.set(tick.home, tick));
    return new Map([...last].filter(([, tick]) => tick.outcome));
  }

  function asText() {
    const rows = [...outcomes().values()].map((tick) => {
      const [uprn, tier] = facts.homes[tick.home];
      return [uprn, tick.at, tick.role, tick.outcome, tier, facts.list];
    });
    const quoted = (cell) => '"' + String(cell).replaceAll('"', '""') + '"';
    const head = ["uprn", "visited_at", "role", "visit_outcome", "tier", "list_id"];
    return [head, ...rows].map((row) => row.map(quoted).join(",")).join("\r\n") + "\r\n";
  }

  function show() {
    const done = outcomes();
    const total = Object.keys(facts.homes).length;
    byId("count").textContent = done.size + " of " + total + " done";
    ["save", "show"].forEach((name) => (byId(name).disabled = !done.size));
    byId("undo").disabled = !kept.ticks.length;
    byId("text").value = asText();
    byId("text").hidden = byId("text").hidden || !done.size;
    document.querySelectorAll("[data-tick]").forEach((button) => {
      const tick = done.get(Number(button.dataset.tick));
      button.setAttribute("aria-pressed", String(Boolean(tick) && tick.outcome === button.dataset.outcome));
    });
    document.querySelectorAll("tr[data-home]").forEach((row) => {
      row.classList.toggle("is-done", done.has(Number(row.dataset.home)));
    });
  }

  function tick(home, outcome) {
    const before = outcomes().get(home);
    kept.ticks.push({
      home: home,
      outcome: before && before.outcome === outcome ? "" : outcome,
      // A second thought about a visit is of that visit, not a new one.
      at: before ? before.at : new Date().toISOString().slice(0, 19) + "Z",
      role: role.value,
    });
    keep();
    show();
  }

  document.querySelectorAll("[data-tick]").forEach((button) => {
    button.addEventListener("click", () => tick(Number(button.dataset.tick), button.dataset.outcome));
  });
  role.addEventListener("change", () => {
    kept.role = role.value;
    keep();
  });
  byId("undo").addEventListener("click", () => {
    kept.ticks.pop();
    keep();
    show();
  });
  byId("show").addEventListener("click", () => {
    byId("text").hidden = !byId("text").hidden;
    if (!byId("text").hidden) {
      byId("text").select();
    }
  });
  byId("save").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff" + asText()], { type: "text/csv" }));
    link.download = facts.file;
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  });

  document.querySelectorAll(".ticks").forEach((group) => (group.hidden = false));
  box.hidden = false;
  show();
})();
