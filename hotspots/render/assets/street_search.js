/* Finding a street by its name among those that the map has: shown, and its places told apart by the
   nearest named place. Names are written as text; none of them passes through here as markup. */
(function () {
  "use strict";

  const search = document.getElementById("find-street");
  if (!search || !window.hotspotsStreets) {
    return;
  }
  const facts = JSON.parse(document.getElementById("map-facts").textContent);
  const map = window[facts.map];
  const field = search.querySelector("input");
  const told = search.querySelector("[role=status]");
  const list = search.querySelector("ul");
  const MOST = 8;
  const SHORT = { ave: "avenue", cl: "close", cres: "crescent", dr: "drive", gdns: "gardens", ln: "lane",
    pl: "place", rd: "road", sq: "square", st: "street", ter: "terrace" };
  let shown = null;

  // As it is compared: without case and signs, and the last word in full.
  function plain(name) {
    const words = name.normalize("NFKD").toLowerCase().replace(/[^a-z0-9 ]/g, "").split(/ +/).filter(Boolean);
    const last = words.length - 1;
    return last > 0 ? [...words.slice(0, last), SHORT[words[last]] || words[last]].join(" ") : words.join(" ");
  }

  function show(street) {
    if (shown) {
      shown.remove();
    }
    map.closePopup();
    shown = L.polyline(street.lines, { color: "#b45309", weight: 7, opacity: 0.6, interactive: false });
    shown.addTo(map);
    map.fitBounds(shown.getBounds(), { padding: [40, 40], maxZoom: 16, animate: false });
    map.getContainer().scrollIntoView({ block: "nearest" });
  }

  function nearestPlace(street) {
    const middle = L.latLngBounds(street.lines.flat()).getCenter();
    let nearest = { metres: Infinity, name: "" };
    map.eachLayer((layer) => {
      const element = layer.getLatLng && layer.getElement ? layer.getElement() : null;
      if (element && element.matches(".place-name")) {
        const metres = map.distance(layer.getLatLng(), middle);
        nearest = metres < nearest.metres ? { metres: metres, name: element.textContent.trim() } : nearest;
      }
    });
    return nearest.name;
  }

  function offer(streets) {
    list.replaceChildren(...streets.slice(0, MOST).map((street) => {
      const line = document.createElement("li");
      const button = document.createElement("button");
      const place = nearestPlace(street);
      button.type = "button";
      button.textContent = place ? street.name + ", near " + place : street.name;
      button.addEventListener("click", () => show(street));
      line.append(button);
      return line;
    }));
  }

  function find() {
    const asked = plain(field.value);
    list.replaceChildren();
    if (!asked) {
      told.textContent = "Write the name of a street, or a road's number.";
      return;
    }
    const rank = (street) => (plain(street.name) === asked ? 0 : plain(street.name).startsWith(asked) ? 1 : 2);
    const exact = window.hotspotsStreets((name) => plain(name) === asked);
    const found = exact.length ? exact : window.hotspotsStreets((name) => plain(name).includes(asked));
    found.sort((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name));
    if (found.length === 1) {
      show(found[0]);
    } else {
      offer(found);
    }
    told.textContent = !found.length
      ? "No street by that name on this map. A district’s own map has all of its streets."
      : found.length === 1
        ? found[0].name + " is shown."
        : found.length > MOST
          ? found.length + " streets; the first " + MOST + " are listed. Write more of the name."
          : found.length + " streets. Choose one.";
  }

  search.querySelector(":scope > div > button").addEventListener("click", find);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      find();
    }
  });
  map.on("streetsread", () => {
    search.hidden = false;
  });
})();
