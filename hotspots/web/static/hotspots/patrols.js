// The nearest harm spot, found on this phone from the spots' middles, and a patrol's start and end:
// two taps. The position is asked for when somebody wants it, and goes nowhere.
import { all, forget, keep, newId, sendFor } from "./waiting.js";

const form = document.querySelector("form[data-patrols]");
const EARTH_M = 6371000;
const WINDS = ["north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"];

const radians = (degrees) => (degrees * Math.PI) / 180;
const wayTo = (from, spot) => {
  const [here, there] = [radians(from.latitude), radians(Number(spot.dataset.latitude))];
  const east = radians(Number(spot.dataset.longitude) - from.longitude) * Math.cos((here + there) / 2);
  const north = there - here;
  const turn = (Math.atan2(east, north) / Math.PI) * 4;
  return { spot, metres: EARTH_M * Math.hypot(east, north), wind: WINDS[(Math.round(turn) + 8) % 8] };
};
const far = (metres) => (metres < 1000 ? `${Math.round(metres / 10) * 10} m` : `${(metres / 1000).toFixed(1)} km`);
const called = (spot) => spot.querySelector("b").textContent;

const begin = () => {
  const { person, to } = form.dataset;
  const [running, found, list] = ["running", "found", "spots"].map((name) => form.querySelector(`[data-${name}]`));
  const spots = [...list.children];
  for (const each of form.querySelectorAll("[data-scripted]")) each.hidden = false;

  const say = (id, text, kind) => {
    const told = document.getElementById(id)?.querySelector("[data-told]");
    if (!told) return;
    told.textContent = text;
    told.className = `tag ${kind} told`;
    told.hidden = false;
  };
  const refuse = ({ id, spot_id, why }) => {
    const told = document.getElementById(spot_id)?.querySelector("[data-told]");
    if (!told || told.querySelector(`[value="${id}"]`)) return Boolean(told);
    say(spot_id, `Not kept: ${why}. Record it below, or `, "bad");
    const button = document.createElement("button");
    [button.name, button.value, button.className, button.textContent] = ["drop", id, "link", "forget it"];
    told.append(button);
    return true;
  };
  const drop = async (id) => {
    await forget(id);
    const told = form.querySelector(`[name=drop][value="${id}"]`).closest("[data-told]");
    told.replaceChildren();
    told.hidden = true;
  };
  const showRunning = async () => {
    const now = (await all()).find((each) => each.running && each.person === person);
    running.hidden = !now;
    for (const each of form.querySelectorAll("[name=start]")) each.disabled = Boolean(now);
    if (!now) return;
    const spot = document.getElementById(now.spot_id);
    const since = new Date(now.began).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    running.querySelector("[data-at]").textContent = `You are at ${spot ? called(spot) : now.spot_id}`;
    running.querySelector("[data-since]").textContent = `Since ${since}`;
  };
  const sendAll = sendFor(person, {
    show: (each) => {
      if (!each.spot_id || each.running) return false;
      if (each.why) return refuse(each);
      say(each.spot_id, "Waiting: patrol ended", "warn");
      return true;
    },
    sent: (each) => each.spot_id && say(each.spot_id, `Kept: ${each.activity}, ${Math.round(each.lasted_s / 60)} min`, "good"),
  });

  const start = async (spot) => {
    await keep({ id: newId(), person, to, spot_id: spot, began: Date.now(), running: true });
    await showRunning();
    running.querySelector("[data-at]").focus();
  };
  const end = async (activity) => {
    const now = (await all()).find((each) => each.running && each.person === person);
    if (!now) return showRunning();
    const input = form.querySelector("[data-spoken-to]");
    if (!input.reportValidity()) return;
    const { running: _, began, ...rest } = now;
    const interactions = input.value === "" ? null : Number(input.value);
    const at = Date.now();
    await keep({ ...rest, activity, interactions, at, lasted_s: Math.max(0, at - began) / 1000 });
    input.value = "";
    await showRunning();
    document.getElementById(now.spot_id)?.querySelector("[name=start]").focus();
    await sendAll();
  };
  const undo = async () => {
    for (const each of await all()) if (each.running && each.person === person) await forget(each.id);
    await showRunning();
  };

  const showNearest = ({ coords }) => {
    const ways = spots.map((spot) => wayTo(coords, spot)).sort((a, b) => a.metres - b.metres);
    for (const { spot, metres, wind } of ways) {
      const tag = spot.querySelector("[data-tag]");
      tag.textContent = `${far(metres)} ${wind}`;
      tag.className = spot === ways[0].spot ? "tag good" : "tag";
    }
    list.append(...ways.map((each) => each.spot));
    found.textContent = `The nearest is ${called(ways[0].spot)}: its middle is ${far(ways[0].metres)} ${ways[0].wind} of you, give or take ${far(coords.accuracy)}.`;
  };
  const noPosition = (fault) => {
    found.textContent = fault?.code === 1
      ? "This page may not know your position: allow it in the browser's settings. The spots stand below, by rank."
      : "The phone found no position. The spots stand below, by rank.";
  };
  const find = () => {
    if (!navigator.geolocation) return noPosition();
    found.textContent = "Looking for your position";
    navigator.geolocation.getCurrentPosition(showNearest, noPosition, { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 });
  };

  const acts = { start, end, find, drop, forget: undo };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = event.submitter;
    try {
      await acts[button?.name]?.(button.value);
    } catch (fault) {
      found.textContent = "Not kept: this phone has no room.";
    }
  });
  showRunning();
};
if (form) begin();
