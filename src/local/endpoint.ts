import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { EndpointFile } from '../core/endpointFile.ts';
import type { Log } from '../core/log.ts';
import { openLineageEnvironment } from '../runtimes/openLineageKey.ts';
import { EventBus } from './eventBus.ts';
import type { Kernel } from './kernel.ts';
import { createLineageReceiver } from './lineage/lineageReceiver.ts';
import { Fault } from './server/fault.ts';
import { createHttpServer, invoke, listen } from './server/httpServer.ts';
import type { LocalService } from './server/localService.ts';
import { localServices } from './services/index.ts';
import { createObjectFiles } from './services/s3/objectFiles.ts';
import { loadOrCreateEndpointFile, saveEndpointFile } from './state/endpointFile.ts';
import { lockFolder } from './state/folderLock.ts';
import { openStateFolder } from './state/stateFolder.ts';
import { Store } from './state/store.ts';
import { isOurs, watchEndpointFile } from './state/watchEndpointFile.ts';
import { LocalWarehouse } from './warehouse/localWarehouse.ts';

export interface Endpoint {
  readonly file: EndpointFile;
  /** Aborted when its state folder was taken away: nothing that it does is kept any more. */
  readonly abandoned: AbortSignal;
  /** Ends runs and children, closes the database. */
  stop(): Promise<void>;
}

/**
 * Starts the local endpoint over a state folder.
 * @param port 0 or absent: the workspace's own, or a free one when that is taken
 * @throws Error when another endpoint already serves this folder
 */
export async function startEndpoint(options: { root: string; port?: number; log: Log }): Promise<Endpoint> {
  const folder = openStateFolder(options.root);
  const lock = lockFolder(folder);
  const stopping = new AbortController();
  const store = new Store(folder.databaseFile);
  const known = loadOrCreateEndpointFile(folder);
  const services = new Map<string, LocalService>();
  let url = '';

  const parts: Omit<Kernel, 'objects' | 'warehouse'> = {
    accountId: known.accountId,
    folder,
    store,
    events: new EventBus(options.log),
    log: options.log,
    call: async <O>(service: string, name: string, input: unknown, caller: { region: string; signal: AbortSignal }) => {
      const found = services.get(service);
      if (!found) throw new Fault('UnknownService', `The local endpoint does not serve ${service}.`, 501);
      const call = {
        region: caller.region,
        accountId: known.accountId,
        requestId: randomUUID(),
        signal: caller.signal,
      };
      return (await invoke(found, name, input, call)) as O;
    },
    childEnvironment: (region) => ({
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: known.accessKeyId,
      AWS_SECRET_ACCESS_KEY: known.secretAccessKey,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      // boto3 would call `sync-127.0.0.1` for some operations (StartSyncExecution).
      AWS_DISABLE_HOST_PREFIX_INJECTION: 'true',
      ...openLineageEnvironment(url, known.secretAccessKey),
    }),
  };
  const objects = createObjectFiles(parts);
  const warehouse = new LocalWarehouse({ ...parts, objects }, known);
  const kernel: Kernel = { ...parts, objects, warehouse };
  for (const create of localServices) {
    const service = create(kernel);
    services.set(service.name, service);
  }

  const server = createHttpServer({
    services,
    credentials: known,
    accountId: known.accountId,
    log: options.log,
    signal: stopping.signal,
    lineage: createLineageReceiver(store, known.secretAccessKey),
  });
  const wanted = options.port || known.port;
  const port = await listen(server, wanted);
  if (port !== wanted) options.log.warn(`port ${wanted} is taken by another program; listening on ${port} from now on`);
  url = `http://127.0.0.1:${port}`;
  // The keys must be on disk before anything that reads them starts; whoever finds the file finds a listening port.
  const warehousePort = await warehouse.listen();
  const file: EndpointFile = { ...known, port, warehousePort, url, pid: process.pid };
  saveEndpointFile(folder, file);
  for (const service of services.values()) await service.start?.();
  const abandoned = new AbortController();
  const watch = watchEndpointFile(folder, () => abandoned.abort());

  return {
    file,
    abandoned: abandoned.signal,
    async stop() {
      watch[Symbol.dispose]();
      stopping.abort();
      for (const service of [...services.values()].reverse()) await service.stop?.();
      await warehouse.close();
      await close(server);
      if (isOurs(folder)) saveEndpointFile(folder, { ...file, pid: 0 });
      store.close();
      lock[Symbol.dispose]();
    },
  };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
