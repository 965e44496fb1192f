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

  // At once, not by an animation: one that is under way would undo a spot chosen meanwhile.
  function showWhole() {
    map.fitBounds(facts.bounds, { padding: [18, 18], animate: false });
  }
  showWhole();

  // --- cards ------------------------------------------------------------------------------------
  window.hotspotsCard = function (number) {
    return document.getElementById("spot-card-" + number).content.firstElementChild.cloneNode(true);
  };

  // A popup is never larger than the map that it stands in, on any screen.
  function fitPopups() {
    const room = map.getSize();
    markers.forEach((marker) => {
      const options = marker.getPopup().options;
      options.maxWidth = Math.min(400, room.x - 56);
      options.minWidth = Math.min(300, options.maxWidth);
      options.maxHeight = Math.max(180, room.y - 90);
      options.autoPanPaddingTopLeft = room.x < 850 ? [8, 8] : [140, 12];
    });
  }
  fitPopups();
  map.on("resize", fitPopups);

  function numberOf(layer) {
    return markers.indexOf(layer) + 1;
  }

  function markRow(number, open) {
    document.querySelectorAll("tr[data-spot='" + number + "']").forEach((row) => {
      row.classList.toggle("is-open", open);
    });
  }

  let opener = null;

  map.on("popupopen", (event) => {
    const number = numberOf(event.popup._source);
    markRow(number, true);
    frame.classList.add("has-card");
    const content = event.popup.getElement().querySelector(".leaflet-popup-content");
    if (content.scrollHeight > content.clientHeight) {
      content.tabIndex = 0;
      content.setAttribute("role", "region");
      content.setAttribute("aria-label", "Harm spot " + number);
    }
    const card = content.querySelector(".spot-card");
    if (card) {
      opener = document.activeElement;
      card.focus({ preventScroll: true });
    }
  });

  map.on("popupclose", (event) => {
    markRow(numberOf(event.popup._source), false);
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
    const marker = markers[number - 1];
    if (!map.hasLayer(group)) {
      map.addLayer(group);
    }
    frame.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
    map.closePopup();
    let bounds = marker.getLatLng().toBounds(200);
    outlines.eachLayer((layer) => {
      if (layer.feature.id === number - 1) {
        bounds = layer.getBounds();
      }
    });
    map.fitBounds(bounds, { maxZoom: 15, animate: false });
    marker.openPopup();
  }

  document.querySelectorAll("button[data-spot]").forEach((button) => {
    button.addEventListener("click", () => show(Number(button.dataset.spot)));
  });

  // --- legend of the surface that is shown ---------------------------------------------------------
  function showLegend(layer) {
    document.querySelectorAll("[data-surface]").forEach((block) => {
      block.hidden = window[facts.surfaces[Number(block.dataset.surface)]] !== layer;
    });
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
    document.querySelectorAll(".map .leaflet-control").forEach((control) => {
      taken.push(control.getBoundingClientRect());
    });
    const zoom = map.getZoom();
    const room = frame.getBoundingClientRect();
    // From afar the districts are what a reader looks for, and few places are enough.
    const far = zoom < 10.5;
    const kinds = [
      [".district-name", zoom < 13, { lines: 1, choices: 5 }],
      [".place-name", true, far ? { lines: 3, choices: 5 } : { lines: 1, choices: ASIDE.length }],
      [".ward-name", zoom >= 12, { lines: 1, choices: 1 }],
    ];
    kinds.forEach(([kind, wanted, apart]) => {
      frame.querySelectorAll(kind).forEach((name) => {
        const shown = wanted && placeName(name, taken, apart, room);
        name.classList.toggle("is-hidden", !shown);
      });
    });
  }

  let waiting = 0;
  function makeWaySoon() {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(makeWay, 30);
  }
  map.on("moveend overlayadd overlayremove resize", makeWaySoon);
  map.whenReady(makeWay);

  frame.setAttribute("role", "application");
  frame.setAttribute("aria-label", "Map. Arrow keys move it, plus and minus zoom, Tab goes to the harm spots.");
})();
