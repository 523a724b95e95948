/**
 * The process of the local warehouse: it holds the databases' files, and serves the endpoint's calls and the clients of
 * the port, whose sockets the endpoint hands over. Ends with the endpoint; whatever was committed is on disk by then.
 */
import type { Socket } from 'node:net';
import { redshiftMacros } from '../engines/redshift/redshiftMacros.ts';
import { answerCalls, Caller, parent } from '../processes/ipc.ts';
import { Databases } from './databases/databases.ts';
import { Sessions } from './session/sessions.ts';
import type { WarehouseApi, WarehouseHostApi } from './warehouseApi.ts';
import { apiOf } from './warehouseCalls.ts';
import type { SocketMessage, WarehouseStart } from './warehouseProcess.ts';
import { serveWire, type WireParts } from './wire/wireConnection.ts';

const host = new Caller<WarehouseHostApi>(parent);
const never = new AbortController().signal;

/** How long the process stays without a session. */
const idleMs = 5 * 60_000;

async function start(options: WarehouseStart): Promise<void> {
  const databases = await Databases.open({ ...options, setup: redshiftMacros });
  const sessions = new Sessions(databases, host);
  const api: WarehouseApi = apiOf(sessions, databases);
  answerCalls(api, parent);
  const wire: WireParts = {
    tls: options.tls,
    passwordsOf: (user) => host.call('passwords', { user }, never),
    openSession: (session) => sessions.open({ ...session, origin: 'port' }),
    closeSession: (session) => sessions.close(session.pid),
    keys: new Map(),
  };
  process.on('message', (message: SocketMessage, socket?: Socket) => {
    if (message.kind === 'socket' && socket) void serveWire(socket, wire);
  });
  let idle: NodeJS.Timeout | undefined;
  sessions.onCount = (count) => {
    clearTimeout(idle);
    if (count === 0) idle = setTimeout(() => void host.call('idle', {}, never).catch(() => {}), idleMs);
  };
  sessions.onCount(0);
  process.send?.({ kind: 'ready' });
}

process.once('message', (options: WarehouseStart) => {
  start(options).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  });
});
// An ordinary exit would wait for the threads that queries run on.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// A limit on the size of files is told to the statement that met it, as a full disk is, instead of ending the process.
process.on('SIGXFSZ', () => {});
// A defect in the work for one session must not end the others'.
process.on('unhandledRejection', (error) => process.stderr.write(`unhandled rejection: ${String(error)}\n`));
