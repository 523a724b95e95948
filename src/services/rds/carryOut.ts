/** One statement from its beginning to its end: rows are read a page at a time and written as they come. */
import type { QueryResult } from 'pg';
import { isCancellation } from '../../core/appError.ts';
import type { Ctx } from '../../platform/ctx.ts';
import type { PostgresConnection } from '../../platform/postgres/openPostgres.ts';
import { statementError } from '../../platform/postgres/postgresErrors.ts';
import type { StatementRecord } from '../../platform/postgres/statementFiles.ts';
import { writeRows } from '../../platform/results/writeRows.ts';
import { ObservedTypes, type ResultField, textsOf } from './resultTypes.ts';

type Row = readonly (string | null)[];

export interface AnswerPage {
  readonly rows: readonly Row[];
  readonly fields: readonly ResultField[];
  /** How many rows a statement without any has changed; null where it changes none. */
  readonly changed: number | null;
}

const pageRows = 2000;
const asText = { getTypeParser: () => (text: unknown) => text };

/**
 * The pages of a statement's answer, at least one; who breaks off early ends the statement.
 * @throws AppError in the server's words, with the place as `line 3:12`
 */
export async function* answerPages({ client }: PostgresConnection, sql: string, size = pageRows) {
  const Cursor = (await import('pg-cursor')).default;
  const cursor = client.query(new Cursor<Row>(sql, [], { rowMode: 'array', types: asText }));
  let over = false;
  const read = () =>
    new Promise<AnswerPage>((resolve, reject) => {
      cursor.read(size, (error: Error | undefined, rows: Row[], result: QueryResult<Row>) => {
        over = Boolean(error) || rows.length < size;
        if (error) return reject(statementError(error, sql));
        resolve({ rows, fields: result.fields, changed: result.rowCount });
      });
    });
  try {
    do {
      const page = await read();
      yield { ...page, rows: page.rows.map((row) => textsOf(row, page.fields)) };
    } while (!over);
  } finally {
    // One that has failed answers nothing more, not even to this.
    if (!over) await cursor.close();
  }
}

/** The server's own names of the columns' types. */
export async function typeNames(
  connection: PostgresConnection,
  fields: readonly ResultField[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const sql =
    'SELECT format_type(type, modifier) FROM unnest($1::oid[], $2::int[]) WITH ORDINALITY AS field(type, modifier, at) ORDER BY at';
  const types = fields.map(({ dataTypeID }) => dataTypeID);
  const modifiers = fields.map(({ dataTypeModifier }) => dataTypeModifier);
  const rows = await connection.rows(sql, [types, modifiers], signal);
  return rows.map(([name]) => name ?? 'text');
}

/** What came of a statement, its rows being in the file. */
export async function carryOut(
  ctx: Ctx,
  connection: PostgresConnection,
  sql: string,
  file: string,
): Promise<Pick<StatementRecord, 'state' | 'columns' | 'rows' | 'error'>> {
  const never = new AbortController().signal;
  try {
    const pages = answerPages(connection, sql);
    const first = await pages.next();
    if (first.done) throw new Error('a statement was answered with nothing');
    const { fields, changed } = first.value;
    if (fields.length === 0) return await writeChanged(ctx, changed, file, never);
    const observed = new ObservedTypes(fields);
    let rows = 0;
    const count = (page: AnswerPage) => {
      observed.add(page.rows);
      rows += page.rows.length;
      return page.rows;
    };
    const all = async function* () {
      yield count(first.value);
      for await (const page of pages) yield count(page);
    };
    const columns = fields.map(({ name }) => ({ name, type: 'text' }));
    await writeRows(ctx, { kind: 'rows', columns, pages: all }, file, never);
    return { state: 'succeeded', rows, columns: observed.columns(await typeNames(connection, fields, never)) };
  } catch (error) {
    const told = statementError(error, sql);
    return isCancellation(told) ? { state: 'stopped' } : { state: 'failed', error: told.message };
  }
}

async function writeChanged(ctx: Ctx, changed: number | null, file: string, signal: AbortSignal) {
  const columns = [{ name: 'rows_affected', type: 'bigint' }];
  const pages = async function* () {
    yield [[changed === null ? null : String(changed)]];
  };
  await writeRows(ctx, { kind: 'rows', columns, pages }, file, signal);
  return { state: 'succeeded', columns, rows: 1 } as const;
}
