/* The places on the map: their numbers, and the way from the table to the map. */
(function () {
  "use strict";

  const facts = JSON.parse(document.getElementById("map-facts").textContent);
  const map = window[facts.map];
  const frame = map.getContainer();
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  function showWhole() {
    map.fitBounds(facts.bounds, { padding: [14, 14], animate: false });
  }
  showWhole();

  facts.labels.forEach(([latitude, longitude], place) => {
    const face = document.createElement("span");
    face.className = "badge";
    face.textContent = String(place + 1);
    const icon = L.divIcon({ html: face, iconSize: [28, 28], iconAnchor: [14, 14], className: "rank-marker" });
    L.marker([latitude, longitude], { icon: icon, interactive: false, keyboard: false }).addTo(map);
  });

  document.querySelectorAll("button[data-place]").forEach((button) => {
    button.addEventListener("click", () => {
      const number = Number(button.dataset.place);
      frame.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
      map.fitBounds(facts.places[number - 1], { padding: [60, 60], maxZoom: 16, animate: false });
      document.querySelectorAll("tr.is-open").forEach((row) => row.classList.remove("is-open"));
      button.closest("tr").classList.add("is-open");
    });
  });

  frame.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      showWhole();
    }
  });
})();
