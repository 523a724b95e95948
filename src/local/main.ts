/**
 * The local endpoint's process: `node endpoint.js --state DIR [--port N]`. Prints one line of JSON, `{"url": …}`, on
 * standard output when it listens; its log goes to standard error. Ends on SIGTERM or SIGINT; with an exit code of its
 * own when another process serves the folder.
 */
import { parseArgs } from 'node:util';
import { folderServedExitCode } from '../core/endpointFile.ts';
import type { Log } from '../core/log.ts';
import { startEndpoint } from './endpoint.ts';
import { FolderServedError } from './state/folderLock.ts';
import { StartError, startErrorOf } from './state/startError.ts';

const stderrLog: Log = {
  debug() {},
  info: (message) => write('info', message),
  warn: (message) => write('warn', message),
  error: (message, error) => write('error', error === undefined ? message : `${message}: ${textOf(error)}`),
};

function write(level: string, message: string): void {
  process.stderr.write(`${new Date().toISOString()} ${level} ${message}\n`);
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

const { values } = parseArgs({ options: { state: { type: 'string' }, port: { type: 'string' } } });
if (!values.state) {
  process.stderr.write('usage: endpoint --state DIR [--port N]\n');
  process.exit(2);
}

try {
  const endpoint = await startEndpoint({ root: values.state, port: Number(values.port ?? 0), log: stderrLog });
  process.stdout.write(`${JSON.stringify({ url: endpoint.file.url, pid: process.pid })}\n`);
  const stop = () => {
    endpoint.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        stderrLog.error('stopping failed', error);
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  endpoint.abandoned.addEventListener('abort', () => {
    stderrLog.warn(`the state folder ${values.state} is gone, and so is what was to be kept in it`);
    stop();
  });
} catch (error) {
  const known = startErrorOf(error, values.state);
  if (known instanceof StartError) stderrLog.error(known.message);
  else stderrLog.error('the local endpoint did not start', error);
  process.exit(error instanceof FolderServedError ? folderServedExitCode : 1);
}
// One failed promise somewhere must not take every running job down with it.
process.on('unhandledRejection', (error) => stderrLog.error('unhandled rejection', error));
