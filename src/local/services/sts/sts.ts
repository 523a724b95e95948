/** AWS Security Token Service: who am I, and roles that one may always take. */
import { z } from 'zod';
import type { Kernel } from '../../kernel.ts';
import type { LocalService } from '../../server/localService.ts';
import { operation } from '../../server/operation.ts';
import { readEndpointFile } from '../../state/endpointFile.ts';

const sessionSeconds = 3600;

export function createSts(kernel: Kernel): LocalService {
  const credentials = (seconds: number) => {
    const { accessKeyId, secretAccessKey } = readEndpointFile(kernel.folder);
    return {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: 'local',
      Expiration: new Date(Date.now() + seconds * 1000),
    };
  };

  return {
    name: 'sts',
    protocol: { kind: 'query', xmlns: 'https://sts.amazonaws.com/doc/2011-06-15/' },
    operations: {
      GetCallerIdentity: operation(z.object({}), (_, call) => ({
        UserId: 'STRATALOCAL',
        Account: call.accountId,
        Arn: `arn:aws:iam::${call.accountId}:user/strata-local`,
      })),

      GetSessionToken: operation(z.object({ DurationSeconds: z.coerce.number().optional() }), (input) => ({
        Credentials: credentials(input.DurationSeconds ?? sessionSeconds),
      })),

      // The local endpoint has one user, who may take every role; what the role would allow is not checked.
      AssumeRole: operation(
        z.object({
          RoleArn: z.string().min(20),
          RoleSessionName: z.string().min(2),
          DurationSeconds: z.coerce.number().optional(),
        }),
        (input, call) => {
          const role = input.RoleArn.split('/').at(-1);
          return {
            Credentials: credentials(input.DurationSeconds ?? sessionSeconds),
            AssumedRoleUser: {
              AssumedRoleId: `STRATALOCAL:${input.RoleSessionName}`,
              Arn: `arn:aws:sts::${call.accountId}:assumed-role/${role}/${input.RoleSessionName}`,
            },
          };
        },
      ),
    },
  };
}
