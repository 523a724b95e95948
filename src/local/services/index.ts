import type { Kernel } from '../kernel.ts';
import type { LocalService } from '../server/localService.ts';
import { createSts } from './sts/sts.ts';

/** Every service of the local endpoint. */
export const localServices: readonly ((kernel: Kernel) => LocalService)[] = [createSts];
