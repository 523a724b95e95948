import { z } from 'zod';
import type { SecretValue } from '../../secrets.ts';
import { invalidParameter } from './faults.ts';

/** The members by which a value is given. */
export const valueInput = {
  ClientRequestToken: z.string().min(32).max(64).nullish(),
  SecretString: z.string().max(65_536).nullish(),
  /** In Base64, as JSON carries bytes. */
  SecretBinary: z.union([z.string(), z.instanceof(Uint8Array)]).nullish(),
};

/** @throws Fault InvalidParameterException when text and bytes are both given */
export function readValue(input: {
  readonly SecretString?: string | null | undefined;
  readonly SecretBinary?: string | Uint8Array | null | undefined;
}): SecretValue | undefined {
  const { SecretString: text, SecretBinary: bytes } = input;
  if (typeof text === 'string' && bytes) {
    throw invalidParameter(
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  }
  if (typeof text === 'string') return { text };
  if (!bytes) return undefined;
  return { binary: typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('base64') };
}
