// Keeps the shell, the day's list and the harm spots, and never a list past its expiry.
"use strict";
const SHELL = "shell-VERSION";
const DAY = "day";
const FILES = ["/static/hotspots/style.css", "/static/hotspots/page.js", "/static/hotspots/waiting.js", "/static/hotspots/lists.js", "/static/hotspots/patrols.js", "/static/hotspots/icon.svg", "/offline"];
const OF_DAY = /^\/(lists|patrols)\/[^/]+\/$/;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((shell) => shell.addAll(FILES)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  const old = async () => {
    for (const name of await caches.keys()) if (name !== SHELL && name !== DAY) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(old());
});

const keptUntil = (answer) => Number(answer.headers.get("X-Kept-Until") ?? 0);
const forgetExpired = async () => {
  const day = await caches.open(DAY);
  for (const key of await day.keys()) {
    const kept = await day.match(key);
    if (!kept || keptUntil(kept) <= Date.now()) await day.delete(key);
  }
  return day;
};
const page = async (request) => {
  const url = new URL(request.url);
  const isOfDay = OF_DAY.test(url.pathname);
  try {
    const answer = await fetch(request);
    // Whoever is sent to sign in has no list any more.
    if (answer.redirected && new URL(answer.url).pathname === "/sign-in") await caches.delete(DAY);
    else if (isOfDay && !url.search && answer.ok && keptUntil(answer) > Date.now())
      await (await forgetExpired()).put(url.pathname, answer.clone());
    else if (isOfDay && !url.search) await (await forgetExpired()).delete(url.pathname);
    return answer;
  } catch (fault) {
    const day = await forgetExpired();
    const kept = isOfDay ? await day.match(url.pathname) : undefined;
    return kept ?? (await caches.match("/offline"));
  }
};
const ofShell = async (request) => {
  const shell = await caches.open(SHELL);
  try {
    const answer = await fetch(request);
    if (answer.ok && FILES.includes(new URL(request.url).pathname)) await shell.put(request, answer.clone());
    return answer;
  } catch (fault) {
    return (await shell.match(request, { ignoreSearch: true })) ?? Response.error();
  }
};
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "POST" && ["/sign-in", "/sign-out"].includes(url.pathname)) {
    event.waitUntil(caches.delete(DAY));
    event.respondWith(fetch(request).catch(() => caches.match("/offline")));
  }
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && request.destination === "document") event.respondWith(page(request));
  else if (url.pathname.startsWith("/static/")) event.respondWith(ofShell(request));
});
