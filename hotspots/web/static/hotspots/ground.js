// The map of a district that a page draws itself: its streets, its wards and what the page lays over
// them. The streets are drawn by the script of our own maps, which finds its facts as in those.
"use strict";
window.hotspotsGround = async (place, options = {}) => {
  const PANES = { ground: 205, density: 220, streets: 225, areas: 240, "street-names": 440 };
  place.hidden = false;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(place.querySelector(".canvas"), {
    attributionControl: false, zoomSnap: 0.25, minZoom: 7, maxZoom: 18,
    zoomAnimation: !calm, fadeAnimation: !calm, inertia: !calm, ...options,
  });
  for (const [name, height] of Object.entries(PANES)) {
    map.createPane(name).style.zIndex = height;
    map.getPane(name).style.pointerEvents = "none";
  }
  L.control.scale({ imperial: false }).addTo(map);
  const lines = (shapes, style) =>
    shapes && L.geoJSON(shapes, { style: { fill: false, ...style }, pane: "areas", interactive: false }).addTo(map);

  const credit = (text) => {
    const line = document.createElement("p");
    line.className = "hint";
    line.textContent = text;
    place.append(line);
  };
  const streets = (layer) => {
    window.hotspotsGroundMap = map;
    const told = document.createElement("script");
    told.type = "application/json";
    told.id = "map-facts";
    told.textContent = JSON.stringify({ map: "hotspotsGroundMap", streetLayer: layer });
    const script = document.createElement("script");
    script.src = place.dataset.streets;
    document.body.append(told, script);
    if (layer.attribution) credit(layer.attribution);
    map.on("moveend streetsread", () => window.hotspotsNameStreets?.([]));
  };

  try {
    const facts = await (await fetch(place.dataset.ground)).json();
    if (facts.fault) {
      place.replaceChildren(facts.fault);
      return null;
    }
    map.fitBounds(facts.bounds, { animate: false });
    lines(facts.districts, { color: "#4b5a73", weight: 2 });
    lines(facts.wards, { color: "#8491a5", weight: 1, dashArray: "5 4" });
    lines(facts.spots, { color: "#a3201a", weight: 2 });
    if (facts.streetLayer) streets(facts.streetLayer);
    return { map, facts };
  } catch {
    place.hidden = true; // no answer: the page says the same without a map
    return null;
  }
};
