import path from 'node:path';
import type { Kernel } from '../../../kernel.ts';

/** In the environment of all of a run's processes, so that they are found again. */
export function runMark(id: string): string {
  return `STRATA_GLUE_RUN=${id}`;
}

/** Where a run's script and whatever it writes beside it lie while it goes on. */
export function runFolder(kernel: Kernel, id: string): string {
  return path.join(kernel.folder.work, 'glue', id);
}

/** The file that holds the address of a run's Spark UI while it goes on. */
export function uiFile(kernel: Kernel, id: string): string {
  return path.join(runFolder(kernel, id), 'spark-ui.txt');
}
