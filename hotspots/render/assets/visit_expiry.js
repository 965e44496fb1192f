/* A list that has expired shows nothing: its homes are taken out of the page, now or when their time
   comes while it is open. It stands before the map's own script, which then finds nothing to draw. */
(function () {
  "use strict";

  const facts = JSON.parse(document.getElementById("map-facts").textContent);
  const EVERY_MS = 60000;

  function element(tag, text) {
    const made = document.createElement(tag);
    made.textContent = text;
    return made;
  }

  function look() {
    if (new Date() < new Date(facts.expires)) {
      return;
    }
    clearInterval(timer);
    document.removeEventListener("visibilitychange", look);
    const main = document.createElement("main");
    main.append(element("h1", "This list has expired"), element("p", facts.expired));
    const [top, bottom] = document.querySelectorAll(".strip");
    document.body.replaceChildren(top, main, bottom);
  }

  const timer = setInterval(look, EVERY_MS);
  document.addEventListener("visibilitychange", look);
  look();
})();
