// The page's only script of its own: loads the wasm and starts it, or says plainly why it cannot.
import init, { start } from './pkg/web.js';

try {
  await init();
  start();
} catch (error) {
  console.error(error);
  const say = document.createElement('p');
  say.setAttribute('role', 'alert');
  say.className = 'card';
  say.textContent =
    'The engine could not be loaded. Please reload the page; it needs a browser with WebAssembly ' +
    '(any of the last three years). Nothing that you saved is lost. Details: ' + error;
  (document.getElementById('app') ?? document.body).prepend(say);
}
