import { randomUUID } from 'node:crypto';
import type { EventBus } from '../../eventBus.ts';
import type { Call } from '../../server/operation.ts';
import { glueArn } from './arns.ts';

export interface GlueEvent {
  readonly type: string;
  readonly resources?: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Where an event happened. */
export type EventPlace = Pick<Call, 'region' | 'accountId'>;

/** Sends an event of `aws.glue`: https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html */
export function emitGlue(events: EventBus, place: EventPlace, event: GlueEvent): void {
  events.emit({
    id: randomUUID(),
    source: 'aws.glue',
    'detail-type': event.type,
    account: place.accountId,
    time: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    region: place.region,
    resources: event.resources ?? [],
    detail: event.detail,
  });
}

/** "Glue Data Catalog Database State Change". */
export function emitDatabaseChange(events: EventBus, call: EventPlace, typeOfChange: string, names: string[]): void {
  emitGlue(events, call, {
    type: 'Glue Data Catalog Database State Change',
    resources: names.map((name) => glueArn(call, 'table', `${name}/*`)),
    detail: { typeOfChange, changedTables: names },
  });
}

/** "Glue Data Catalog Table State Change": tables of a database were created or deleted, or one was changed. */
export function emitTableChange(
  events: EventBus,
  call: EventPlace,
  change: { readonly database: string; readonly typeOfChange: string; readonly tables: readonly string[] },
): void {
  const [only] = change.tables;
  const resources = change.tables.map((name) => glueArn(call, 'table', `${change.database}/${name}`));
  const single = change.typeOfChange === 'UpdateTable' || change.typeOfChange.includes('Partition');
  emitGlue(events, call, {
    type: single ? 'Glue Data Catalog Table State Change' : 'Glue Data Catalog Database State Change',
    resources,
    detail: {
      databaseName: change.database,
      typeOfChange: change.typeOfChange,
      ...(single ? { tableName: only } : { changedTables: change.tables }),
    },
  });
}
