import type { Service } from '../../platform/service.ts';

/** The other services by name, handed in by the list of them: cubes are held, and brought up to date, by others. */
export type Peers = (name: string) => Service | undefined;
