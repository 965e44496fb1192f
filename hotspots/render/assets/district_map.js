/* What folium does not do: cards, keys, the way from the table to the map, and names that give way.
   No text from data is in here or passes through here as markup. */
(function () {
  "use strict";

  const facts = JSON.parse(document.getElementById("map-facts").textContent);
  const map = window[facts.map];
  const markers = facts.spotMarkers.map((name) => window[name]);
  const group = facts.spotGroup ? window[facts.spotGroup] : null;
  const outlines = facts.spotOutlines ? window[facts.spotOutlines] : null;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const frame = map.getContainer();

  // The spot that a reader was brought to: "+" keeps it where it is as long as it is in sight.
  let chosen = 0;

  // At once, not by an animation: one that is under way would undo a spot chosen meanwhile.
  function showWhole() {
    chosen = 0;
    map.fitBounds(facts.bounds, { padding: [18, 18], animate: false });
  }
  showWhole();

  // --- cards ------------------------------------------------------------------------------------
  window.hotspotsCard = function (number) {
    return document.getElementById("spot-card-" + number).content.firstElementChild.cloneNode(true);
  };

  // Where there is room, a card stands at the left of its outline; else above it.
  const BESIDE_PX = 800;
  const LEAST_OUTLINE_PX = 170;
  const CONTROLS_PX = 122;

  function isBeside() {
    return map.getSize().x >= BESIDE_PX;
  }

  // A popup is never larger than the map that it stands in, on any screen.
  function fitPopups() {
    const room = map.getSize();
    frame.classList.toggle("card-beside", isBeside());
    markers.forEach((marker) => {
      const options = marker.getPopup().options;
      options.autoPan = false;
      options.maxWidth = Math.min(400, room.x - 56);
      options.minWidth = Math.min(isBeside() ? options.maxWidth : 300, options.maxWidth);
      options.maxHeight = Math.max(150, room.y - (isBeside() ? 56 : LEAST_OUTLINE_PX + 60));
    });
  }
  fitPopups();
  map.on("resize", fitPopups);

  function outlineOf(number) {
    let found = null;
    outlines.eachLayer((layer) => {
      found = layer.feature.id === number - 1 ? layer : found;
    });
    return found;
  }

  // Beside the outline in the middle of the map's height, but never over the controls; or above it.
  function placeCard(popup, number) {
    const card = popup.getElement();
    const room = map.getSize();
    const from = map.latLngToContainerPoint(markers[number - 1].getLatLng());
    let left = Math.max(4, Math.min(from.x - card.offsetWidth / 2, room.x - card.offsetWidth - 4));
    let down = -9;
    if (isBeside()) {
      const west = map.latLngToContainerPoint(outlineOf(number).getBounds().getNorthWest()).x;
      left = Math.max(CONTROLS_PX, west - 26 - card.offsetWidth);
      down = (room.y + card.offsetHeight) / 2 - from.y;
    }
    popup.options.offset = [left + card.offsetWidth / 2 - from.x, down];
    // Not update(), which would put the card in anew, with "More" shut.
    popup._updateLayout();
    popup._updatePosition();
  }

  function bringTo(popup, number) {
    const card = popup.getElement();
    const beside = isBeside();
    chosen = number;
    map.fitBounds(outlineOf(number).getBounds(), {
      paddingTopLeft: beside ? [CONTROLS_PX + card.offsetWidth + 40, 40] : [24, card.offsetHeight + 20],
      // The list of layers stands at the bottom right.
      paddingBottomRight: beside ? [40, 260] : [24, 22],
      maxZoom: 16,
      animate: false,
    });
    placeCard(popup, number);
  }

  const plainSetZoom = map.setZoom;
  map.setZoom = function (zoom, options) {
    const middle = chosen ? outlineOf(chosen).getBounds().getCenter() : null;
    if (middle && map.getBounds().contains(middle)) {
      const within = Math.max(map.getMinZoom(), Math.min(map.getMaxZoom(), zoom));
      return map.setZoomAround(middle, within, options);
    }
    return plainSetZoom.call(map, zoom, options);
  };

  function numberOf(layer) {
    return markers.indexOf(layer) + 1;
  }

  function markRow(number, open) {
    document.querySelectorAll("tr[data-spot='" + number + "']").forEach((row) => {
      row.classList.toggle("is-open", open);
    });
  }

  function letScroll(content, number) {
    if (content.scrollHeight > content.clientHeight) {
      content.tabIndex = 0;
      content.setAttribute("role", "region");
      content.setAttribute("aria-label", "Harm spot " + number);
    }
  }

  let opener = null;
  let open = null;

  map.on("zoomend resize", () => {
    if (open) {
      placeCard(open, numberOf(open._source));
    }
  });

  map.on("popupopen", (event) => {
    const number = numberOf(event.popup._source);
    markRow(number, true);
    frame.classList.add("has-card");
    outlineOf(number).setStyle({ weight: 3.5 });
    bringTo(event.popup, number);
    open = event.popup;
    const content = event.popup.getElement().querySelector(".leaflet-popup-content");
    letScroll(content, number);
    const card = content.querySelector(".spot-card");
    if (card) {
      opener = document.activeElement;
      card.focus({ preventScroll: true });
      card.querySelector("details").addEventListener("toggle", () => {
        placeCard(event.popup, number);
        letScroll(content, number);
      });
    }
  });

  map.on("popupclose", (event) => {
    const number = numberOf(event.popup._source);
    open = null;
    markRow(number, false);
    outlines.resetStyle(outlineOf(number));
    frame.classList.remove("has-card");
    const inside = event.popup.getElement().contains(document.activeElement);
    const home = opener && opener.isConnected ? opener : event.popup._source.getElement();
    if (inside && home) {
      home.focus({ preventScroll: true });
    }
  });

  if (outlines) {
    outlines.eachLayer((layer) => {
      layer.on("click", (event) => {
        L.DomEvent.stopPropagation(event);
        markers[layer.feature.id].openPopup();
      });
    });
  }

  frame.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      map.closePopup();
    } else if (event.key === " " && event.target.classList.contains("rank-marker")) {
      event.preventDefault();
      event.target.click();
    }
  });

  // --- from the table to the map -----------------------------------------------------------------
  function show(number) {
    if (!map.hasLayer(group)) {
      map.addLayer(group);
    }
    frame.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
    map.closePopup();
    markers[number - 1].openPopup();
  }

  document.querySelectorAll("button[data-spot]").forEach((button) => {
    button.addEventListener("click", () => show(Number(button.dataset.spot)));
  });

  // --- legend of the surface that is shown ---------------------------------------------------------
  function showLegend(layer) {
    document.querySelectorAll("[data-surface]").forEach((block) => {
      block.hidden = window[facts.surfaces[Number(block.dataset.surface)]] !== layer;
    });
    const shown = document.querySelector("[data-surface]:not([hidden])");
    document.querySelector(".no-density").hidden = Boolean(shown);
  }
  map.on("baselayerchange", (event) => showLegend(event.layer));
  if (facts.surfaces.length) {
    showLegend(window[facts.surfaces[0]]);
  }

  // --- controls --------------------------------------------------------------------------------------
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

  // --- names and numbers that give way to one another -------------------------------------------------
  const NEAREST_PX = 28;

  function foldNumbers() {
    const shown = [];
    markers.forEach((marker) => {
      const icon = marker.getElement();
      if (!icon) {
        return;
      }
      const at = map.latLngToLayerPoint(marker.getLatLng());
      const host = shown.find((other) => other.at.distanceTo(at) < NEAREST_PX);
      icon.classList.toggle("is-folded", Boolean(host));
      if (host) {
        host.more += 1;
      } else {
        shown.push({ at: at, icon: icon, more: 0 });
      }
    });
    shown.forEach((each) => {
      each.icon.querySelector(".more").textContent = each.more ? "+" + each.more : "";
    });
    return shown.map((each) => each.icon);
  }

  function overlaps(box, others, apart) {
    return others.some(
      (other) =>
        box.left < other.right + 3 * apart &&
        box.right > other.left - 3 * apart &&
        box.top < other.bottom + apart &&
        box.bottom > other.top - apart
    );
  }

  // Where a name may stand, in pixels from its place: there, or a little off it.
  const ASIDE = [[0, 0]];
  [24, 42].forEach((far) => ASIDE.push([0, far], [0, -far], [1.8 * far, 0], [-1.8 * far, 0]));

  function placeName(name, taken, apart, room) {
    const text = name.firstElementChild;
    text.style.transform = "";
    const home = text.getBoundingClientRect();
    const free = ASIDE.slice(0, apart.choices).find(([right, down]) => {
      const box = new DOMRect(home.x + right, home.y + down, home.width, home.height);
      return isCut(box, room) || overlaps(box, taken, apart.lines) ? false : taken.push(box);
    });
    if (free) {
      text.style.transform = `translate(calc(-50% + ${free[0]}px), calc(-50% + ${free[1]}px))`;
    }
    return Boolean(free);
  }

  function isCut(box, room) {
    return box.right > room.left && box.left < room.right &&
      (box.left < room.left || box.right > room.right);
  }

  function makeWay() {
    const taken = foldNumbers().map((icon) => icon.getBoundingClientRect());
    const above = ".map .leaflet-control, .map .leaflet-popup-content-wrapper";
    document.querySelectorAll(above).forEach((each) => {
      taken.push(each.getBoundingClientRect());
    });
    const zoom = map.getZoom();
    const room = frame.getBoundingClientRect();
    // From afar the districts are what a reader looks for, and few places are enough.
    const far = zoom < 10.5;
    const kinds = [
      [".district-name", zoom < 13, { lines: 1, choices: 5 }],
      // A town's name means nothing where streets have theirs.
      [".place-name", zoom < 15.5 || !window.hotspotsNameStreets, far ? { lines: 3, choices: 5 } : { lines: 1, choices: ASIDE.length }],
      [".station-name", zoom >= 12.5, { lines: 1, choices: ASIDE.length }],
      [".ward-name", zoom >= 12, { lines: 1, choices: 1 }],
    ];
    kinds.forEach(([kind, wanted, apart]) => {
      frame.querySelectorAll(kind).forEach((name) => {
        const shown = wanted && placeName(name, taken, apart, room);
        name.classList.toggle("is-hidden", !shown);
      });
    });
    if (window.hotspotsNameStreets) {
      window.hotspotsNameStreets(taken);
    }
  }

  let waiting = 0;
  function makeWaySoon() {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(makeWay, 30);
  }
  map.on("moveend overlayadd overlayremove popupclose resize streetsread spotsnarrowed", makeWaySoon);
  map.whenReady(makeWay);

  // --- on paper ---------------------------------------------------------------------------------------
  // A page is narrower than most screens: the map takes its size first, and shows what it showed.
  let onScreen = null;
  window.addEventListener("beforeprint", () => {
    onScreen = { middle: map.getCenter(), zoom: map.getZoom() };
    const seen = chosen ? map.getBounds() : L.latLngBounds(facts.bounds);
    frame.parentElement.classList.add("is-on-paper");
    map.invalidateSize({ animate: false, pan: false });
    map.fitBounds(seen, { padding: chosen ? [0, 0] : [18, 18], animate: false });
    makeWay();
  });
  window.addEventListener("afterprint", () => {
    frame.parentElement.classList.remove("is-on-paper");
    map.invalidateSize({ animate: false, pan: false });
    map.setView(onScreen.middle, onScreen.zoom, { animate: false });
  });

  frame.setAttribute("role", "application");
  frame.setAttribute("aria-label", "Map. Arrow keys move it, plus and minus zoom, Tab goes to the harm spots.");
})();
