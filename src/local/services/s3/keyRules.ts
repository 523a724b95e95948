import { Fault } from '../../server/fault.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const longestKeyBytes = 1024;

/** @throws Fault KeyTooLongError, InvalidURI for what cannot be a key */
export function checkKey(key: string): void {
  const size = Buffer.byteLength(key);
  if (size > longestKeyBytes) {
    throw new Fault('KeyTooLongError', 'Your key is too long', 400, { Size: size, MaxSizeAllowed: longestKeyBytes });
  }
  if (!key.isWellFormed()) throw new Fault('InvalidURI', "Couldn't parse the specified URI.", 400, { URI: key });
}

export function noSuchKey(key: string): Fault {
  return new Fault('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });
}
