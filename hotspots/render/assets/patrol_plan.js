/* Today first. The day is that of the duty: until the hours on duty end, after midnight still belongs to
   the day before. Nothing is fetched and nothing is kept. */
(function () {
  "use strict";

  const days = document.getElementById("days");
  const late = Number(days.dataset.late);
  const now = new Date();
  const onDuty = new Date(now.getTime() - late * 60000);
  const two = (number) => String(number).padStart(2, "0");
  const today = `${onDuty.getFullYear()}-${two(onDuty.getMonth() + 1)}-${two(onDuty.getDate())}`;
  const section = document.getElementById(`day-${today}`);
  if (!section) {
    return;
  }
  section.classList.add("is-today");
  section.querySelector(".today").hidden = false;
  days.prepend(section);
})();
