import type { Log } from '../core/log.ts';
import type { EventBus } from './eventBus.ts';
import type { Objects } from './objects.ts';
import type { StateFolder } from './state/stateFolder.ts';
import type { Store } from './state/store.ts';
import type { Warehouse } from './warehouse/warehouse.ts';

/** What every local service is built from. */
export interface Kernel {
  readonly accountId: string;
  /** Where services put files of their own. */
  readonly folder: StateFolder;
  /** Durable collections, one database for all. */
  readonly store: Store;
  readonly events: EventBus;
  /** S3's objects as files, for what reads and writes data in bulk. */
  readonly objects: Objects;
  /** Redshift's SQL, for the services of Redshift. */
  readonly warehouse: Warehouse;
  readonly log: Log;
  /**
   * Calls another local service as the SDK would, without the network: `call('glue', 'StartJobRun', {...}, caller)`.
   * @throws Fault as that service words it
   */
  readonly call: <O = Record<string, unknown>>(
    service: string,
    operation: string,
    input: unknown,
    caller: { readonly region: string; readonly signal: AbortSignal },
  ) => Promise<O>;
  /**
   * The environment by which a child process (a Glue script, a Lambda handler) reaches this endpoint:
   * AWS_ENDPOINT_URL, the keys and the region.
   */
  readonly childEnvironment: (region: string) => Record<string, string>;
}
