/* The wards on the map: numbers, names, cards, and the way from the table to the map. Every text from
   data is put in as text, or copied from a card that stands escaped in the page. */
(function () {
  "use strict";

  const facts = JSON.parse(document.getElementById("map-facts").textContent);
  const map = window[facts.map];
  const wards = window[facts.wards];
  const frame = map.getContainer();
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const layerOf = new Map();

  wards.eachLayer((layer) => layerOf.set(layer.feature.id + 1, layer));

  function showWhole() {
    map.fitBounds(facts.bounds, { padding: [14, 14], animate: false });
  }
  showWhole();

  // --- cards -------------------------------------------------------------------------------------
  const popup = L.popup({ autoPan: true });
  let opener = null;
  let openNumber = 0;

  function fitPopup() {
    const room = map.getSize();
    popup.options.maxWidth = Math.min(380, room.x - 56);
    popup.options.minWidth = Math.min(280, popup.options.maxWidth);
    popup.options.maxHeight = Math.max(170, room.y - 90);
    popup.options.autoPanPaddingTopLeft = room.x < 700 ? [8, 8] : [130, 12];
  }
  fitPopup();
  map.on("resize", fitPopup);

  function markRow(number, open) {
    const row = document.querySelector("tr[data-ward='" + number + "']");
    if (row) {
      row.classList.toggle("is-open", open);
    }
  }

  function show(number, at) {
    opener = document.activeElement;
    const card = document.getElementById("ward-card-" + number).content.firstElementChild.cloneNode(true);
    map.closePopup();
    openNumber = number;
    popup.setLatLng(at).setContent(card).openOn(map);
    layerOf.get(number).setStyle({ weight: 3, color: "#14213d" }).bringToFront();
    markRow(number, true);
    frame.classList.add("has-card");
    const content = popup.getElement().querySelector(".leaflet-popup-content");
    if (content.scrollHeight > content.clientHeight) {
      content.tabIndex = 0;
      content.setAttribute("role", "region");
      content.setAttribute("aria-label", "Ward " + number);
    }
    card.focus({ preventScroll: true });
  }

  map.on("popupclose", (event) => {
    if (event.popup !== popup) {
      return;
    }
    wards.resetStyle(layerOf.get(openNumber));
    markRow(openNumber, false);
    frame.classList.remove("has-card");
    if (event.popup.getElement().contains(document.activeElement) && opener && opener.isConnected) {
      opener.focus({ preventScroll: true });
    }
  });

  wards.eachLayer((layer) => {
    layer.on("click", (event) => {
      L.DomEvent.stopPropagation(event);
      show(layer.feature.id + 1, event.latlng);
    });
  });

  document.querySelectorAll("button[data-ward]").forEach((button) => {
    button.addEventListener("click", () => {
      const number = Number(button.dataset.ward);
      const [latitude, longitude] = facts.labels[number - 1];
      frame.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
      map.fitBounds(layerOf.get(number).getBounds(), { maxZoom: 13, animate: false });
      show(number, [latitude, longitude]);
    });
  });

  frame.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      map.closePopup();
    }
  });

  // --- numbers and names that give way to one another ------------------------------------------------
  function element(tag, className, text) {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = text;
    return made;
  }

  function label(at, face, className) {
    const icon = L.divIcon({ html: face, iconSize: [0, 0], className: className });
    return L.marker(at, { icon: icon, interactive: false, keyboard: false, pane: "names" }).addTo(map);
  }

  function numberFace(number) {
    const holder = element("span", "", "");
    holder.append(element("b", "badge", String(number)));
    return holder;
  }

  const numbers = facts.labels
    .slice(0, facts.numbered)
    .map(([latitude, longitude], place) =>
      label([latitude, longitude], numberFace(facts.ranks[place]), "map-name ward-number"));
  const names = facts.labels.map(([latitude, longitude, text], place) =>
    label([latitude, longitude], element("span", "", facts.ranks[place] + " " + text), "map-name ward-label"));

  // --- signs: the harm spots and the streets of a pack --------------------------------------------------
  (facts.signs || []).forEach((sign) => {
    const face = element("span", "badge is-" + sign.kind, sign.label);
    const icon = L.divIcon({ html: face, iconSize: [26, 26], className: "pack-sign" });
    L.marker(sign.at, { icon: icon, riseOnHover: true, title: sign.label }).addTo(map).bindPopup(() =>
      document.getElementById(sign.card).content.firstElementChild.cloneNode(true));
  });

  function overlaps(box, others) {
    return others.some(
      (other) =>
        box.left < other.right + 2 && box.right > other.left - 2 &&
        box.top < other.bottom + 1 && box.bottom > other.top - 1
    );
  }

  function place(marker, taken, wanted) {
    const whole = marker.getElement();
    const box = whole.firstElementChild.getBoundingClientRect();
    const free = wanted && !overlaps(box, taken);
    whole.classList.toggle("is-hidden", !free);
    if (free) {
      taken.push(box);
    }
  }

  function makeWay() {
    const taken = [...document.querySelectorAll(".map .leaflet-control, .pack-sign")].map((part) =>
      part.getBoundingClientRect());
    const near = map.getZoom() >= 11.5;
    numbers.forEach((marker) => place(marker, taken, !near));
    names.forEach((marker) => place(marker, taken, near));
    frame.querySelectorAll(".district-name").forEach((name) => {
      const box = name.firstElementChild.getBoundingClientRect();
      const free = map.getZoom() < 11.5 && !overlaps(box, taken);
      name.classList.toggle("is-hidden", !free);
      if (free) {
        taken.push(box);
      }
    });
    if (window.hotspotsNameStreets) {
      window.hotspotsNameStreets(taken);
    }
  }

  let waiting = 0;
  map.on("moveend resize streetsread", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(makeWay, 30);
  });
  map.whenReady(makeWay);

  // --- controls -----------------------------------------------------------------------------------------
  L.control.scale({ metric: true, imperial: false, maxWidth: 140 }).addTo(map);

  const Whole = L.Control.extend({
    options: { position: "topleft" },
    onAdd: function () {
      const bar = L.DomUtil.create("div", "leaflet-bar whole-map");
      const button = L.DomUtil.create("button", "", bar);
      button.type = "button";
      button.textContent = "Whole map";
      L.DomEvent.disableClickPropagation(bar);
      button.addEventListener("click", () => {
        map.closePopup();
        showWhole();
      });
      return bar;
    },
  });
  map.addControl(new Whole());

  frame.setAttribute("role", "application");
  frame.setAttribute("aria-label", "Map. Arrow keys move it, plus and minus zoom. The table has the same wards.");
})();
