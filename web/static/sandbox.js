// Runs a learner's function in a worker that can be ended. Each run has a worker of its own: nothing is kept.
//
// From the page: { ticket, source, event, zlib, limit }. To the page: { ticket, … } with one of
//   returned   the JSON that the handler returned
//   threw      its error as a sentence, and line, if it is known
//   ended      it did not come to an end within `limit` ms
//   failed     the sandbox itself does not work here
// and log and puts: what it wrote with console.log, and base64 data that it put into the delivery stream.
'use strict';

// What the worker has before the learner's code comes. It is sent as text: see `run`.
function prelude() {
  const LOG_MOST = 8000;
  const lines = [];
  let length = 0;
  const puts = [];
  const tell = postMessage.bind(self);
  const text = (value) => {
    if (typeof value === 'string') return value;
    if (value instanceof Error) return String(value.stack || value);
    if (value instanceof Uint8Array) return `<Buffer ${[...value.subarray(0, 50)].map((b) => b.toString(16).padStart(2, '0')).join(' ')}${value.length > 50 ? ' …' : ''}>`;
    try {
      const json = typeof value === 'object' && value !== null ? JSON.stringify(value) : undefined;
      return json === undefined ? String(value) : json;
    } catch {
      return String(value);
    }
  };
  const log = (...values) => {
    if (length > LOG_MOST) return;
    const line = values.map(text).join(' ').slice(0, LOG_MOST);
    length += line.length + 1;
    lines.push(length > LOG_MOST ? line + ' … (no more is kept)' : line);
  };
  self.console = { log, info: log, warn: log, error: log, debug: log, trace: log, dir: log };

  const bytesOf = (binary) => Uint8Array.from(binary, (c) => c.charCodeAt(0) & 255);
  const binaryOf = (bytes) => {
    let out = '';
    for (let i = 0; i < bytes.length; i += 8192) out += String.fromCharCode(...bytes.subarray(i, i + 8192));
    return out;
  };
  const encoded = (string, encoding) => {
    switch (String(encoding ?? 'utf8').toLowerCase()) {
      case 'base64':
      case 'base64url': {
        // As Node: what is no base64 is passed over, and the end comes at the first =.
        const clean = string.replace(/-/g, '+').replace(/_/g, '/').split('=')[0].replace(/[^A-Za-z0-9+/]/g, '');
        return bytesOf(atob(clean.length % 4 === 1 ? clean.slice(0, -1) : clean));
      }
      case 'hex': return Uint8Array.from(string.match(/[0-9a-f]{2}/gi) ?? [], (two) => parseInt(two, 16));
      case 'latin1':
      case 'binary':
      case 'ascii': return bytesOf(string);
      case 'utf8':
      case 'utf-8': return new TextEncoder().encode(string);
      default: throw new TypeError(`Unknown encoding: ${encoding}`);
    }
  };
  class Buffer extends Uint8Array {
    static from(value, encoding) {
      const bytes = typeof value === 'string' ? encoded(value, encoding)
        : value instanceof ArrayBuffer ? new Uint8Array(value)
        : value?.type === 'Buffer' ? value.data : value;
      const buffer = new Buffer(bytes.length);
      buffer.set(bytes);
      return buffer;
    }
    static alloc(size, fill = 0) { return new Buffer(size).fill(fill); }
    static isBuffer(value) { return value instanceof Buffer; }
    static byteLength(value, encoding) { return typeof value === 'string' ? encoded(value, encoding).length : value.byteLength; }
    static concat(list) {
      const all = new Buffer(list.reduce((sum, one) => sum + one.length, 0));
      let at = 0;
      for (const one of list) { all.set(one, at); at += one.length; }
      return all;
    }
    slice(from, to) { return this.subarray(from, to); }
    equals(other) { return this.length === other.length && this.every((byte, i) => byte === other[i]); }
    toJSON() { return { type: 'Buffer', data: [...this] }; }
    toString(encoding) {
      switch (String(encoding ?? 'utf8').toLowerCase()) {
        case 'base64': return btoa(binaryOf(this));
        case 'base64url': return btoa(binaryOf(this)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
        case 'hex': return [...this].map((byte) => byte.toString(16).padStart(2, '0')).join('');
        case 'latin1':
        case 'binary':
        case 'ascii': return binaryOf(this);
        case 'utf8':
        case 'utf-8': return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this);
        default: throw new TypeError(`Unknown encoding: ${encoding}`);
      }
    }
  }
  self.Buffer = Buffer;
  self.global = self;
  self.process = { env: {}, version: 'v20.0.0', nextTick: (call, ...rest) => queueMicrotask(() => call(...rest)) };
  self.setImmediate = (call, ...rest) => setTimeout(call, 0, ...rest);
  self.fetch = async () => { throw new TypeError('fetch: a function here has no network'); };

  // Node's calls, by the script that comes before the learner's code if that says zlib.
  const zlib = () => {
    const call = (name) => (data) => {
      try {
        return Buffer.from(self.zlib[name](typeof data === 'string' ? Buffer.from(data) : data));
      } catch (error) {
        throw Object.assign(new Error(error.message ?? String(error)), { code: 'Z_DATA_ERROR' });
      }
    };
    const names = ['gunzipSync', 'gzipSync', 'inflateSync', 'deflateSync', 'inflateRawSync', 'deflateRawSync'];
    return Object.fromEntries(names.map((name) => [name, call(name)]));
  };
  const base64 = (data) => Buffer.from(data).toString('base64');
  const firehose = () => ({
    FirehoseClient: class { async send(command) { return command.run(); } },
    PutRecordCommand: class { constructor(input) { this.input = input; } run() { puts.push(base64(this.input.Record.Data)); return { RecordId: `put-${puts.length}` }; } },
    PutRecordBatchCommand: class {
      constructor(input) { this.input = input; }
      run() {
        puts.push(`batch ${this.input.Records.map((record) => base64(record.Data)).join(',')}`);
        return { FailedPutCount: 0, RequestResponses: this.input.Records.map((_, i) => ({ RecordId: `put-${i + 1}` })) };
      }
    },
  });
  self.require = (name) => {
    switch (String(name).replace(/^node:/, '')) {
      case 'buffer': return { Buffer };
      case 'zlib': return zlib();
      case '@aws-sdk/client-firehose': return firehose();
      default: {
        const thrown = new Error(`Cannot find module '${name}': here are buffer, zlib and @aws-sdk/client-firehose`);
        thrown.code = 'MODULE_NOT_FOUND';
        throw thrown;
      }
    }
  };
  self.module = { exports: {} };

  const place = (stack) => {
    const at = String(stack ?? '').split(self.sourceUrl + ':')[1];
    return at ? parseInt(at, 10) : null;
  };
  const over = (what) => tell({ ...what, log: lines.join('\n'), puts: puts.join('\n') });
  const threw = (error) => {
    const named = error instanceof Error || typeof error?.message === 'string';
    over({ threw: named ? `${error.name ?? 'Error'}: ${error.message}` : text(error), line: place(error?.stack) });
  };
  addEventListener('unhandledrejection', (event) => event.preventDefault());
  // A slip in the learner's text, or an error while it is read.
  onerror = (message, url, line) => {
    const said = String(message).replace(/^Uncaught /, '').replace(/Failed to execute 'importScripts' on '\w+': /, '');
    over({ threw: said, line: url === self.sourceUrl ? line : null });
    return true;
  };
  self.invoke = async (event) => {
    try {
      const handler = self.module.exports.handler;
      if (typeof handler !== 'function') {
        throw new Error('handler is undefined or not exported: write exports.handler = async (event) => …');
      }
      const context = {
        functionName: 'transform', functionVersion: '$LATEST', memoryLimitInMB: '128',
        awsRequestId: '00000000-0000-4000-8000-000000000000', getRemainingTimeInMillis: () => 300000,
      };
      const answer = handler.length > 2
        ? await new Promise((done, fail) => handler(event, context, (error, value) => error ? fail(error) : done(value)))
        : await handler(event, context);
      over({ returned: JSON.stringify(answer) ?? 'null' });
    } catch (error) {
      threw(error);
    }
  };
}

const urlOf = (text) => URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));

// How long a worker may need to begin, however busy the machine is.
const BEGIN_MS = 20000;

function run({ ticket, source, event, zlib, limit }, tell) {
  // Wrapped as Node wraps a module, on its first line: so lines keep their numbers.
  const lines = source.split('\n').length;
  const sourceUrl = urlOf(`self.body = function (exports, require, module) {${source}\n};`);
  const zlibUrl = zlib ? urlOf(zlib) : null;
  const script = `(${prelude})();
self.sourceUrl = ${JSON.stringify(sourceUrl)};
onmessage = ({ data }) => {
  onmessage = null;
  ${zlibUrl ? `importScripts(${JSON.stringify(zlibUrl)});` : ''}
  postMessage({ begun: true });
  importScripts(self.sourceUrl);
  self.body.call(self.module.exports, self.module.exports, self.require, self.module);
  self.invoke(JSON.parse(data));
};`;
  const scriptUrl = urlOf(script);
  const worker = new Worker(scriptUrl);
  let timer;
  let over = false;
  const end = (what) => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    worker.terminate();
    [sourceUrl, zlibUrl, scriptUrl].filter(Boolean).forEach((url) => URL.revokeObjectURL(url));
    // What is missing at the end is missed behind it.
    const line = what.line ? Math.min(what.line, lines) : null;
    tell({ ticket, log: '', puts: '', ...what, line });
  };
  timer = setTimeout(() => end({ failed: 'its worker did not begin' }), BEGIN_MS);
  worker.onmessage = ({ data }) => {
    if (data.begun && !over) {
      clearTimeout(timer);
      timer = setTimeout(() => end({ ended: true }), limit);
    } else if (data.returned !== undefined || data.threw !== undefined) {
      end(data);
    }
  };
  worker.onerror = (error) => {
    error.preventDefault();
    end({ failed: error.message || 'its worker was refused' });
  };
  worker.postMessage(event);
}

addEventListener('message', ({ source, data }) => {
  if (source !== parent) return;
  // The page's origin is not known here; what is told is no secret.
  const tell = (message) => parent.postMessage(message, '*');
  try {
    run(data, tell);
  } catch (error) {
    tell({ ticket: data.ticket, failed: String(error), log: '', puts: '', line: null });
  }
});
parent.postMessage({ ready: true }, '*');
