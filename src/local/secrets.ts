/**
 * Secrets of the local endpoint, for Secrets Manager itself and for the services that keep a password there for their
 * users (RDS, Redshift). https://docs.aws.amazon.com/secretsmanager/latest/userguide/getting-started.html
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Call } from './server/operation.ts';
import type { Collection, Store } from './state/store.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface SecretVersion {
  readonly id: string;
  /** `AWSCURRENT`, `AWSPREVIOUS` and what else was put on it. */
  readonly stages: readonly string[];
  /** Milliseconds. */
  readonly created: number;
  readonly text?: string | undefined;
  /** In Base64. */
  readonly binary?: string | undefined;
}

export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly description?: string | undefined;
  readonly kmsKeyId?: string | undefined;
  /** The service that made it and changes it, such as `rds`. */
  readonly owner?: string | undefined;
  /** Milliseconds, as are the next two. */
  readonly created: number;
  readonly changed: number;
  /** Set while it waits to be deleted. */
  readonly deletion?: number | undefined;
  /** The newest first. */
  readonly versions: readonly SecretVersion[];
  readonly tags: readonly Tag[];
}

export const current = 'AWSCURRENT';
export const previous = 'AWSPREVIOUS';

/** The secrets of a region, by name. */
export function secretsIn(store: Store, region: string): Collection<Secret> {
  return store.collection<Secret>('secretsmanager.secret', region);
}

/** @param id a name, or an ARN with or without its last six characters */
export function findSecret(store: Store, region: string, id: string): Secret | undefined {
  const secrets = secretsIn(store, region);
  const named = /^arn:[^:]+:secretsmanager:[^:]*:\d+:secret:(.+)$/.exec(id)?.[1];
  if (named === undefined) return secrets.get(id);
  return secrets.get(named) ?? [...secrets.all()].find(({ value }) => value.arn === id)?.value;
}

/** A secret without a value yet; it is not kept. */
export function blankSecret(call: Pick<Call, 'region' | 'accountId'>, name: string): Secret {
  const suffix = randomBytes(9).toString('base64').replaceAll(/[+/]/g, 'x').slice(0, 6);
  const now = Date.now();
  return {
    name,
    arn: `arn:aws:secretsmanager:${call.region}:${call.accountId}:secret:${name}-${suffix}`,
    created: now,
    changed: now,
    versions: [],
    tags: [],
  };
}

export interface SecretValue {
  readonly text?: string | undefined;
  readonly binary?: string | undefined;
}

/** The secret with a new version that is the current one; the one before becomes the previous one. */
export function withValue(secret: Secret, value: SecretValue, id: string = randomUUID()): Secret {
  const now = Date.now();
  const moved = secret.versions
    .map((version) => {
      const others = version.stages.filter((stage) => stage !== current && stage !== previous);
      return { ...version, stages: version.stages.includes(current) ? [...others, previous] : others };
    })
    // A version without a label is deprecated: nobody can count on it any more.
    .filter(({ stages }) => stages.length > 0);
  return { ...secret, changed: now, versions: [{ id, stages: [current], created: now, ...value }, ...moved] };
}

/** Keeps what signs a user in, as RDS and Redshift do for passwords that they manage; gives the secret's ARN. */
export function keepManagedLogin(
  store: Store,
  call: Pick<Call, 'region' | 'accountId'>,
  owner: string,
  name: string,
  login: { readonly username: string; readonly password: string },
): string {
  const secret = withValue({ ...blankSecret(call, name), owner }, { text: JSON.stringify(login) });
  secretsIn(store, call.region).put(name, secret);
  return secret.arn;
}

/** A managed secret goes at once with what it signs in to. */
export function forgetManagedLogin(store: Store, region: string, arn: string | undefined): void {
  const found = arn === undefined ? undefined : findSecret(store, region, arn);
  if (found) secretsIn(store, region).delete(found.name);
}
