/** One table as it is in a snapshot, copied into files. */
import path from 'node:path';
import type { Client } from 'pg';
import { quoteName, quotePath } from '../../../../core/sqlQuoting.ts';
import { targetOf } from '../mappings/targetNames.ts';
import { copyRows } from './copyRows.ts';
import { type FileColumn, type FileWriter, fileEnding } from './dataFile.ts';
import { loadFileName, momentText, tableFolder } from './fileNames.ts';
import type { LoadCommit, TaskFile, TaskInput } from './replicationApi.ts';
import type { SourceColumn, SourceTable } from './sourceTables.ts';
import { Spool, spooled } from './spool.ts';
import { typeOptions } from './typeOptions.ts';

interface LoadCtx {
  readonly task: TaskInput;
  readonly writer: FileWriter;
  /** Told of how many rows have been read so far. */
  readonly onRows: (rows: number) => void;
}

/**
 * @param client within a transaction of the snapshot
 * @returns what is to be committed; nothing is in the target yet
 * @throws Error the source's or DuckDB's own
 */
export async function loadTable(
  ctx: LoadCtx,
  client: Client,
  table: SourceTable,
  signal: AbortSignal,
): Promise<LoadCommit> {
  const { target, mappings, folder, cleans } = ctx.task;
  const names = table.columns.map(({ name }) => name);
  const made = targetOf(mappings, table, names);
  const columns = made.columns.map(({ from, name }) => ({ name, source: table.columns[from]! }));
  const prefix = tableFolder(target, made.schema, made.table);
  const files: TaskFile[] = [];
  let rows = 0;
  const finish = async (spool: Spool) => {
    await spool.flush();
    const name = `${loadFileName(files.length + 1)}.${fileEnding(target)}`;
    const file = path.join(folder, `load-${name}`);
    const moment = momentText(BigInt(target.UseTaskStartTimeForFullLoadTimestamp ? ctx.task.startedAt : begun) * 1000n);
    await ctx.writer.write(spool.file, file, fileColumns(columns, ctx.task, moment), target, typeOptions(ctx.task));
    files.push({ key: prefix + name, file });
  };
  const create = () => Spool.create(path.join(folder, 'load.csv'));
  let spool = await create();
  let begun = Date.now();
  try {
    for await (const part of copyRows(client, copyStatement(table, columns), signal)) {
      for (const row of part) spool.append(row);
      rows += part.length;
      ctx.onRows(rows);
      if (spool.full) await spool.flush();
      if (spool.bytes < target.MaxFileSize * 1024) continue;
      await finish(spool);
      await spool[Symbol.asyncDispose]();
      spool = await create();
      begun = Date.now();
    }
    if (spool.rows > 0) await finish(spool);
  } finally {
    await spool[Symbol.asyncDispose]();
  }
  return { table: { schema: table.schema, table: table.table }, files, replaces: cleans ? prefix : null, rows };
}

type Columns = readonly { readonly name: string; readonly source: SourceColumn }[];

/** What DMS adds comes first. */
function fileColumns(columns: Columns, { target }: TaskInput, moment: string): FileColumn[] {
  return [
    ...(target.IncludeOpForFullLoad ? [{ name: 'Op', constant: 'I' }] : []),
    ...(target.TimestampColumnName ? [{ name: target.TimestampColumnName, constant: moment }] : []),
    ...columns.map(({ name, source }) => ({ name, type: source })),
  ];
}

function copyStatement(table: SourceTable, columns: Columns): string {
  const names = columns.map(({ source }) => quoteName(source.name));
  const selected = spooled(names, "'1'").join(', ');
  return `COPY (SELECT ${selected} FROM ${quotePath([table.schema, table.table])}) TO STDOUT (FORMAT csv)`;
}
