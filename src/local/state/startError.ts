import { stateFolderName } from '../../core/endpointFile.ts';
import { SecretError } from '../../runtimes/endpointSeal.ts';
import { FolderServedError } from './folderLock.ts';

/** Why the endpoint does not start, in words by which its owner can mend it; anything else is a defect of ours. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** Of SQLite: FULL, CORRUPT and NOTADB, CANTOPEN and READONLY. https://www.sqlite.org/rescode.html */
const sqlite = { full: 13, damaged: [11, 26], closed: [8, 14] };

/**
 * What went wrong while starting, as a StartError where the state folder is the cause.
 * @param root the state folder
 */
export function startErrorOf(error: unknown, root: string): unknown {
  if (error instanceof FolderServedError || error instanceof SecretError)
    return new StartError(error.message, { cause: error });
  if (!(error instanceof Error)) return error;
  const text = textOf(error, root);
  return text === undefined ? error : new StartError(text, { cause: error });
}

function textOf(error: NodeJS.ErrnoException & { errcode?: number }, root: string): string | undefined {
  const { code, message } = error;
  // The low byte is the kind; what is above it tells kinds apart that are mended in the same way.
  const result = (error.errcode ?? 0) & 0xff;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || sqlite.closed.includes(result)) {
    return `The folder ${root} cannot be written (${message}). Make it writable, or work in another folder.`;
  }
  if (code === 'EEXIST' || code === 'ENOTDIR') {
    return `The endpoint keeps its state in the folder ${root}, but a file is in its place (${message}). Move the file away.`;
  }
  if (code === 'ENOSPC' || code === 'EDQUOT' || result === sqlite.full) {
    return `The disk that holds ${root} is full (${message}). Make room on it.`;
  }
  if (sqlite.damaged.includes(result)) {
    return `The database in ${root} is damaged (${message}). Put back a copy of ${stateFolderName}, or move state.db, state.db-wal and state.db-shm away: the files in buckets/ stay, and are objects again when their buckets are made; all else starts empty.`;
  }
  return undefined;
}
