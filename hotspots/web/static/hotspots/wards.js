// Each slider says its number as it moves; htmx asks for the ranks.
"use strict";
for (const slider of document.querySelectorAll("#weights input[type=range]"))
  slider.addEventListener("input", () => {
    document.querySelector(`output[for="${slider.id}"]`).value = slider.value;
  });
