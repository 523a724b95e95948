import type { Kernel } from '../../kernel.ts';
import type { Call } from '../../server/operation.ts';
import type { FolderLook } from './folderLook.ts';
import type { ObjectStore } from './objectStore.ts';
import type { Uploads } from './uploads.ts';

/** What S3's operations are built from. */
export interface S3Parts {
  readonly kernel: Kernel;
  readonly store: ObjectStore;
  readonly uploads: Uploads;
  readonly look: FolderLook;
}

/** One operation of S3: members checked by a schema, see operations/. */
export type S3Operation = (input: unknown, call: Call) => Promise<unknown>;

export type S3Operations = Readonly<Record<string, S3Operation>>;
