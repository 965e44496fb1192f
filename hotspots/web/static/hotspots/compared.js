// Two periods on one map: a slider moves the line between them. Left of it is then, right of it now.
"use strict";
(async () => {
  const place = document.querySelector(".compared[data-ground]");
  if (!place || !window.L || !window.hotspotsGround) return;
  const ground = await window.hotspotsGround(place);
  if (!ground) return;
  const { map, facts } = ground;
  const slide = place.querySelector("#slide");
  const sides = ["then", "now"].map((name) => {
    const pane = map.createPane(name);
    pane.style.zIndex = 222;
    pane.style.pointerEvents = "none";
    L.imageOverlay(facts[name].image, facts[name].corners, { pane: name, alt: "" }).addTo(map);
    return pane;
  });
  const line = document.createElement("div");
  line.className = "line";
  map.getContainer().append(line);

  const cut = () => {
    const room = map.getSize();
    const corner = map.containerPointToLayerPoint([0, 0]);
    const at = (room.x * Number(slide.value)) / 100;
    const [west, east] = [corner.x, corner.x + room.x];
    const middle = corner.x + at;
    const clip = (from, to) => `rect(${corner.y}px, ${to}px, ${corner.y + room.y}px, ${from}px)`;
    sides[0].style.clip = clip(west, middle);
    sides[1].style.clip = clip(middle, east);
    line.style.transform = `translateX(${at}px)`;
  };
  slide.addEventListener("input", cut);
  map.on("move zoom resize viewreset", cut);
  cut();

  L.geoJSON(facts.zones, {
    pointToLayer: (zone, at) => {
      const more = facts.moved[Number(zone.properties.name) - 1].startsWith("more");
      const sign = document.createElement("span");
      sign.textContent = `${more ? "+" : "−"}${zone.properties.name}`;
      const icon = L.divIcon({ html: sign, className: `zone ${more ? "more" : "fewer"}`, iconSize: [38, 24], iconAnchor: [19, 36] });
      return L.marker(at, { icon, interactive: false, keyboard: false });
    },
  }).addTo(map);
  place.dataset.ready = "";
})();
