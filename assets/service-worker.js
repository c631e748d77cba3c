// Makes Clientele work offline and changes builds only when asked.
//
// One cache holds one build, whole: every file is fetched with its digest, so a host that is in
// the middle of a deployment cannot hand us half of the next build. A new build installs beside
// the running one and waits until a page says "skipWaiting" (src/platform/service_worker.rs).
//
// Must never answer a request from another build's cache, nor touch what it does not list.

// `cargo xtask seal` puts the build here: { id, files: { "path": "sha256-…" } }. Without files
// (while developing) this worker serves nothing and forgets what it kept.
const BUILD = { id: "unsealed", files: {} };

// Several copies may live under paths of one host, and share its caches.
const scope = self.registration.scope;
const prefix = `clientele ${scope} `;
const cacheName = prefix + BUILD.id;
const sealed = Object.keys(BUILD.files).length > 0;

self.addEventListener("install", (event) => {
  event.waitUntil(sealed ? keepBuild() : self.skipWaiting());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOtherBuilds());
});

self.addEventListener("message", (event) => {
  if (event.data === "skipWaiting") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const path = listedPath(event.request);
  if (path !== undefined) event.respondWith(fromBuild(path, event.request));
});

async function keepBuild() {
  const cache = await caches.open(cacheName);
  await Promise.all(
    Object.entries(BUILD.files).map(async ([path, integrity]) => {
      const url = new URL(path, scope).href;
      if (await cache.match(url)) return;
      const response = await fetch(url, { integrity, cache: "no-cache" });
      if (!response.ok) throw new Error(`${url}: ${response.status}`);
      await cache.put(url, response);
    }),
  );
}

async function forgetOtherBuilds() {
  const names = await caches.keys();
  const others = names.filter((name) => name.startsWith(prefix) && (name !== cacheName || !sealed));
  await Promise.all(others.map((name) => caches.delete(name)));
}

// The page itself is listed as "./"; a host may offer it as "index.html" too.
function listedPath(request) {
  if (request.method !== "GET" || !request.url.startsWith(scope)) return undefined;
  const name = request.url.slice(scope.length).replace(/[?#].*$/, "");
  const path = name === "" || name === "index.html" ? "./" : name;
  return Object.hasOwn(BUILD.files, path) ? path : undefined;
}

async function fromBuild(path, request) {
  const cache = await caches.open(cacheName);
  return (await cache.match(new URL(path, scope).href)) ?? fetch(request);
}
