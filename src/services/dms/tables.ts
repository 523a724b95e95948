/** Table statistics: https://docs.aws.amazon.com/dms/latest/APIReference/API_TableStatistics.html */
import {
  DatabaseMigrationServiceClient,
  DescribeTableStatisticsCommand,
  type TableStatistics,
} from '@aws-sdk/client-database-migration-service';
import { AppError } from '../../core/appError.ts';
import { formatNumber } from '../../core/format.ts';
import { t } from '../../core/l10n.ts';
import { type Page, type PageRequest, pageOf } from '../../core/page.ts';
import { isFinal, type RunState, type Step, type StepState } from '../../core/run.ts';
import type { Ctx } from '../../platform/ctx.ts';

/** DMS gives 20 to 500 on a page. */
const pageLimits = { least: 20, most: 500 };

/** A page of a task's tables; of one that has not found any yet, an empty one. */
export async function listTables(
  ctx: Ctx,
  taskArn: string,
  request: PageRequest,
  signal: AbortSignal,
): Promise<Page<TableStatistics>> {
  const dms = await ctx.aws.client(DatabaseMigrationServiceClient);
  const command = new DescribeTableStatisticsCommand({
    ReplicationTaskArn: taskArn,
    MaxRecords: Math.max(pageLimits.least, Math.min(request.limit, pageLimits.most)),
    ...(request.token ? { Marker: request.token } : {}),
  });
  try {
    const { TableStatistics = [], Marker } = await dms.send(command, { abortSignal: signal });
    const wanted = TableStatistics.filter(({ SchemaName, TableName }) =>
      `${SchemaName}.${TableName}`.startsWith(request.prefix ?? ''),
    );
    return pageOf(wanted, Marker);
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return { items: [] };
    throw error;
  }
}

/** @param run how the task is doing: a table that it was at when it ended was stopped with it */
export function tableStepState({ TableState: state = '' }: TableStatistics, run: RunState): StepState {
  if (/error|cancel/i.test(state)) return 'failed';
  if (/does not exist/i.test(state)) return 'skipped';
  if (/completed|complete$/i.test(state)) return 'succeeded';
  if (/^before load/i.test(state)) return isFinal(run) ? 'stopped' : 'waiting';
  return isFinal(run) ? 'stopped' : 'running';
}

const number = (value: bigint | number | undefined) => Number(value ?? 0);

/** What was done with a table, in one line: `1,000 loaded · 3 inserts · 1 update · 2 errors`. */
export function tableCounts(table: TableStatistics): string {
  const errors = number(table.FullLoadErrorRows) + number(table.FullLoadCondtnlChkFailedRows);
  return [
    t('{0} loaded', formatNumber(number(table.FullLoadRows))),
    t('inserts {0}', formatNumber(number(table.Inserts))),
    t('updates {0}', formatNumber(number(table.Updates))),
    t('deletes {0}', formatNumber(number(table.Deletes))),
    ...(errors > 0 ? [t('rows in error {0}', formatNumber(errors))] : []),
  ].join(' · ');
}

/** A table as a step of its task's run. */
export function tableStep(table: TableStatistics, run: RunState): Step {
  const name = `${table.SchemaName ?? ''}.${table.TableName ?? ''}`;
  const state = tableStepState(table, run);
  const { FullLoadStartTime: start, FullLoadEndTime: end } = table;
  return {
    id: name,
    name,
    type: tableCounts(table),
    state,
    attempts: 1,
    output: JSON.stringify(countsOf(table), undefined, 2),
    ...(start ? { startedAt: start.getTime() } : {}),
    ...(end && (state === 'succeeded' || state === 'failed') ? { endedAt: end.getTime() } : {}),
    ...(state === 'failed' ? { error: { message: table.TableState ?? '' } } : {}),
  };
}

function countsOf(table: TableStatistics): object {
  const { ValidationState: validation, ValidationFailedRecords: failed } = table;
  return {
    state: table.TableState,
    fullLoadRows: number(table.FullLoadRows),
    fullLoadErrorRows: number(table.FullLoadErrorRows) + number(table.FullLoadCondtnlChkFailedRows),
    inserts: number(table.Inserts),
    updates: number(table.Updates),
    deletes: number(table.Deletes),
    ddls: number(table.Ddls),
    ...(table.AppliedInserts === undefined
      ? {}
      : {
          applied: {
            inserts: number(table.AppliedInserts),
            updates: number(table.AppliedUpdates),
            deletes: number(table.AppliedDeletes),
          },
        }),
    ...(validation && validation !== 'Not enabled' ? { validation, validationFailed: number(failed) } : {}),
    lastUpdate: table.LastUpdateTime?.toISOString(),
  };
}
