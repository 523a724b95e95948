/** Amazon S3: buckets are folders, objects are files that a person can open. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Kernel } from '../../kernel.ts';
import type { LocalService } from '../../server/localService.ts';
import type { Operation } from '../../server/operation.ts';
import type { Credentials } from '../../server/sigV4.ts';
import { readEndpointFile } from '../../state/endpointFile.ts';
import { FolderLook } from './folderLook.ts';
import { ObjectBody } from './objectBody.ts';
import { ObjectStore } from './objectStore.ts';
import { configurationOperations } from './operations/bucketConfiguration.ts';
import { bucketOperations } from './operations/buckets.ts';
import { deleteOperations } from './operations/deleteObject.ts';
import { listOperations } from './operations/listObjects.ts';
import { multipartOperations } from './operations/multipart.ts';
import { tagOperations } from './operations/objectTags.ts';
import { readOperations } from './operations/readObject.ts';
import { writeOperations } from './operations/writeObject.ts';
import type { S3Operations, S3Parts } from './s3Parts.ts';
import { Uploads } from './uploads.ts';
import { handleRequest } from './wire/handle.ts';

export function createS3(kernel: Kernel): LocalService {
  const store = new ObjectStore(kernel);
  const uploads = new Uploads(kernel.store, store.temporary);
  sweep(store.temporary, uploads);
  const look = new FolderLook(store, kernel.log);
  const parts: S3Parts = { kernel, store, uploads, look };
  const operations: S3Operations = {
    ...bucketOperations(parts),
    ...configurationOperations(parts),
    ...listOperations(parts),
    ...readOperations(parts),
    ...writeOperations(parts),
    ...deleteOperations(parts),
    ...multipartOperations(parts),
    ...tagOperations(parts),
  };
  let known: Credentials | undefined;
  const credentials = () => {
    known ??= readEndpointFile(kernel.folder);
    return known;
  };
  return {
    name: 's3',
    protocol: {
      kind: 'http',
      handle: (request, response, call) =>
        handleRequest(request, response, call, { operations, log: kernel.log, credentials }),
    },
    operations: Object.fromEntries(Object.entries(operations).map(([name, run]) => [name, inMemory(run)])),
    async stop() {
      look.stop();
    },
  };
}

/** For callers inside the endpoint: an object's Body is its bytes (a Buffer), which must fit into memory. */
function inMemory(run: Operation): Operation {
  return async (input, call) => {
    const output = (await run(input, call)) as Record<string, unknown>;
    return output.Body instanceof ObjectBody ? { ...output, Body: await output.Body.bytes() } : output;
  };
}

/** Removes what a killed endpoint left half written. Runs before the first request, after the journal was finished. */
function sweep(temporary: string, uploads: Uploads): void {
  if (!existsSync(temporary)) return;
  for (const name of readdirSync(temporary)) {
    if (name !== 'uploads') rmSync(path.join(temporary, name), { recursive: true, force: true });
  }
  uploads.sweep();
}
