// A door's outcome, kept on the phone until the server has it: by an id of its own, never twice.
"use strict";
(() => {
  const form = document.querySelector("form[data-visits]");
  if (!form || !("indexedDB" in window)) return;
  const banner = document.querySelector("[data-waiting]");
  const { list, person } = form.dataset;
  const opened = new Promise((done, failed) => {
    const asked = indexedDB.open("hotspots", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("visits", { keyPath: "id" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  const store = async (mode, act) => {
    const visits = (await opened).transaction("visits", mode, { durability: "strict" }).objectStore("visits");
    const asked = act(visits);
    return new Promise((done, failed) => {
      visits.transaction.oncomplete = () => done(asked.result);
      visits.transaction.onerror = visits.transaction.onabort = () => failed(visits.transaction.error);
    });
  };
  const waiting = () => store("readonly", (visits) => visits.getAll());

  const show = (uprn, text, kind) => {
    const door = document.getElementById(`d${uprn}`);
    if (!door) return;
    const tag = door.querySelector("[data-tag]");
    tag.textContent = text;
    tag.className = `tag ${kind}`;
    door.querySelector("details").open = false;
  };
  const large = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  const tell = async () => {
    const all = await waiting();
    for (const each of all.filter((one) => one.person === person))
      show(each.uprn, each.why ? `Not kept: ${each.why}` : `Waiting: ${each.outcome}`, each.why ? "bad" : "warn");
    const own = all.filter((each) => each.person === person && !each.why).length;
    const others = all.filter((each) => each.person !== person).length;
    const said = [];
    if (own) said.push(`${own} ${own === 1 ? "visit waits" : "visits wait"} on this phone, and ${own === 1 ? "is" : "are"} sent when there is a signal.`);
    if (others) said.push(`${others} of another person wait until they sign in here.`);
    banner.textContent = said.join(" ");
    banner.hidden = !said.length;
  };
  const csrf = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
  const sendOne = async (visit) => {
    const answer = await fetch(visit.to, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf() },
      body: JSON.stringify({ id: visit.id, list: visit.list, uprn: visit.uprn, outcome: visit.outcome,
        ago_s: Math.max(0, (Date.now() - visit.at) / 1000) }),
    });
    if (answer.status === 200) {
      await store("readwrite", (visits) => visits.delete(visit.id));
      show(visit.uprn, large(visit.outcome), "good");
    } else if (answer.status === 422) {
      const why = (await answer.json()).answer;
      await store("readwrite", (visits) => visits.put({ ...visit, why }));
    } else throw new Error(`answered ${answer.status}`);
  };
  const send = async () => {
    for (const visit of await waiting())
      if (visit.person === person && !visit.why) await sendOne(visit);
  };
  // One tab at a time sends.
  const sendAll = async () => {
    try {
      await (navigator.locks ? navigator.locks.request("hotspots-visits", send) : send());
    } catch (fault) {
      // No signal, or the session has ended: it stays, and is tried again.
    }
    await tell();
  };
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (button?.name !== "visit") return;
    event.preventDefault();
    const [uprn, outcome] = button.value.split("|");
    const id = crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (figure) =>
      (figure ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (figure / 4)))).toString(16));
    const visit = { id, person, list, uprn, outcome, at: Date.now(), to: form.action };
    try {
      await store("readwrite", (visits) => visits.put(visit));
    } catch (fault) {
      show(uprn, "Not kept: this phone has no room", "bad");
      return;
    }
    document.getElementById(`d${uprn}`).querySelector("summary").focus();
    await tell();
    await sendAll();
  });
  const round = new URLSearchParams(location.search).get("round");
  if (round)
    for (const street of document.querySelectorAll("[data-street]")) {
      for (const door of street.querySelectorAll("[data-in]")) door.hidden = !door.dataset.in.split(" ").includes(round);
      street.hidden = !street.querySelector("[data-in]:not([hidden])");
    }
  addEventListener("online", sendAll);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && sendAll());
  setInterval(sendAll, 30000);
  tell().then(sendAll);
})();
