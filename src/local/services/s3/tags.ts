/** Tags of objects and buckets: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html. */
import { Fault } from '../../server/fault.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** The x-amz-tagging header: `a=b&c=d`. */
export function readTagging(header: string): Tag[] {
  return [...new URLSearchParams(header)].map(([Key, Value]) => ({ Key, Value }));
}

/** @throws Fault InvalidTag, BadRequest as S3 words them */
export function checkTags(tags: readonly Tag[], most: number): Record<string, string> {
  if (tags.length > most) {
    throw most === 10
      ? new Fault('BadRequest', 'Object tags cannot be greater than 10')
      : new Fault('BadRequest', `Bucket tag count cannot be greater than ${most}`);
  }
  const result: Record<string, string> = {};
  for (const { Key, Value } of tags) {
    if (Key.length === 0 || Key.length > 128 || !allowed.test(Key)) {
      throw new Fault('InvalidTag', 'The TagKey you have provided is invalid', 400, { TagKey: Key });
    }
    if (Value.length > 256 || !allowed.test(Value)) {
      throw new Fault('InvalidTag', 'The TagValue you have provided is invalid', 400, { TagKey: Key });
    }
    if (Object.hasOwn(result, Key)) {
      throw new Fault('InvalidTag', 'Cannot provide multiple Tags with the same key', 400, { TagKey: Key });
    }
    result[Key] = Value;
  }
  return result;
}

export function tagSet(tags: Readonly<Record<string, string>> = {}): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
