// A map of a district on which areas are drawn, or shown. A corner is a tap, a
// click, or Enter at the cross in the middle; what is drawn goes into the form as GeoJSON.
"use strict";
(async () => {
  const place = document.querySelector(".draw[data-ground]");
  if (!place || !window.L || !window.hotspotsGround) return;
  const into = document.getElementById(place.dataset.outline ?? "");
  const status = place.querySelector("[role=status]");
  const LINE = { color: "#14213d", weight: 3, fillColor: "#2a6fb0", fillOpacity: 0.25 };
  const CONTROL = { color: "#5b6773", weight: 2, dashArray: "6 4", fillOpacity: 0.08 };
  const named = (shape, layer) => layer.bindTooltip(document.createTextNode(shape.properties.name));
  const ground = await window.hotspotsGround(place, { doubleClickZoom: !into });
  if (!ground) return;
  const { map, facts } = ground;

  let areas = [[]];
  const drawn = L.layerGroup().addTo(map);
  const round = (number) => Math.round(number * 1e7) / 1e7;
  const whole = () => areas.filter((corners) => corners.length > 2);
  const write = () => {
    const features = whole().map((corners, at) => {
      const ring = [...corners, corners[0]].map((each) => [round(each.lng), round(each.lat)]);
      const geometry = { type: "Polygon", coordinates: [ring] };
      return { type: "Feature", properties: { id: `A${at + 1}`, name: `Area ${at + 1}` }, geometry };
    });
    into.value = features.length ? JSON.stringify({ type: "FeatureCollection", features }) : "";
  };
  const say = () => {
    const last = areas.at(-1).length;
    if (shown.length && !areas.some((corners) => corners.length)) {
      status.textContent = "Nothing is drawn anew: the areas shown stay.";
      return;
    }
    const parts = [`${whole().length} ${whole().length === 1 ? "area" : "areas"} drawn.`];
    if (last) parts.push(`Area ${areas.length}: ${last} ${last === 1 ? "corner" : "corners"}.`);
    if (last && last < 3) parts.push("An area has three corners or more.");
    status.textContent = parts.join(" ");
  };
  const show = () => {
    drawn.clearLayers();
    for (const corners of areas) {
      const shape = corners.length > 2 ? L.polygon(corners, LINE) : L.polyline(corners, LINE);
      drawn.addLayer(shape);
      for (const corner of corners)
        drawn.addLayer(L.circleMarker(corner, { ...LINE, radius: 5, fillOpacity: 1, fillColor: "#fff" }));
    }
    drawn.eachLayer((layer) => { layer.options.interactive = false; });
    write();
    say();
  };
  const acts = {
    corner: (at) => areas.at(-1).push(at ?? map.getCenter()),
    undo: () => {
      if (!areas.at(-1).length && areas.length > 1) areas.pop();
      areas.at(-1).pop();
    },
    next: () => { if (areas.at(-1).length > 2) areas.push([]); },
    clear: () => { areas = [[]]; },
  };
  const act = (name, at) => { acts[name](at); show(); };
  const restore = () => {
    try {
      const shapes = JSON.parse(into.value).features;
      areas = shapes.map((each) =>
        each.geometry.coordinates[0].slice(0, -1).map(([east, north]) => L.latLng(north, east)));
      if (!areas.length) areas = [[]];
    } catch { areas = [[]]; }
  };
  const drawable = () => {
    place.classList.add("drawable");
    restore();
    show();
    map.on("click", (event) => act("corner", event.latlng));
    map.getContainer().addEventListener("keydown", (event) => {
      const name = { Enter: "corner", Backspace: "undo" }[event.key];
      if (!name || event.target !== map.getContainer()) return;
      event.preventDefault();
      act(name);
    });
    for (const button of place.querySelectorAll("[data-do]"))
      button.addEventListener("click", () => act(button.dataset.do));
  };

  const shown = (facts.areas ?? []).map((shapes, at) =>
    L.geoJSON(shapes, { style: at ? CONTROL : LINE, onEachFeature: named }).addTo(map));
  if (shown.length && shown[0].getLayers().length)
    map.fitBounds(shown[0].getBounds(), { padding: [40, 40], maxZoom: 15, animate: false });
  if (into) drawable();
  place.dataset.ready = "";
})();
