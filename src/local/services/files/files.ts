/**
 * What programs of the endpoint's own call that write data in bulk (Spark jobs): finished files become objects without
 * passing through HTTP. No service of AWS's; signed like all others, so only the workspace's own processes reach it.
 */
import path from 'node:path';
import { z } from 'zod';
import type { Kernel } from '../../kernel.ts';
import { Fault } from '../../server/fault.ts';
import type { LocalService } from '../../server/localService.ts';
import { operation } from '../../server/operation.ts';

const finishedFile = z.object({
  Key: z.string().min(1),
  /** Below the folder of runs' work. */
  File: z.string().min(1),
  MD5: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
});

export function createFiles(kernel: Kernel): LocalService {
  const work = path.resolve(kernel.folder.work);
  return {
    name: 'strata-files',
    protocol: { kind: 'json', version: '1.1' },
    operations: {
      /** Makes files of a run objects of a bucket and deletes others: all of it, or nothing. */
      Commit: operation(
        z.object({ Bucket: z.string().min(1), Put: z.array(finishedFile), Delete: z.array(z.string().min(1)) }),
        async (input, call) => {
          const added = input.Put.map(({ Key, File, MD5 }) => ({
            key: Key,
            file: insideOf(work, File),
            ...(MD5 === undefined ? {} : { md5: MD5 }),
          }));
          await kernel.objects.commitFiles(input.Bucket, added, input.Delete, () => {}, call.signal);
          return {};
        },
      ),
    },
  };
}

/** @throws Fault for a file that is no run's own, which would be taken away from where it belongs */
function insideOf(work: string, file: string): string {
  const absolute = path.resolve(file);
  if (absolute.startsWith(work + path.sep)) return absolute;
  throw new Fault('ValidationException', `${file} is not below ${work}.`);
}
