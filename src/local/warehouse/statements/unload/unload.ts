import { mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { quoteName } from '../../../../core/sqlQuoting.ts';
import type { Unload } from '../../../engines/redshift/loading.ts';
import { parseOne } from '../../../engines/redshift/parseScript.ts';
import type { ResultColumn } from '../../../engines/redshift/translation.ts';
import { internalTypeName } from '../../../engines/redshift/types/typeNames.ts';
import { literal } from '../../databases/duckDb.ts';
import { type Done, done } from '../../session/consumer.ts';
import type { StatementCtx } from '../../session/statementCtx.ts';
import { SqlError, sqlStates } from '../../sqlError.ts';
import { noBucket, placeOf } from '../copy/loadFiles.ts';
import { checkUnloadOptions, type UnloadOptions } from './unloadOptions.ts';
import { textColumns } from './unloadText.ts';

interface Written {
  /** What stands behind the prefix. */
  readonly name: string;
  readonly file: string;
  readonly size: number;
}

/** Writes a query's rows to S3, whole or not at all: https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html */
export async function unload(ctx: StatementCtx, statement: Unload): Promise<Done> {
  const options = checkUnloadOptions(statement);
  const { bucket, key } = placeOf(statement.to);
  if (!(await ctx.host.call('bucketExists', { bucket }, ctx.signal))) throw noBucket(bucket);
  const there = await ctx.host.call('listObjects', { bucket, prefix: key }, ctx.signal);
  if (there.length > 0 && !options.allowOverwrite && !options.cleanPath) {
    throw new SqlError(
      sqlStates.internal,
      'Specified unload destination on S3 is not empty. Consider using a different bucket / prefix, manually removing the target files in S3, or using the ALLOWOVERWRITE option.',
    );
  }
  const parsed = parseOne(statement.query);
  if (parsed.statement.kind !== 'query') throw new SqlError(sqlStates.syntax, 'UNLOAD needs a SELECT');
  const { sql, columns } = await ctx.translate(parsed.statement);
  for (const name of options.partitionBy) {
    if (!columns.some((column) => column.name === name)) {
      throw new SqlError(sqlStates.noColumn, `partition column "${name}" is not in the query's result`);
    }
  }
  const folder = await ctx.scratch();
  const rows = await write(ctx, folder, sql.join('; '), columns, options);
  const written = filesOf(folder, options);
  const files = written.map(({ name, file }) => ({ key: key + name, file }));
  if (statement.manifest) {
    const file = path.join(folder, 'manifest');
    writeFileSync(file, JSON.stringify(manifestOf(statement, columns, written, rows), undefined, 2));
    files.push({ key: `${key}manifest`, file });
  }
  ctx.signal.throwIfAborted();
  const kept = new Set(files.map((each) => each.key));
  const deleted = options.cleanPath ? there.map((each) => each.key).filter((each) => !kept.has(each)) : [];
  await ctx.host.call('commitObjects', { bucket, files, deleted }, ctx.signal);
  ctx.notice(`UNLOAD completed, ${rows} record(s) unloaded successfully.`);
  return done('UNLOAD', rows);
}

async function write(
  ctx: StatementCtx,
  folder: string,
  sql: string,
  columns: readonly ResultColumn[],
  options: UnloadOptions,
): Promise<number> {
  const names = columns.map(({ name }) => quoteName(name));
  const given = `(${sql}) AS q(${names.join(', ')})`;
  const text = options.format === 'csv' || options.format === 'text';
  const rows = text ? textColumns(columns, options, options.partitionBy) : `SELECT * FROM ${given}`;
  const query = text ? `SELECT ${rows} FROM ${given}` : rows;
  const copyOptions = [...formatOptions(options), ...partitionOptions(options)];
  const many = options.partitionBy.length > 0 || options.mostBytes !== undefined;
  const target = many ? path.join(folder, 'out') : path.join(folder, 'out', 'data_0');
  if (!many) mkdirSync(path.join(folder, 'out'));
  const result = await ctx.connection.runAndReadAll(
    `COPY (${query}) TO ${literal(target)} (${copyOptions.join(', ')})`,
  );
  return Number(result.getRowsJson()[0]?.[0] ?? 0);
}

function formatOptions({ format, compression, header, delimiter }: UnloadOptions): string[] {
  const packed = compression === 'none' ? [] : [`COMPRESSION ${compression}`];
  switch (format) {
    case 'parquet':
      return ['FORMAT parquet', 'COMPRESSION snappy'];
    case 'json':
      return ['FORMAT json', ...packed];
    case 'csv':
      return ['FORMAT csv', `HEADER ${header}`, `DELIMITER ${literal(delimiter)}`, "NULLSTR ''", ...packed];
    case 'text':
      // Values are written as they are: what is to be escaped or quoted was by the query.
      return [
        'FORMAT csv',
        `HEADER ${header}`,
        `DELIMITER ${literal(delimiter)}`,
        "QUOTE ''",
        "ESCAPE ''",
        "NULLSTR ''",
        ...packed,
      ];
  }
}

function partitionOptions({ partitionBy, include, mostBytes }: UnloadOptions): string[] {
  return [
    ...(partitionBy.length > 0
      ? [`PARTITION_BY (${partitionBy.map(quoteName).join(', ')})`, `WRITE_PARTITION_COLUMNS ${include}`]
      : []),
    ...(mostBytes === undefined ? [] : [`FILE_SIZE_BYTES ${mostBytes}`]),
  ];
}

/** Files under the names that Redshift gives: `0000_part_00`, or `000` where it writes one after another. */
function filesOf(folder: string, options: UnloadOptions): Written[] {
  const root = path.join(folder, 'out');
  const found: Written[] = [];
  const count = new Map<string, number>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const below = path.relative(root, entry.parentPath).split(path.sep).filter(Boolean);
    const place = below.map((part) => `${part}/`).join('');
    const n = count.get(place) ?? 0;
    count.set(place, n + 1);
    const name = options.parallel ? `0000_part_${String(n).padStart(2, '0')}` : String(n).padStart(3, '0');
    const file = path.join(entry.parentPath, entry.name);
    const renamed = path.join(entry.parentPath, `done_${name}`);
    renameSync(file, renamed);
    found.push({ name: `${place}${name}${endOf(options)}`, file: renamed, size: statSync(renamed).size });
  }
  return found;
}

function endOf({ format, compression, extension }: UnloadOptions): string {
  if (extension !== undefined) return extension.startsWith('.') ? extension : `.${extension}`;
  if (format === 'parquet') return '.parquet';
  const kind = format === 'json' ? '.json' : '';
  return kind + { none: '', gzip: '.gz', zstd: '.zst' }[compression];
}

/** https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html#unload-parameters (MANIFEST VERBOSE) */
function manifestOf(
  statement: Unload,
  columns: readonly ResultColumn[],
  written: readonly Written[],
  rows: number,
): object {
  const total = written.reduce((sum, { size }) => sum + size, 0);
  const entries = written.map(({ name, size }) => ({ url: `${statement.to}${name}`, meta: { content_length: size } }));
  if (!statement.manifestVerbose) return { entries };
  return {
    entries,
    schema: { elements: columns.map(({ name, type }) => ({ name, type: { base: internalTypeName(type) } })) },
    meta: { content_length: total, record_count: rows },
    author: { name: 'Amazon Redshift', version: '1.0' },
  };
}
