/** From the members of PutObject, CopyObject and CreateMultipartUpload to what is kept of an object. */
import { z } from 'zod';
import { Fault } from '../../server/fault.ts';
import { algorithmOf, checksumAlgorithms, checksumMember, isChecksumValue } from './checksums.ts';
import type { ChecksumAlgorithm, ObjectDetail } from './objectRow.ts';
import { checkTags, readTagging } from './tags.ts';

const text = z.string().optional();
const date = z.union([z.date(), z.string()]).optional();

export const objectTarget = { Bucket: z.string(), Key: z.string().min(1) };

export const describedObject = {
  CacheControl: text,
  ContentDisposition: text,
  ContentEncoding: text,
  ContentLanguage: text,
  ContentType: text,
  Expires: date,
  Metadata: z.record(z.string(), z.string()).optional(),
  Tagging: text,
  StorageClass: text,
  WebsiteRedirectLocation: text,
  ServerSideEncryption: text,
  SSEKMSKeyId: text,
  SSECustomerAlgorithm: text,
  ACL: text,
};

export const declaredChecksums = {
  ContentMD5: text,
  ChecksumAlgorithm: text,
  ChecksumCRC32: text,
  ChecksumCRC32C: text,
  ChecksumCRC64NVME: text,
  ChecksumSHA1: text,
  ChecksumSHA256: text,
};

const described = z.object(describedObject);
type Described = z.infer<typeof described>;

/** S3's own limit for all user metadata of an object. */
const metadataBytes = 2048;

const storageClasses = new Set([
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER',
  'DEEP_ARCHIVE',
  'GLACIER_IR',
]);

/**
 * Storage class and encryption are kept and told, but change nothing: the bytes lie in the folder as they came.
 * @throws Fault for what S3 refuses, and for what is not done here (encryption with the caller's key, public ACLs)
 */
export function detailOf(input: Described): ObjectDetail {
  refuse(input);
  const headers: Record<string, string> = {};
  const set = (name: string, value: string | undefined) => {
    if (value !== undefined && value !== '') headers[name] = value;
  };
  set('CacheControl', input.CacheControl);
  set('ContentDisposition', input.ContentDisposition);
  // `aws-chunked` describes how the request travels, not the object.
  set('ContentEncoding', input.ContentEncoding?.replace(/\baws-chunked\b,?\s*/i, '').replace(/,\s*$/, ''));
  set('ContentLanguage', input.ContentLanguage);
  set('ContentType', input.ContentType);
  set('ExpiresString', input.Expires instanceof Date ? input.Expires.toUTCString() : input.Expires);
  set('StorageClass', input.StorageClass === 'STANDARD' ? undefined : input.StorageClass);
  set('WebsiteRedirectLocation', input.WebsiteRedirectLocation);
  set('ServerSideEncryption', input.ServerSideEncryption);
  set('SSEKMSKeyId', input.SSEKMSKeyId);
  const metadata = lowerCased(input.Metadata);
  const tags = input.Tagging === undefined ? undefined : checkTags(readTagging(input.Tagging), 10);
  return {
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
    ...(tags === undefined || Object.keys(tags).length === 0 ? {} : { tags }),
  };
}

function refuse(input: Described): void {
  if (input.SSECustomerAlgorithm !== undefined) {
    throw new Fault('NotImplemented', 'The local S3 does not encrypt with keys of the caller (SSE-C).', 501);
  }
  if (input.ACL !== undefined && input.ACL !== 'private' && input.ACL !== 'bucket-owner-full-control') {
    throw new Fault('AccessControlListNotSupported', 'The bucket does not allow ACLs');
  }
  if (input.StorageClass !== undefined && !storageClasses.has(input.StorageClass)) {
    throw new Fault('InvalidStorageClass', 'The storage class you specified is not valid', 400, {
      StorageClassRequested: input.StorageClass,
    });
  }
}

function lowerCased(metadata: Readonly<Record<string, string>> = {}): Record<string, string> {
  const result: Record<string, string> = {};
  let size = 0;
  for (const [name, value] of Object.entries(metadata)) {
    result[name.toLowerCase()] = value;
    size += Buffer.byteLength(name) + Buffer.byteLength(value);
  }
  if (size > metadataBytes) {
    throw new Fault('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', 400, {
      Size: size,
      MaxSizeAllowed: metadataBytes,
    });
  }
  return result;
}

/**
 * The checksums that a request declares, or asks for without a value.
 * @throws Fault InvalidRequest for more than one, or a malformed one
 */
export function checksumsOf(
  input: Partial<Record<keyof typeof declaredChecksums, string | undefined>>,
): Map<ChecksumAlgorithm, string | undefined> {
  const declared = new Map<ChecksumAlgorithm, string | undefined>();
  for (const algorithm of checksumAlgorithms) {
    const value = input[checksumMember(algorithm) as keyof typeof declaredChecksums];
    if (value === undefined) continue;
    if (!isChecksumValue(algorithm, value)) {
      throw new Fault('InvalidRequest', `Value for x-amz-checksum-${algorithm.toLowerCase()} header is invalid.`);
    }
    declared.set(algorithm, value);
  }
  if (declared.size > 1) {
    throw new Fault(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  }
  if (declared.size === 0 && input.ChecksumAlgorithm) declared.set(algorithmOf(input.ChecksumAlgorithm), undefined);
  return declared;
}
