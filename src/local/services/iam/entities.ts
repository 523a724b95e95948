import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Collection, Store } from '../../state/store.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** A role or a user: what policies hang on. */
export interface Principal {
  readonly path: string;
  readonly name: string;
  readonly id: string;
  /** ISO 8601. */
  readonly created: string;
  readonly tags: readonly Tag[];
  readonly boundary?: string | undefined;
  /** Inline policies, name → document. */
  readonly inline: Readonly<Record<string, string>>;
  /** ARNs of managed policies. */
  readonly attached: readonly string[];
}

export interface Role extends Principal {
  readonly trust: string;
  readonly description?: string | undefined;
  readonly maxSessionSeconds: number;
}

export interface ManagedPolicy {
  readonly path: string;
  readonly name: string;
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly description?: string | undefined;
  readonly tags: readonly Tag[];
  readonly defaultVersion: string;
  readonly lastVersion: number;
  readonly versions: readonly { readonly id: string; readonly document: string; readonly created: string }[];
}

/** IAM is one for all regions. */
const everywhere = 'global';

export interface IamStore {
  readonly roles: Collection<Role>;
  readonly users: Collection<Principal>;
  /** By ARN. */
  readonly policies: Collection<ManagedPolicy>;
}

export function openIamStore(store: Store): IamStore {
  return {
    roles: store.collection('iam.role', everywhere),
    users: store.collection('iam.user', everywhere),
    policies: store.collection('iam.policy', everywhere),
  };
}

/** Such as AROA… for a role. */
export function newId(prefix: 'AROA' | 'AIDA' | 'ANPA'): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return prefix + [...randomBytes(17)].map((byte) => letters[byte % letters.length]).join('');
}

export const invalid = 'ValidationError';
const name = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(
      /^[\w+=,.@-]+$/,
      'The specified value is invalid. It must contain only alphanumeric characters and/or +=,.@_-',
    );
export const roleName = name(64);
export const userName = name(64);
export const policyName = name(128);
export const policyArn = z.string().min(20).max(2048);
export const entityPath = z
  .string()
  .regex(/^(\/|\/[\x21-\x7e]+\/)$/, 'The path must begin and end with / and contain only ASCII characters.')
  .default('/');
export const tags = z
  .array(z.object({ Key: z.string().min(1).max(128), Value: z.string().max(256).default('') }))
  .max(50);
export const tagKeys = z.array(z.string()).max(50);

export const paging = { Marker: z.string().optional(), MaxItems: z.coerce.number().int().min(1).max(1000).optional() };

/** Some tags added to others, each key once. */
export function mergeTags(before: readonly Tag[], added: readonly Tag[]): Tag[] {
  return [...before.filter((each) => !added.some((tag) => tag.Key === each.Key)), ...added];
}

/** One page of a list as IAM pages all of them; the marker is the place in the list. */
export function pageOfList<T>(
  items: readonly T[],
  request: { Marker?: string | undefined; MaxItems?: number | undefined },
): { page: T[]; rest: { IsTruncated: boolean; Marker?: string } } {
  const from = request.Marker === undefined ? 0 : Number(Buffer.from(request.Marker, 'base64url').toString()) || 0;
  const to = from + (request.MaxItems ?? 100);
  return {
    page: items.slice(from, to),
    rest:
      to < items.length
        ? { IsTruncated: true, Marker: Buffer.from(String(to)).toString('base64url') }
        : { IsTruncated: false },
  };
}
