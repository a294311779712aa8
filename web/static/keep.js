// Keeps the page for when there is no network, and tells the program when a newer build waits. A newer build never takes
// over by itself: the running page would get files of another one.

/** Registers the service worker, where there is one. */
export async function keep() {
  const workers = navigator.serviceWorker;
  let registration;
  const erased = () => dispatchEvent(new Event('shardlab-files-erased'));
  addEventListener('shardlab-erase-files', () => {
    // Where nothing is kept, all of it is erased already.
    if (registration?.active) registration.active.postMessage('erase');
    else erased();
  });
  if (!workers) return;
  workers.addEventListener('message', ({ data }) => data === 'erased' && erased());
  try {
    registration = await workers.register('./sw.js', { updateViaCache: 'none' });
  } catch {
    return; // Private windows and odd hosts: the page works as before, with a network.
  }
  const told = () => registration.waiting && workers.controller && dispatchEvent(new Event('shardlab-new-version'));
  told();
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => worker.state === 'installed' && told());
  });
  addEventListener('shardlab-take-version', () => {
    workers.addEventListener('controllerchange', () => location.reload(), { once: true });
    // Whoever else has the page open keeps it: then the worker says so, and nothing changes.
    workers.addEventListener('message', ({ data }) => data === 'elsewhere' && say(), { once: true });
    registration.waiting?.postMessage('take over');
  });
  const say = async () =>
    (await import('./later.js')).say(
      'The page is open in another tab or window too. Please close the other one, then press Reload again.',
    );
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') registration.update().catch(() => {});
  });
}
