// Answers for the network with what this build has kept. `cargo xtask dist` writes the build's files and their hash
// into it, so another build is another worker; that one waits until the page asks it to take over.

const VERSION = 'HASH OF THE BUILD';
const FIRST = ['FILES OF THE FIRST LOAD'];
const LATER = ['FILES THAT ARE KEPT WHEN THEY ARE FIRST USED'];

const SCOPE = new URL('./', location).pathname;
const OURS = `shardlab ${SCOPE} `;
const CACHE = OURS + VERSION;

/** Past the browser's own cache: it may still hold another build's. */
const fresh = (file) => new Request(new URL(file, location), { cache: 'reload' });

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FIRST.map(fresh))));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      const others = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== CACHE);
      await Promise.all(others.map((name) => caches.delete(name)));
      await self.clients.claim();
    })(),
  );
});

// Set when the page's files are to be kept no longer: what is asked for then comes from the network alone.
let erased = false;

async function erase() {
  erased = true;
  const ours = (await caches.keys()).filter((name) => name.startsWith(OURS));
  await Promise.all(ours.map((name) => caches.delete(name)));
  await self.registration.unregister();
}

self.addEventListener('message', (event) => {
  if (event.data === 'erase') event.waitUntil(erase().then(() => event.source.postMessage('erased')));
  if (event.data !== 'take over') return;
  event.waitUntil(
    (async () => {
      const open = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
      if (open.length > 1) event.source.postMessage('elsewhere');
      else await self.skipWaiting();
    })(),
  );
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== location.origin || !url.pathname.startsWith(SCOPE)) return;
  const file = url.pathname.slice(SCOPE.length) || 'index.html';
  if (FIRST.includes(file) || LATER.includes(file)) event.respondWith(answer(file, event.request));
});

async function answer(file, request) {
  if (erased) return fetch(request);
  const cache = await caches.open(CACHE);
  const kept = await cache.match(new URL(file, location));
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(new URL(file, location), answer.clone());
  return answer;
}
