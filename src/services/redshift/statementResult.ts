/** Rows of statements: https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_GetStatementResult.html. */
import {
  type ColumnMetadata,
  type Field,
  GetStatementResultV2Command,
  RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import type { RunRef } from '../../core/run.ts';
import type { Ctx } from '../../platform/ctx.ts';
import type { RunColumn, RunResult } from '../../platform/service.ts';
import { exactResultCommand } from './exactLongs.ts';
import { readCsv } from './readCsv.ts';
import { getStatement } from './statements.ts';

export interface ResultPage {
  readonly columns: readonly RunColumn[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly total?: number | undefined;
  readonly next?: string | undefined;
}

/**
 * The rows of a finished statement; of a batch those of the last of its statements that has any. Of a statement without
 * rows it is told how many it changed.
 */
export async function statementResult(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<RunResult> {
  const statement = await getStatement(ctx, ref.id, signal);
  const withRows = statement.SubStatements?.findLast(({ HasResultSet }) => HasResultSet);
  const hasRows = withRows !== undefined || (!statement.SubStatements?.length && statement.HasResultSet !== false);
  if (!hasRows) return changedRows(statement.ResultRows ?? -1);
  const id = withRows?.Id ?? ref.id;
  const csv = statement.ResultFormat === 'CSV';
  const first = await readPage(ctx, id, csv, undefined, signal);
  return {
    kind: 'rows',
    columns: first.columns,
    ...(first.total === undefined ? {} : { total: first.total }),
    async *pages(given) {
      yield first.rows;
      for (let { next } = first; next !== undefined; ) {
        const page = await readPage(ctx, id, csv, next, given);
        yield page.rows;
        next = page.next;
      }
    },
  };
}

function changedRows(rows: number): RunResult {
  return {
    kind: 'rows',
    columns: [{ name: 'rows_affected', type: 'int8' }],
    async *pages() {
      yield [[rows < 0 ? null : String(rows)]];
    },
  };
}

/** One page of a result. @param id of a statement, or of one of a batch */
export async function readPage(
  ctx: Ctx,
  id: string,
  csv: boolean,
  token: string | undefined,
  signal: AbortSignal,
): Promise<ResultPage> {
  const data = await ctx.aws.client(RedshiftDataClient);
  const input = { Id: id, ...(token === undefined ? {} : { NextToken: token }) };
  if (csv) {
    const page = await data.send(new GetStatementResultV2Command(input), { abortSignal: signal });
    const text = (page.Records ?? []).map(({ CSVRecords = '' }) => CSVRecords).join('');
    return { ...about(page), rows: readCsv(text) };
  }
  const page = await data.send(exactResultCommand(input), { abortSignal: signal });
  return { ...about(page), rows: (page.Records ?? []).map((row) => row.map(textOf)) };
}

function about(page: {
  ColumnMetadata?: ColumnMetadata[] | undefined;
  TotalNumRows?: number | undefined;
  NextToken?: string | undefined;
}) {
  return {
    columns: (page.ColumnMetadata ?? []).map((column) => ({
      name: column.label ?? column.name ?? '',
      type: typeOf(column),
    })),
    total: page.TotalNumRows === undefined ? undefined : Number(page.TotalNumRows),
    next: page.NextToken || undefined,
  };
}

/** `numeric(18,2)`, `varchar(256)`, `int8`: the type as Redshift writes it in short. */
export function typeOf({ typeName = 'varchar', precision = 0, scale = 0, length = 0 }: ColumnMetadata): string {
  if (typeName === 'numeric') return `numeric(${precision},${scale})`;
  const characters = Math.max(precision, length);
  return /^(varchar|bpchar)$/.test(typeName) && characters > 0 ? `${typeName}(${characters})` : typeName;
}

/** Nothing is rounded: whole numbers beyond 2^53 and decimals come as text. */
function textOf(field: Field): string | null {
  if (field.isNull) return null;
  if (field.stringValue !== undefined) return field.stringValue;
  if (field.blobValue !== undefined) return Buffer.from(field.blobValue).toString('hex');
  const value = field.longValue ?? field.doubleValue ?? field.booleanValue;
  return value === undefined ? null : String(value);
}
