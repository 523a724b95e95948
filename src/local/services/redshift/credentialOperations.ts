/**
 * Passwords that expire, which the warehouse's port takes.
 * https://docs.aws.amazon.com/redshift/latest/APIReference/API_GetClusterCredentials.html
 */

import { z } from 'zod';
import type { Kernel } from '../../kernel.ts';
import type { Operations } from '../../server/operation.ts';
import { flag, named, whole } from '../../server/queryInput.ts';
import { callersUser, temporaryLogin } from '../../warehouse/logins.ts';
import { needCluster } from './cluster.ts';
import { invalidParameter, redshiftOperation } from './query.ts';

const seconds = whole.min(900).max(3600).default(900);
const about = { ClusterIdentifier: z.string().optional(), DbName: z.string().optional(), DurationSeconds: seconds };

export function credentialOperations(kernel: Kernel): Operations {
  const needNamed = (region: string, id: string | undefined) => {
    if (id === undefined) throw invalidParameter('The parameter ClusterIdentifier must be provided.');
    return needCluster(kernel, region, id);
  };

  return {
    GetClusterCredentials: redshiftOperation(
      z.object({
        ...about,
        DbUser: z.string().regex(/^[A-Za-z_][\w+.@-]{0,63}$/),
        AutoCreate: flag.default(false),
        DbGroups: named('DbGroup', z.string()).optional(),
      }),
      (input, call) => {
        needNamed(call.region, input.ClusterIdentifier);
        const user = `${input.AutoCreate ? 'IAMA' : 'IAM'}:${input.DbUser}`;
        const expires = Date.now() + input.DurationSeconds * 1000;
        const { password } = temporaryLogin(kernel.store, user, expires);
        return { DbUser: user, DbPassword: password, Expiration: new Date(expires) };
      },
    ),

    GetClusterCredentialsWithIAM: redshiftOperation(z.object(about), (input, call) => {
      needNamed(call.region, input.ClusterIdentifier);
      const expires = Date.now() + input.DurationSeconds * 1000;
      const { password } = temporaryLogin(kernel.store, callersUser, expires);
      return {
        DbUser: callersUser,
        DbPassword: password,
        Expiration: new Date(expires),
        NextRefreshTime: new Date(expires),
      };
    }),
  };
}
