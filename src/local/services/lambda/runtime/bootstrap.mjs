/**
 * Runs a Node.js handler as AWS Lambda does, one event after another.
 *
 * Started by the local endpoint with a function's environment. Each line on standard input is one message, each line on
 * descriptor 3 one answer; both are JSON. What the handler prints stays on standard output and standard error, where a
 * marker line closes each invocation. A worker thread reads standard input, so that even a handler that never yields
 * ends when the endpoint is gone.
 */
import { existsSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { Worker } from 'node:worker_threads';

const reader = `
const { readSync } = require('node:fs');
const { parentPort } = require('node:worker_threads');
const chunk = Buffer.alloc(65536);
let rest = Buffer.alloc(0);
const read = () => {
  for (;;) {
    try { return readSync(0, chunk); } catch (error) {
      if (error.code === 'EOF') return 0;
      if (error.code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
};
for (;;) {
  const n = read();
  if (n === 0) {
    try { process.kill(-process.pid, 'SIGKILL'); } catch { process.kill(process.pid, 'SIGKILL'); }
  }
  rest = Buffer.concat([rest, chunk.subarray(0, n)]);
  for (let end; (end = rest.indexOf(10)) >= 0; rest = rest.subarray(end + 1)) parentPort.postMessage(JSON.parse(rest.subarray(0, end)));
}`;

let requestId = '';

function writeAll(descriptor, text) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}

function answer(message) {
  writeAll(3, `${JSON.stringify(message)}\n`);
}

/** Lambda's log lines: time, request id, level and message, tabs between them; a line break inside stays inside. */
function patchConsole() {
  const levels = { trace: 'TRACE', debug: 'DEBUG', log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR' };
  for (const [method, level] of Object.entries(levels)) {
    console[method] = (...args) => {
      const message = format(...args).replace(/\n/g, '\r');
      writeAll(1, `${new Date().toISOString()}\t${requestId || 'undefined'}\t${level}\t${message}\n`);
    };
  }
}

function failure(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: format(error), trace: [] };
  const trace = (error.stack ?? '').split('\n').filter((line) => !line.includes(import.meta.url));
  return { errorType: error.name, errorMessage: error.message, trace };
}

function initError(errorType, errorMessage) {
  return Object.assign(new Error(errorMessage), { name: errorType });
}

async function loadHandler(name) {
  const found = /^(.*\/)?([^/.]+)\.(.+)$/.exec(name);
  if (!found) throw initError('Runtime.MalformedHandlerName', 'Bad handler');
  const [, folder = '', file, exported] = found;
  const base = path.resolve(process.env.LAMBDA_TASK_ROOT, folder, file);
  let module;
  try {
    module = await loadModule(base);
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND' || error.code === 'ERR_MODULE_NOT_FOUND') {
      throw initError('Runtime.ImportModuleError', `Error: ${error.message.split('\n')[0]}`);
    }
    if (error instanceof SyntaxError) throw initError('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`);
    throw error;
  }
  let value = module;
  for (const step of exported.split('.')) value = value?.[step] ?? value?.default?.[step];
  if (typeof value !== 'function') throw initError('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  return value;
}

async function loadModule(base) {
  for (const extension of ['.js', '.mjs', '.cjs']) {
    const file = base + extension;
    if (!existsSync(file)) continue;
    return await import(pathToFileURL(file).href);
  }
  return createRequire(pathToFileURL(`${process.env.LAMBDA_TASK_ROOT}/`))(base);
}

function contextOf(message) {
  const environment = process.env;
  return {
    awsRequestId: message.requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: environment.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: environment.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: message.functionArn,
    memoryLimitInMB: environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: environment.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: message.clientContext,
    identity: undefined,
    getRemainingTimeInMillis: () => Math.max(0, message.deadlineMs - Date.now()),
  };
}

/** By promise, by callback, or by what it returns. */
function run(handler, message) {
  return new Promise((resolve, reject) => {
    const callback = (error, result) => (error ? reject(error) : resolve(result));
    const returned = handler(message.event, contextOf(message), callback);
    if (typeof returned?.then === 'function') returned.then(resolve, reject);
    else if (returned !== undefined || handler.length < 3) resolve(returned);
  });
}

async function invoke(handler, message) {
  requestId = message.requestId;
  let result;
  try {
    const value = await run(handler, message);
    result = { payload: JSON.stringify(value === undefined ? null : value) };
  } catch (error) {
    result = { error: failure(error) };
  }
  for (const descriptor of [1, 2]) writeAll(descriptor, `\0strata-end ${message.requestId}\n`);
  const memoryMb = Math.round(process.resourceUsage().maxRSS / 1024);
  answer({ type: 'result', requestId: message.requestId, memoryMb, ...result });
}

patchConsole();
const waiting = [];
let deliver = (message) => waiting.push(message);
new Worker(reader, { eval: true, stdin: false }).on('message', (message) => deliver(message));

try {
  const handler = await loadHandler(process.env._HANDLER);
  let turn = Promise.resolve();
  deliver = (message) => {
    turn = turn.then(() => invoke(handler, message));
  };
  answer({ type: 'ready' });
  for (const message of waiting) deliver(message);
} catch (error) {
  answer({ type: 'initError', error: failure(error) });
  process.exit(1);
}
