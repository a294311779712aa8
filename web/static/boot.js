// The page's only script of its own: loads the wasm and starts it, or says plainly why it cannot; then what makes it
// work without a network.
import init, { start } from './pkg/web.js';
import { ahead, begin, say } from './later.js';
import { hold } from './hold.js';
import { keep } from './keep.js';

// The first module alone plays the scene of a first visit; whoever comes back, or comes by a link, needs both.
const first =
  !navigator.serviceWorker?.controller && localStorage.length === 0 && /^#?\/?$/.test(location.hash);

try {
  if (!first) ahead();
  await init();
  if (!first) await begin();
  const rest = first ? hold(begin) : begin;
  start();
  // Behind the first picture.
  requestAnimationFrame(() => setTimeout(() => rest().then(keep)));
} catch (error) {
  console.error(error);
  document.querySelectorAll('.loading').forEach((it) => it.remove());
  say(
    'The engine could not be loaded. Please reload the page; it needs a browser with WebAssembly ' +
      '(any of the last three years). Nothing that you saved is lost. Details: ' + error,
  );
}
