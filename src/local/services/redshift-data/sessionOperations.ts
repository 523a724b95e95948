/** https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_ListSessions.html */
import { z } from 'zod';
import { validationFault } from '../../server/fault.ts';
import { type Operations, operation } from '../../server/operation.ts';
import { isIndex, readPageToken, writePageToken } from '../../server/pageToken.ts';
import type { DataApi } from './dataApi.ts';
import type { ListedSession } from './sessions.ts';

const mostSessions = 100;

const listing = z.object({
  MaxResults: z.number().int().min(0).max(mostSessions).nullish(),
  NextToken: z.string().nullish(),
  SessionId: z.string().nullish(),
  Status: z.enum(['AVAILABLE', 'BUSY', 'CLOSED']).nullish(),
  RoleLevel: z.boolean().nullish(),
  ClusterIdentifier: z.string().nullish(),
  WorkgroupName: z.string().nullish(),
  Database: z.string().nullish(),
});

export function sessionOperations({ sessions }: DataApi): Operations {
  return {
    ListSessions: operation(listing, (input, call) => {
      checkFilters(input);
      const from = readPageToken(input.NextToken, isIndex, () => validationFault('The NextToken is not valid.')) ?? 0;
      const size = input.MaxResults || mostSessions;
      const found = sessions.list(call.region).filter((session) => isWanted(session, input));
      return {
        Sessions: found.slice(from, from + size).map(sessionData),
        ...(found.length > from + size ? { NextToken: writePageToken(from + size) } : {}),
      };
    }),
  };
}

type Listing = z.infer<typeof listing>;

/** @throws Fault ValidationException */
function checkFilters({ SessionId, Status, ClusterIdentifier, WorkgroupName, Database }: Listing): void {
  if (ClusterIdentifier && WorkgroupName) {
    throw validationFault('ClusterIdentifier and WorkgroupName cannot both be specified.');
  }
  if (SessionId && (Status || ClusterIdentifier || WorkgroupName || Database)) {
    throw validationFault('With a SessionId, no status, cluster, workgroup or database can be specified.');
  }
}

/** Without a status, those that are open; one that is asked for by its id, whatever it is. */
function isWanted({ id, status, target }: ListedSession, input: Listing): boolean {
  if (input.SessionId) return id === input.SessionId;
  if (input.Status ? status !== input.Status : status === 'CLOSED') return false;
  return (
    (!input.Database || target.database === input.Database) &&
    (!input.ClusterIdentifier || target.cluster === input.ClusterIdentifier) &&
    (!input.WorkgroupName || target.workgroup === input.WorkgroupName)
  );
}

/** https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_SessionData.html */
function sessionData({ id, status, created, updated, target, keepAliveMs, statement }: ListedSession) {
  return {
    ...{ SessionId: id, Status: status, CreatedAt: new Date(created), UpdatedAt: new Date(updated) },
    ...{ Database: target.database, DbUser: target.user },
    ...(target.cluster === undefined ? {} : { ClusterIdentifier: target.cluster }),
    ...(target.workgroup === undefined ? {} : { WorkgroupName: target.workgroup }),
    SessionAliveSeconds: keepAliveMs / 1000,
    ...(status === 'AVAILABLE' ? { SessionTtl: new Date(updated + keepAliveMs) } : {}),
    ...(status === 'BUSY' && statement !== undefined ? { CurrentStatementId: statement } : {}),
  };
}
