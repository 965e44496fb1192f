/* Narrowing the harm spots to hours of the week and to a type of offence: in the table and on the map. */
(function () {
  "use strict";

  const filters = document.getElementById("narrow");
  if (!filters) {
    return;
  }
  const facts = JSON.parse(document.getElementById("map-facts").textContent);
  const map = window[facts.map];
  const group = window[facts.spotGroup];
  const outlines = window[facts.spotOutlines];
  const choices = [...filters.querySelectorAll("select")];
  const told = filters.querySelector("[role=status]");
  const rows = [...document.querySelectorAll("tr[data-spot]")];

  function meets(row) {
    return choices.every((choice) => !choice.value || row.dataset[choice.name].split(" ").includes(choice.value));
  }

  function narrow() {
    let shown = 0;
    rows.forEach((row) => {
      const number = Number(row.dataset.spot);
      const wanted = meets(row);
      shown += wanted;
      row.hidden = !wanted;
      const marker = window[facts.spotMarkers[number - 1]];
      if (group.hasLayer(marker) !== wanted) {
        group[wanted ? "addLayer" : "removeLayer"](marker);
      }
      outlines.eachLayer((layer) => {
        if (layer.feature.id === number - 1 && layer.getElement()) {
          layer.getElement().style.display = wanted ? "" : "none";
        }
      });
    });
    told.textContent = choices.some((choice) => choice.value) ? shown + " of " + rows.length + " harm spots." : "";
    map.fire("spotsnarrowed");
  }

  choices.forEach((choice) => choice.addEventListener("change", () => {
    map.closePopup();
    narrow();
  }));
  // An outline that is drawn anew, when its layer is put back, has forgotten.
  map.on("overlayadd", narrow);
  filters.hidden = false;
})();
