import { runtimeFilesOf } from '../../runtimeFiles.ts';

/** The absolute path of a file or folder of `runtime/`. */
export const runtimeFile = runtimeFilesOf(import.meta.dirname, 'mwaa');
