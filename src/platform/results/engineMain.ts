/**
 * The result engine's process: DuckDB behind grids and exports. It holds relations as views over files and answers
 * windows of them; a heavy sort or a crash here never touches the editor. Ends when its parent does.
 */
import { rename, rm } from 'node:fs/promises';
import os from 'node:os';
import { type DuckDBConnection, DuckDBInstance, type Json } from '@duckdb/node-api';
import { AppError } from '../../core/appError.ts';
import type { Cell, Column } from '../../core/relation.ts';
import { quoteName } from '../../core/sqlQuoting.ts';
import type { EngineApi, RelationFiles } from '../../protocol/engineProtocol.ts';
import { createRpc } from '../../protocol/rpc.ts';
import { fileFault } from './fileFault.ts';
import {
  type BoundSql,
  copySql,
  countSql,
  distinctNames,
  distinctSql,
  kindOfType,
  readerOf,
  setupSql,
  windowSql,
} from './relationSql.ts';

const memoryShare = 0.25;

const database = await DuckDBInstance.create(':memory:', {
  memory_limit: `${Math.round((os.totalmem() * memoryShare) / 2 ** 20)}MB`,
  autoinstall_known_extensions: 'false',
});
const setup = await database.connect();
for (const sql of setupSql) await setup.run(sql);
const relations = new Map<string, { readonly columns: readonly Column[]; readonly source: RelationFiles }>();

/** A connection of its own for each call, so that calls run side by side and an interrupt hits only its own. */
async function query<T>(
  source: RelationFiles | undefined,
  signal: AbortSignal,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const connection = await database.connect();
  const interrupt = () => connection.interrupt();
  signal.addEventListener('abort', interrupt);
  try {
    return await work(connection);
  } catch (error) {
    throw signal.aborted ? new AppError('cancelled', 'Cancelled.') : readable(error, source);
  } finally {
    signal.removeEventListener('abort', interrupt);
    connection.closeSync();
  }
}

/** What is wrong, as the reader knows the files. */
function readable(error: unknown, source: RelationFiles | undefined): AppError {
  const text = error instanceof Error ? error.message : String(error);
  const names = new Map(source?.files.map((file, i) => [file, source.shownAs?.[i] ?? file]));
  const fault = fileFault(text, names);
  return fault === undefined
    ? new AppError('failed', text.trim(), { cause: error })
    : new AppError('corrupt-data', fault, { cause: error });
}

async function rowsOf(connection: DuckDBConnection, { sql, values }: BoundSql): Promise<Cell[][]> {
  const result = await connection.runAndReadAll(sql, [...values]);
  return result.getRowsJson().map((row) => row.map(cellOf));
}

/** DuckDB's JSON form is exact for every scalar; what is nested travels as its JSON text. */
function cellOf(value: Json): Cell {
  return value !== null && typeof value === 'object' ? JSON.stringify(value) : value;
}

function textOf(value: Json): string | null {
  const cell = cellOf(value);
  return cell === null ? null : String(cell);
}

function columnsOf(handle: string): string[] {
  const relation = relations.get(handle);
  if (!relation) throw new AppError('not-found', 'This result is not open any more.');
  return relation.columns.map(({ name }) => name);
}

const sourceOf = (handle: string) => relations.get(handle)?.source;

const engine: EngineApi = {
  open: ({ handle, source }, signal) =>
    query(source, signal, async (connection) => {
      const reader = readerOf(source);
      const described = await connection.runAndReadAll(`SELECT * FROM ${reader} LIMIT 0`);
      const names = described.columnNames();
      const aliases = distinctNames(names);
      const renamed = aliases.map(quoteName).join(', ');
      await connection.run(`CREATE OR REPLACE VIEW ${quoteName(handle)}(${renamed}) AS SELECT * FROM ${reader}`);
      const columns = described.columnTypes().map((type, i): Column => {
        const word = String(type);
        return { name: aliases[i] ?? '', type: source.columns?.[i]?.type ?? word, kind: kindOfType(word) };
      });
      relations.set(handle, { columns, source });
      return { handle, columns };
    }),

  rows: ({ handle, query: asked, offset, limit }, signal) =>
    query(sourceOf(handle), signal, async (connection) => ({
      offset,
      rows: await rowsOf(connection, windowSql(handle, columnsOf(handle), asked, offset, limit)),
    })),

  count: ({ handle, filter }, signal) =>
    query(sourceOf(handle), signal, async (connection) => {
      columnsOf(handle);
      return Number((await rowsOf(connection, countSql(handle, filter)))[0]?.[0] ?? 0);
    }),

  distinct: ({ handle, column, search, limit }, signal) =>
    query(sourceOf(handle), signal, async (connection) => {
      columnsOf(handle);
      const rows = await rowsOf(connection, distinctSql(handle, column, search, limit));
      return rows.map(([value, count]) => ({ value: value === null ? null : String(value), count: Number(count) }));
    }),

  export: ({ handle, query: asked, format, file }, signal) =>
    query(sourceOf(handle), signal, async (connection) => {
      const beside = `${file}.${process.pid}.part`;
      try {
        const result = await connection.runAndReadAll(
          ...spread(copySql(handle, columnsOf(handle), asked, format, beside)),
        );
        await rename(beside, file);
        return { rows: Number(result.getRowsJson()[0]?.[0] ?? 0) };
      } finally {
        await rm(beside, { force: true });
      }
    }),

  sql: ({ sql, maxRows }, signal) =>
    query(undefined, signal, async (connection) => {
      // As a table's rows it can be nothing but a query.
      const result = await connection.runAndReadUntil(`SELECT * FROM (\n${sql}\n) LIMIT ${maxRows + 1}`, maxRows + 1);
      const types = result.columnTypes().map(String);
      const columns = result.columnNames().map((name, i) => ({ name, type: types[i] ?? '' }));
      const rows = result.getRowsJson().map((row) => row.map(textOf));
      return { columns, rows: rows.slice(0, maxRows), more: rows.length > maxRows };
    }),

  close: ({ handle }, signal) =>
    query(sourceOf(handle), signal, async (connection) => {
      relations.delete(handle);
      await connection.run(`DROP VIEW IF EXISTS ${quoteName(handle)}`);
      return null;
    }),
};

function spread({ sql, values }: BoundSql): [string, (string | number | null)[]] {
  return [sql, [...values]];
}

createRpc(
  { post: (message) => process.send?.(message), on: (listener) => void process.on('message', listener) },
  engine,
);
process.on('disconnect', () => process.exit(0));
