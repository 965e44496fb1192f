// What was recorded on this phone, kept until the server has it: by an id of its own, never twice.
// An item holds what the server is told, and beside it: person, to, at (when), running, and when it
// was refused: why, refused (when).
"use strict";
const LONGEST_REFUSED = 7 * 24 * 3600 * 1000;
const opened = new Promise((done, failed) => {
  const asked = indexedDB.open("hotspots", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("visits", { keyPath: "id" });
  asked.onsuccess = () => done(asked.result);
  asked.onerror = () => failed(asked.error);
});
const store = async (mode, act) => {
  const items = (await opened).transaction("visits", mode, { durability: "strict" }).objectStore("visits");
  const asked = act(items);
  return new Promise((done, failed) => {
    items.transaction.oncomplete = () => done(asked.result);
    items.transaction.onerror = items.transaction.onabort = () => failed(items.transaction.error);
  });
};
export const all = () => store("readonly", (items) => items.getAll());
export const keep = (item) => store("readwrite", (items) => items.put(item));
export const forget = (id) => store("readwrite", (items) => items.delete(id));
export const newId = () =>
  crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (figure) =>
    (figure ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (figure / 4)))).toString(16));

const csrf = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
const sendOne = async (item, sent) => {
  const { person, to, at, ...told } = item;
  const answer = await fetch(to, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf() },
    body: JSON.stringify({ ...told, ago_s: Math.max(0, (Date.now() - at) / 1000) }),
  });
  if (answer.status === 200) {
    await forget(item.id);
    sent(item);
  } else if (answer.status === 422) await keep({ ...item, why: (await answer.json()).answer, refused: Date.now() });
  else throw new Error(`answered ${answer.status}`);
};
const when = (at) => new Date(at).toLocaleString("en-GB", { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const inWords = (item) => `${item.spot_id ? `The patrol of ${item.spot_id}` : "The visit"} of ${when(item.at)} was not kept: ${item.why}`;
// What was refused is told until its person forgets it, and stays here for a week at most.
const toForget = (refused) => {
  const button = document.createElement("button");
  [button.type, button.className, button.textContent] = ["button", "link", refused.length === 1 ? "Forget it" : "Forget them"];
  button.addEventListener("click", async () => {
    for (const each of refused) await forget(each.id);
    location.reload();
  });
  return button;
};
const tell = async (person, show) => {
  const items = [];
  for (const each of await all())
    if (each.why && Date.now() - (each.refused ?? each.at) > LONGEST_REFUSED) await forget(each.id);
    else items.push(each);
  const own = items.filter((each) => each.person === person);
  const refused = own.filter((each) => !show(each) && each.why);
  const waits = (each) => !each.why && !each.running;
  const ready = own.filter(waits).length;
  const others = items.filter((each) => each.person !== person && waits(each)).length;
  const said = refused.map(inWords);
  if (ready) said.push(`${ready} ${ready === 1 ? "visit waits" : "visits wait"} on this phone, and ${ready === 1 ? "is" : "are"} sent when there is a signal.`);
  if (others) said.push(`${others} of another person ${others === 1 ? "waits" : "wait"} until they sign in here.`);
  const banner = document.querySelector("[data-waiting]");
  if (banner.dataset.said === said.join(" ")) return;
  banner.dataset.said = said.join(" ");
  banner.replaceChildren(banner.dataset.said, ...(refused.length ? [" ", toForget(refused)] : []));
  banner.hidden = !said.length;
};
// Send what waits of a person now, on return, when the phone is online again, and every half minute.
// show(item) shows one that is kept here, and says whether it can be forgotten where it is shown; sent(item) shows
// one that the server has. Gives a function that sends at once.
export const sendFor = (person, { show, sent }) => {
  const send = async () => {
    for (const item of await all())
      if (item.person === person && !item.why && !item.running) await sendOne(item, sent);
  };
  const sendAll = async () => {
    await tell(person, show);
    try {
      // One tab at a time sends.
      await (navigator.locks ? navigator.locks.request("hotspots-visits", send) : send());
    } catch (fault) {
      // No signal, or the session has ended: it stays, and is tried again.
    }
    await tell(person, show);
  };
  addEventListener("online", sendAll);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && sendAll());
  setInterval(sendAll, 30000);
  sendAll();
  return sendAll;
};
