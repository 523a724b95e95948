/** What CompleteMultipartUpload checks before it joins the parts. */
import { createHash } from 'node:crypto';
import { Fault } from '../../server/fault.ts';
import { checksumMember } from './checksums.ts';
import type { ChecksumAlgorithm } from './objectRow.ts';
import type { Part } from './uploads.ts';
import { malformedXml } from './wire/xmlShape.ts';

/** 5 MB, for all parts but the last. */
const smallestPart = 5 * 1024 * 1024;

export type NamedPart = { readonly PartNumber: number; readonly ETag?: string | undefined } & Readonly<
  Record<string, unknown>
>;

/**
 * The parts that a completion names, in their order.
 * @throws Fault MalformedXML, InvalidPartOrder, InvalidPart, EntityTooSmall
 */
export function chooseParts(
  named: readonly NamedPart[],
  uploaded: readonly Part[],
  algorithm: ChecksumAlgorithm | undefined,
): Part[] {
  if (named.length === 0) throw malformedXml();
  const byNumber = new Map(uploaded.map((part) => [part.number, part]));
  const chosen = named.map((each, i) => {
    if (i > 0 && each.PartNumber <= named[i - 1]!.PartNumber) {
      throw new Fault(
        'InvalidPartOrder',
        'The list of parts was not in ascending order. Parts must be ordered by part number.',
      );
    }
    const part = byNumber.get(each.PartNumber);
    const checksum = algorithm && each[checksumMember(algorithm)];
    if (!part || unquoted(each.ETag) !== part.etag || (checksum !== undefined && checksum !== part.checksum)) {
      throw new Fault(
        'InvalidPart',
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
        400,
        { PartNumber: each.PartNumber, ETag: unquoted(each.ETag) },
      );
    }
    return part;
  });
  for (const part of chosen.slice(0, -1)) {
    if (part.size < smallestPart) {
      throw new Fault('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', 400, {
        ProposedSize: part.size,
        MinSizeAllowed: smallestPart,
        PartNumber: part.number,
        ETag: part.etag,
      });
    }
  }
  return chosen;
}

/** The ETag of an object made of parts: the MD5 of their MD5s, and their number. */
export function etagOfParts(etags: readonly (string | undefined)[]): string {
  const hash = createHash('md5');
  for (const etag of etags) hash.update(Buffer.from(unquoted(etag), 'hex'));
  return `${hash.digest('hex')}-${etags.length}`;
}

function unquoted(etag: string | undefined): string {
  return (etag ?? '').replace(/^"(.*)"$/, '$1');
}
