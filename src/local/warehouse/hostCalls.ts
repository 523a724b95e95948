import type { InputOf, OutputOf } from '../processes/ipc.ts';
import type { WarehouseHostApi } from './warehouseApi.ts';

/** The endpoint, as the warehouse's process calls it. */
export interface WarehouseHost {
  call<M extends keyof WarehouseHostApi & string>(
    method: M,
    input: InputOf<WarehouseHostApi[M]>,
    signal: AbortSignal,
  ): Promise<OutputOf<WarehouseHostApi[M]>>;
}
