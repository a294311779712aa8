// The page's only script of its own: loads the wasm and starts it, or says plainly why it cannot; then what makes it
// work without a network.
import init, { start } from './pkg/web.js';
import { begin, say } from './later.js';
import { keep } from './keep.js';

try {
  await init();
  start();
  // Behind the first picture.
  requestAnimationFrame(() => setTimeout(() => begin()?.then(keep)));
} catch (error) {
  console.error(error);
  say(
    'The engine could not be loaded. Please reload the page; it needs a browser with WebAssembly ' +
      '(any of the last three years). Nothing that you saved is lost. Details: ' + error,
  );
}
