import { randomUUID } from 'node:crypto';
import type { Kernel } from '../../kernel.ts';
import { keptMs, type Statement } from './statement.ts';

/** Tells EventBridge of a statement's end; https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-monitoring-events.html. */
export function emitStatusChange(kernel: Kernel, statement: Statement): void {
  if (!statement.withEvent) return;
  const { target, region } = statement;
  const { accountId } = kernel;
  kernel.events.emit({
    id: randomUUID(),
    source: 'aws.redshift-data',
    'detail-type': 'Redshift Data Statement Status Change',
    account: accountId,
    time: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: [
      target.cluster === undefined
        ? `arn:aws:redshift-serverless:${region}:${accountId}:workgroup/${target.workgroup}`
        : `arn:aws:redshift:${region}:${accountId}:cluster:${target.cluster}`,
    ],
    detail: {
      principal: `arn:aws:iam::${accountId}:user/strata-local`,
      statementName: statement.name ?? '',
      statementId: statement.id,
      redshiftQueryId: -1,
      state: statement.status,
      rows: Math.max(0, ...statement.parts.map(({ rows }) => rows)),
      expireAt: Math.floor((statement.updated + keptMs) / 1000),
    },
  });
}
