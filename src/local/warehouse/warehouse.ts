import type { WarehouseLogin } from '../../runtimes/warehouseLogin.ts';
import type { InputOf, OutputOf } from '../processes/ipc.ts';
import type { WarehouseApi } from './warehouseApi.ts';

/** The endpoint's warehouse: one for all regions, clusters and workgroups. */
export interface Warehouse {
  /** How drivers sign in to its port; the port is known once the endpoint listens. */
  readonly login: WarehouseLogin;
  /**
   * Asks the warehouse's process, which is started when it is needed first.
   * @throws RemoteFailure named `SqlError` for what a statement fails with, WarehouseCrash when the process ends
   */
  call<M extends keyof WarehouseApi & string>(
    method: M,
    input: InputOf<WarehouseApi[M]>,
    signal: AbortSignal,
  ): Promise<OutputOf<WarehouseApi[M]>>;
}
