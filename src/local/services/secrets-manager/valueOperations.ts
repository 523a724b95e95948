/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html and its kin */
import { z } from 'zod';
import { current, type Secret, type SecretVersion, secretsIn, withValue } from '../../secrets.ts';
import { type Operations, operation } from '../../server/operation.ts';
import type { Store } from '../../state/store.ts';
import { invalidParameter, needLiveSecret, needSecret, notFound } from './faults.ts';
import { readValue, valueInput } from './secretValue.ts';

export function valueOperations(store: Store): Operations {
  return {
    GetSecretValue: operation(
      z.object({ SecretId: z.string(), VersionId: z.string().nullish(), VersionStage: z.string().nullish() }),
      (input, call) => {
        const found = needLiveSecret(store, call.region, input.SecretId);
        const version = versionOf(found, input.VersionId ?? undefined, input.VersionStage ?? undefined);
        return {
          ARN: found.arn,
          Name: found.name,
          VersionId: version.id,
          ...(version.text === undefined ? {} : { SecretString: version.text }),
          ...(version.binary === undefined ? {} : { SecretBinary: version.binary }),
          VersionStages: version.stages,
          CreatedDate: new Date(version.created),
        };
      },
    ),

    PutSecretValue: operation(
      z.object({ ...valueInput, SecretId: z.string(), VersionStages: z.array(z.string()).min(1).nullish() }),
      (input, call) => {
        const found = needLiveSecret(store, call.region, input.SecretId);
        const value = readValue(input);
        if (!value) throw invalidParameter('You must provide either SecretString or SecretBinary.');
        if (input.VersionStages && !input.VersionStages.includes(current)) {
          throw invalidParameter('The local endpoint puts values as AWSCURRENT only.');
        }
        const changed = withValue(found, value, input.ClientRequestToken ?? undefined);
        secretsIn(store, call.region).put(changed.name, changed);
        const [version] = changed.versions;
        return { ARN: changed.arn, Name: changed.name, VersionId: version?.id, VersionStages: version?.stages };
      },
    ),

    ListSecretVersionIds: operation(z.object({ SecretId: z.string() }), (input, call) => {
      const found = needSecret(store, call.region, input.SecretId);
      const Versions = found.versions.map(({ id, stages, created }) => ({
        VersionId: id,
        VersionStages: stages,
        CreatedDate: new Date(created),
      }));
      return { ARN: found.arn, Name: found.name, Versions };
    }),
  };
}

/** @throws Fault ResourceNotFoundException */
function versionOf(secret: Secret, id: string | undefined, stage: string | undefined): SecretVersion {
  const label = stage ?? (id === undefined ? current : undefined);
  const found = secret.versions.find(
    (version) => (id === undefined || version.id === id) && (label === undefined || version.stages.includes(label)),
  );
  if (found) return found;
  throw notFound(id === undefined ? `secret value for staging label: ${label}` : `secret value for VersionId: ${id}`);
}
