/**
 * The local S3 keeps the newest version of an object only: its version id is `null`, as in a bucket without versioning.
 * A bucket's versioning status is kept and told, so that templates and tools work.
 */
import { Fault } from '../../server/fault.ts';

/** @throws Fault NoSuchVersion for any version but the newest */
export function checkVersion(versionId: string | undefined): void {
  if (versionId === undefined || versionId === 'null') return;
  throw new Fault('NoSuchVersion', 'The specified version does not exist.', 404, { VersionId: versionId });
}
