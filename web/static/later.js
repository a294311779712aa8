// The program comes as two modules: what the first page needs, and all the rest, which is fetched behind it
// (xtask/tools, split-wasm). If the first calls into the second before it is there, it is loaded at once.

const SECOND = new URL('./pkg/later_bg.wasm', import.meta.url);

let first;
let compiling;
let loading;
const said = new Set();

/** Takes the first module's exports, as they are when it is made. */
export function from(exports) {
  first = exports;
  return exports;
}

const there = () => first.later_there.value === 1;

/** Fetches the second module in the background; a second call waits for the same. */
export function ahead() {
  compiling ??= WebAssembly.compileStreaming(fetch(SECOND));
  // Who waits for it is told below.
  compiling.catch(() => {});
  return compiling;
}

/** Ends when the second module is there: true; or cannot be had: false. */
export function begin() {
  loading ??= ahead()
    .then((module) => {
      // In one go: `load` may have been here since.
      if (!there()) new WebAssembly.Instance(module, { first });
      first.later_there.value = 1;
      return true;
    })
    // No network: what needs it asks again.
    .catch(() => { compiling = loading = undefined; return false; });
  return loading;
}

/**
 * Called by the first module: the call that it makes next needs the second one. Only in the first seconds of a first
 * visit is it not there (see boot.js), so the network is; a service worker would not answer such a request.
 */
export function load() {
  if (there()) return;
  performance.mark('second-module-at-once');
  try {
    const request = new XMLHttpRequest();
    request.open('GET', SECOND, false);
    // The only way to bytes that does not wait for a promise.
    request.overrideMimeType('text/plain; charset=x-user-defined');
    request.send();
    if (request.status !== 200) throw new Error(`the host answers ${request.status}`);
    const bytes = Uint8Array.from(request.responseText, (sign) => sign.charCodeAt(0) & 255);
    new WebAssembly.Instance(new WebAssembly.Module(bytes), { first });
    first.later_there.value = 1;
  } catch (error) {
    say(
      'A part of the program could not be loaded, and this page cannot go on without it. Is the network there? ' +
        'Please reload the page. What you had saved is not lost. Details: ' + error,
    );
    throw error;
  }
}

/** Says something plainly, above the page; once, however often it is true. */
export function say(text) {
  if (said.has(text)) return;
  said.add(text);
  const alert = document.createElement('p');
  alert.setAttribute('role', 'alert');
  alert.className = 'card';
  alert.textContent = text;
  document.body.prepend(alert);
}
