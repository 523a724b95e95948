/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html and its kin */
import { z } from 'zod';
import { blankSecret, type Secret, secretsIn, withValue } from '../../secrets.ts';
import { Fault } from '../../server/fault.ts';
import { type Operations, operation } from '../../server/operation.ts';
import { isIndex, readPageToken, sliceOfList } from '../../server/pageToken.ts';
import type { Store } from '../../state/store.ts';
import { invalidParameter, invalidRequest, needLiveSecret, needSecret } from './faults.ts';
import { readValue, valueInput } from './secretValue.ts';
import { tagsInput } from './tagOperations.ts';

const day = 86_400_000;

const about = { Description: z.string().max(2048).nullish(), KmsKeyId: z.string().nullish(), ...valueInput };
const filter = z.object({ Key: z.string(), Values: z.array(z.string()).min(1) });

export function secretOperations(store: Store): Operations {
  return {
    CreateSecret: operation(
      z.object({
        ...about,
        Name: z
          .string()
          .regex(
            /^[A-Za-z0-9/_+=.@!-]{1,512}$/,
            'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
          ),
        Tags: tagsInput.nullish(),
      }),
      (input, call) => {
        const blank: Secret = {
          ...blankSecret(call, input.Name),
          description: input.Description ?? undefined,
          kmsKeyId: input.KmsKeyId ?? undefined,
          tags: input.Tags ?? [],
        };
        const value = readValue(input);
        const made = value ? withValue(blank, value, input.ClientRequestToken ?? undefined) : blank;
        if (!secretsIn(store, call.region).insert(made.name, made)) {
          throw new Fault(
            'ResourceExistsException',
            `The operation failed because the secret ${made.name} already exists.`,
          );
        }
        return named(made);
      },
    ),

    UpdateSecret: operation(z.object({ ...about, SecretId: z.string() }), (input, call) => {
      const found = needLiveSecret(store, call.region, input.SecretId);
      const described: Secret = {
        ...found,
        description: input.Description ?? found.description,
        kmsKeyId: input.KmsKeyId ?? found.kmsKeyId,
        changed: Date.now(),
      };
      const value = readValue(input);
      const changed = value ? withValue(described, value, input.ClientRequestToken ?? undefined) : described;
      secretsIn(store, call.region).put(changed.name, changed);
      return value ? named(changed) : { ARN: changed.arn, Name: changed.name };
    }),

    DescribeSecret: operation(z.object({ SecretId: z.string() }), (input, call) => {
      const found = needSecret(store, call.region, input.SecretId);
      return { ...describe(found), VersionIdsToStages: stagesOf(found) };
    }),

    ListSecrets: operation(
      z.object({
        NextToken: z.string().nullish(),
        MaxResults: z.number().int().min(1).max(100).nullish(),
        Filters: z.array(filter).nullish(),
        IncludePlannedDeletion: z.boolean().nullish(),
      }),
      (input, call) => {
        const from = readPageToken(input.NextToken, isIndex, () => invalidParameter('Invalid NextToken.')) ?? 0;
        const wanted = [...secretsIn(store, call.region).all()]
          .map(({ value }) => value)
          .filter(({ deletion }) => deletion === undefined || input.IncludePlannedDeletion === true)
          .filter((secret) => (input.Filters ?? []).every((each) => matches(secret, each)));
        const { items, next } = sliceOfList(wanted, from, input.MaxResults ?? 100);
        const SecretList = items.map((each) => ({ ...describe(each), SecretVersionsToStages: stagesOf(each) }));
        return { SecretList, ...(next === undefined ? {} : { NextToken: next }) };
      },
    ),

    DeleteSecret: operation(
      z.object({
        SecretId: z.string(),
        RecoveryWindowInDays: z.number().int().min(7).max(30).nullish(),
        ForceDeleteWithoutRecovery: z.boolean().nullish(),
      }),
      (input, call) => {
        const forced = input.ForceDeleteWithoutRecovery === true;
        if (forced && input.RecoveryWindowInDays) {
          throw invalidParameter("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
        }
        const found = needSecret(store, call.region, input.SecretId);
        if (found.owner !== undefined) throw managed(found.owner);
        const deletion = Date.now() + (forced ? 0 : (input.RecoveryWindowInDays ?? 30) * day);
        if (forced) secretsIn(store, call.region).delete(found.name);
        else secretsIn(store, call.region).put(found.name, { ...found, deletion });
        return { ARN: found.arn, Name: found.name, DeletionDate: new Date(deletion) };
      },
    ),

    RestoreSecret: operation(z.object({ SecretId: z.string() }), (input, call) => {
      const { deletion: _, ...found } = needSecret(store, call.region, input.SecretId);
      secretsIn(store, call.region).put(found.name, found);
      return { ARN: found.arn, Name: found.name };
    }),
  };
}

function managed(owner: string): Fault {
  return invalidRequest(`You can't perform this operation on a secret that is managed by ${owner}.`);
}

function named(secret: Secret) {
  const [version] = secret.versions;
  return { ARN: secret.arn, Name: secret.name, ...(version ? { VersionId: version.id } : {}) };
}

function describe(secret: Secret) {
  return {
    ARN: secret.arn,
    Name: secret.name,
    ...(secret.description === undefined ? {} : { Description: secret.description }),
    ...(secret.kmsKeyId === undefined ? {} : { KmsKeyId: secret.kmsKeyId }),
    ...(secret.owner === undefined ? {} : { OwningService: secret.owner }),
    ...(secret.deletion === undefined ? {} : { DeletedDate: new Date(secret.deletion) }),
    CreatedDate: new Date(secret.created),
    LastChangedDate: new Date(secret.changed),
    Tags: secret.tags,
  };
}

function stagesOf({ versions }: Secret): Record<string, readonly string[]> {
  return Object.fromEntries(versions.map(({ id, stages }) => [id, stages]));
}

/** By the beginnings of words, as Secrets Manager does; `!` before a value excludes it. @throws Fault InvalidParameterException */
function matches(secret: Secret, { Key, Values }: z.infer<typeof filter>): boolean {
  const texts: Readonly<Record<string, readonly string[]>> = {
    name: [secret.name],
    description: [secret.description ?? ''],
    'tag-key': secret.tags.map((tag) => tag.Key),
    'tag-value': secret.tags.map((tag) => tag.Value),
    'owning-service': [secret.owner ?? ''],
  };
  const own = Key === 'all' ? Object.values(texts).flat() : texts[Key];
  if (!own) throw invalidParameter(`Invalid filter key ${Key}.`);
  const has = (value: string) => own.some((text) => text.toLowerCase().startsWith(value.toLowerCase()));
  return Values.some((value) => (value.startsWith('!') ? !has(value.slice(1)) : has(value)));
}
