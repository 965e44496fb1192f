// A door's outcome in two taps; one that the server does not have yet is shown as waiting.
import { keep, newId, sendFor } from "./waiting.js";

const form = document.querySelector("form[data-visits]");
const { list, person } = form?.dataset ?? {};

const show = (uprn, text, kind) => {
  const door = document.getElementById(`d${uprn}`);
  if (!door) return;
  const tag = door.querySelector("[data-tag]");
  tag.textContent = text;
  tag.className = `tag ${kind}`;
  door.querySelector("details").open = false;
};
const showRefused = ({ uprn, why }) => {
  // One that was recorded after it stands: the banner tells of this one.
  if (!document.querySelector(`#d${CSS.escape(uprn ?? "")} [data-tag].good`)) show(uprn, `Not kept: ${why}`, "bad");
};
const large = (text) => text.charAt(0).toUpperCase() + text.slice(1);

if (form) {
  const sendAll = sendFor(person, {
    show: (each) => {
      if (each.why) showRefused(each);
      else show(each.uprn, `Waiting: ${each.outcome}`, "warn");
    },
    sent: (each) => each.outcome && show(each.uprn, large(each.outcome), "good"),
  });
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (button?.name !== "visit") return;
    event.preventDefault();
    const [uprn, outcome] = button.value.split("|");
    try {
      await keep({ id: newId(), person, list, uprn, outcome, at: Date.now(), to: form.action });
    } catch (fault) {
      show(uprn, "Not kept: this phone has no room", "bad");
      return;
    }
    document.getElementById(`d${uprn}`).querySelector("summary").focus();
    await sendAll();
  });
  const round = new URLSearchParams(location.search).get("round");
  if (round)
    for (const street of document.querySelectorAll("[data-street]")) {
      for (const door of street.querySelectorAll("[data-in]")) door.hidden = !door.dataset.in.split(" ").includes(round);
      street.hidden = !street.querySelector("[data-in]:not([hidden])");
    }
}
