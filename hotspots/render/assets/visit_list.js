/* The homes on the map: numbered signs, their cards, and the way from the table to the map. Every text
   from data is put in as text, never as markup. */
(function () {
  "use strict";

  const told = document.getElementById("map-facts");
  if (!told) {
    return; // the list has expired
  }
  const facts = JSON.parse(told.textContent);
  const map = window[facts.map];
  const frame = map.getContainer();
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const NEAREST_PX = 30;

  // Doors of a terrace stand five metres apart: two levels deeper than a district needs.
  map.setMaxZoom(20);

  function showWhole() {
    map.fitBounds(facts.bounds, { padding: [26, 26], animate: false });
  }
  showWhole();

  function element(tag, className, text) {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = text;
    return made;
  }

  // --- the ground: other homes, and the order of walking --------------------------------------------
  const canvas = L.canvas({ padding: 0.3 });
  facts.others.forEach((at) => {
    L.circleMarker(at, {
      renderer: canvas, radius: 2.5, stroke: false, fillColor: "#7b8794", fillOpacity: 0.8,
      interactive: false,
    }).addTo(map);
  });
  if (facts.walk.length > 1) {
    L.polyline(facts.walk, {
      color: "#14213d", weight: 1.5, opacity: 0.6, dashArray: "4 5", interactive: false,
    }).addTo(map);
  }

  function named(at, text) {
    const icon = L.divIcon({
      html: element("span", "", text), iconSize: [0, 0], className: "map-name place-name",
    });
    return L.marker(at, { icon: icon, interactive: false, keyboard: false, pane: "names" }).addTo(map);
  }
  const names = facts.streets.map(([latitude, longitude, text]) => named([latitude, longitude], text));

  // --- signs -------------------------------------------------------------------------------------------
  const markerOf = new Map();

  function face(sign) {
    const whole = document.createElement("div");
    const overdue = sign.overdue ? " is-overdue" : "";
    const badge = element("span", "badge tier-" + sign.tier + overdue, sign.label);
    const more = element("span", "more", "");
    badge.setAttribute("aria-hidden", "true");
    more.setAttribute("aria-hidden", "true");
    const said = "Home " + sign.label + ": " + sign.name + (sign.overdue ? ", overdue" : "");
    whole.append(badge, more, element("span", "unseen", said));
    return whole;
  }

  // Where homes share a door only one of their cards is shown, for one of them may be the burgled one.
  function chosenOf(marker) {
    return marker.sign.numbers.length === 1 ? marker.sign.numbers[0] : marker.chosen;
  }

  function contentOf(marker) {
    const number = chosenOf(marker);
    if (number) {
      return document.getElementById("home-card-" + number).content.firstElementChild.cloneNode(true);
    }
    const whole = element("article", "spot-card chooser", "");
    whole.tabIndex = -1;
    const title = element("h2", "", marker.sign.name);
    const choices = element("p", "choices", "");
    marker.sign.numbers.forEach((each) => {
      const button = element("button", "", "No. " + each);
      button.type = "button";
      button.addEventListener("click", (event) => {
        event.stopPropagation(); // the map would take it for a click beside the popup
        choose(marker, each);
      });
      choices.append(button);
    });
    whole.append(title, choices);
    return whole;
  }

  function choose(marker, number) {
    markRows(marker, false);
    marker.chosen = number;
    marker.getPopup().update();
    opened(marker);
  }

  const markers = facts.signs.map((sign, place) => {
    const marker = L.marker(sign.at, {
      icon: L.divIcon({
        html: face(sign), iconSize: [28, 28], iconAnchor: [14, 14], className: "home-sign",
      }),
      riseOnHover: true,
      zIndexOffset: -place,
    });
    marker.sign = sign;
    marker.chosen = null;
    marker.bindPopup(() => contentOf(marker), { offset: [0, -9] });
    marker.addTo(map);
    sign.numbers.forEach((number) => markerOf.set(number, marker));
    return marker;
  });

  // --- cards -------------------------------------------------------------------------------------------
  function fitPopups() {
    const room = map.getSize();
    markers.forEach((marker) => {
      const options = marker.getPopup().options;
      options.maxWidth = Math.min(380, room.x - 56);
      options.minWidth = Math.min(280, options.maxWidth);
      options.maxHeight = Math.max(180, room.y - 90);
      options.autoPanPaddingTopLeft = room.x < 850 ? [8, 8] : [140, 12];
    });
  }
  fitPopups();
  map.on("resize", fitPopups);

  function markRows(marker, open) {
    const number = chosenOf(marker);
    if (number) {
      document.querySelector("tr[data-home='" + number + "']").classList.toggle("is-open", open);
    }
    marker.getElement().classList.toggle("is-open", open);
    frame.classList.toggle("has-card", open);
  }

  let opener = null;

  function opened(marker) {
    markRows(marker, true);
    const content = marker.getPopup().getElement().querySelector(".leaflet-popup-content");
    if (content.scrollHeight > content.clientHeight) {
      content.tabIndex = 0;
      content.setAttribute("role", "region");
      content.setAttribute("aria-label", "Home " + marker.sign.label);
    }
    content.querySelector(".spot-card").focus({ preventScroll: true });
  }

  map.on("popupopen", (event) => {
    opener = document.activeElement;
    opened(event.popup._source);
  });

  map.on("popupclose", (event) => {
    const marker = event.popup._source;
    markRows(marker, false);
    marker.chosen = null;
    const inside = event.popup.getElement().contains(document.activeElement);
    const home = opener && opener.isConnected ? opener : marker.getElement();
    if (inside && home) {
      home.focus({ preventScroll: true });
    }
  });

  frame.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      map.closePopup();
    } else if (event.key === " " && event.target.classList.contains("home-sign")) {
      event.preventDefault();
      event.target.click();
    }
  });

  // --- from the table to the map -----------------------------------------------------------------------
  function show(number) {
    const marker = markerOf.get(number);
    frame.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
    map.closePopup();
    map.setView(marker.getLatLng(), Math.max(map.getZoom(), 19), { animate: false });
    marker.chosen = number;
    marker.openPopup();
  }

  document.querySelectorAll("button[data-home]").forEach((button) => {
    button.addEventListener("click", () => show(Number(button.dataset.home)));
  });

  // --- controls ----------------------------------------------------------------------------------------
  L.control.scale({ metric: true, imperial: false, maxWidth: 140 }).addTo(map);

  const Whole = L.Control.extend({
    options: { position: "topleft" },
    onAdd: function () {
      const bar = L.DomUtil.create("div", "leaflet-bar whole-map");
      const button = L.DomUtil.create("button", "", bar);
      button.type = "button";
      button.textContent = "All homes";
      L.DomEvent.disableClickPropagation(bar);
      button.addEventListener("click", () => {
        map.closePopup();
        showWhole();
      });
      return bar;
    },
  });
  map.addControl(new Whole());

  // --- signs and names that give way to one another ----------------------------------------------------
  function foldSigns() {
    const shown = [];
    markers.forEach((marker) => {
      const icon = marker.getElement();
      const at = map.latLngToLayerPoint(marker.getLatLng());
      const host = shown.find((other) => other.at.distanceTo(at) < NEAREST_PX);
      icon.classList.toggle("is-folded", Boolean(host));
      if (host) {
        host.more += marker.sign.numbers.length;
      } else {
        shown.push({ at: at, icon: icon, more: 0 });
      }
    });
    shown.forEach((each) => {
      each.icon.querySelector(".more").textContent = each.more ? "+" + each.more : "";
    });
    return shown.flatMap((each) => [...each.icon.querySelectorAll(".badge, .more:not(:empty)")]);
  }

  function overlaps(box, others) {
    return others.some(
      (other) =>
        box.left < other.right + 2 && box.right > other.left - 2 &&
        box.top < other.bottom + 1 && box.bottom > other.top - 1
    );
  }

  // Where a street's name may stand, in pixels from the middle of its homes.
  const ASIDE = [[0, 0]];
  [30, 48, 66].forEach((far) => {
    ASIDE.push([0, far], [0, -far], [1.8 * far, 0], [-1.8 * far, 0], [far, far], [-far, far]);
  });

  function isCut(box, room) {
    return box.right > room.left && box.left < room.right &&
      (box.left < room.left || box.right > room.right);
  }

  function placeName(name, taken, room, choices) {
    const text = name.firstElementChild;
    text.style.transform = "";
    const home = text.getBoundingClientRect();
    const free = ASIDE.slice(0, choices).find(([right, down]) => {
      const box = new DOMRect(home.x + right, home.y + down, home.width, home.height);
      return isCut(box, room) || overlaps(box, taken) ? false : taken.push(box);
    });
    if (free) {
      text.style.transform = `translate(calc(-50% + ${free[0]}px), calc(-50% + ${free[1]}px))`;
    }
    name.classList.toggle("is-hidden", !free);
  }

  function makeWay() {
    const taken = foldSigns().map((part) => part.getBoundingClientRect());
    const room = frame.getBoundingClientRect();
    document.querySelectorAll(".map .leaflet-control").forEach((control) => {
      taken.push(control.getBoundingClientRect());
    });
    names.forEach((name) => placeName(name.getElement(), taken, room, ASIDE.length));
    frame.querySelectorAll(".ward-name").forEach((name) => placeName(name, taken, room, 1));
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

  frame.setAttribute("role", "application");
  frame.setAttribute("aria-label", "Map. Arrow keys move it, plus and minus zoom, Tab goes to the homes.");
})();
