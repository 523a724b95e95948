/** https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/API_GetCredentials.html */
import { z } from 'zod';
import type { Kernel } from '../../kernel.ts';
import { Fault } from '../../server/fault.ts';
import { type Operations, operation } from '../../server/operation.ts';
import { callersUser, temporaryLogin } from '../../warehouse/logins.ts';
import { resourceName } from './inputs.ts';
import type { ServerlessStore } from './serverlessStore.ts';

export function credentialOperations(kernel: Kernel, store: ServerlessStore): Operations {
  return {
    GetCredentials: operation(
      z.object({
        workgroupName: resourceName.nullish(),
        dbName: z.string().nullish(),
        durationSeconds: z.number().int().min(900).max(3600).nullish(),
        customDomainName: z.string().nullish(),
      }),
      (input, call) => {
        if (!input.workgroupName) throw new Fault('ValidationException', 'workgroupName must be given.');
        store.needWorkgroup(call.region, input.workgroupName);
        const expires = Date.now() + (input.durationSeconds ?? 900) * 1000;
        const { password } = temporaryLogin(kernel.store, callersUser, expires);
        return {
          dbUser: callersUser,
          dbPassword: password,
          expiration: new Date(expires),
          nextRefreshTime: new Date(expires),
        };
      },
    ),
  };
}
