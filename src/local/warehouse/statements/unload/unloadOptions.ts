import type { Unload } from '../../../engines/redshift/loading.ts';
import { SqlError, sqlStates, unsupported } from '../../sqlError.ts';
import { unescaped } from '../copy/copyOptions.ts';

export interface UnloadOptions {
  readonly format: Unload['format'];
  readonly compression: 'none' | 'gzip' | 'zstd';
  readonly header: boolean;
  readonly delimiter: string;
  readonly nullText: string;
  readonly addQuotes: boolean;
  readonly escape: boolean;
  readonly allowOverwrite: boolean;
  readonly cleanPath: boolean;
  readonly parallel: boolean;
  readonly partitionBy: readonly string[];
  readonly include: boolean;
  /** Of a file; undefined where one may grow as it likes. */
  readonly mostBytes: number | undefined;
  readonly extension: string | undefined;
}

const understood = new Set([
  ...[
    'ADDQUOTES',
    'ALLOWOVERWRITE',
    'CLEANPATH',
    'ESCAPE',
    'EXTENSION',
    'NULL',
    'PARALLEL',
    'MAXFILESIZE',
    'ROWGROUPSIZE',
  ],
  'REGION',
]);

/** @throws SqlError 0A000 for what the local warehouse cannot do, by name; 42601 for what does not go together */
export function checkUnloadOptions(statement: Unload): UnloadOptions {
  const { format, options, compression, partitionBy } = statement;
  if (!statement.to.startsWith('s3://')) throw unsupported('UNLOAD writes to S3 only');
  if (compression === 'BZIP2')
    throw unsupported('UNLOAD … BZIP2 is not supported by the local warehouse', 'Use GZIP or ZSTD.');
  for (const name of options.keys()) {
    if (!understood.has(name)) throw unsupported(`UNLOAD … ${name} is not supported by the local warehouse`);
  }
  const has = (name: string) => options.has(name);
  const columnar = format === 'parquet' || format === 'json';
  for (const name of ['ADDQUOTES', 'ESCAPE', 'NULL']) {
    if (columnar && has(name))
      throw new SqlError(sqlStates.syntax, `${name} is not supported for UNLOAD to ${format.toUpperCase()}`);
  }
  if (columnar && (statement.header || statement.delimiter !== undefined)) {
    throw new SqlError(
      sqlStates.syntax,
      `${statement.header ? 'HEADER' : 'DELIMITER'} is not supported for UNLOAD to ${format.toUpperCase()}`,
    );
  }
  if (format === 'parquet' && compression)
    throw new SqlError(sqlStates.syntax, `${compression} is not supported for UNLOAD to PARQUET`);
  if (has('ALLOWOVERWRITE') && has('CLEANPATH'))
    throw new SqlError(sqlStates.syntax, 'ALLOWOVERWRITE and CLEANPATH are alternatives');
  const [size, unit] = options.get('MAXFILESIZE')?.values ?? [];
  return {
    ...{
      format,
      compression: compression === 'GZIP' ? 'gzip' : compression === 'ZSTD' ? 'zstd' : 'none',
      header: statement.header,
    },
    delimiter: unescaped(statement.delimiter ?? (format === 'csv' ? ',' : '|')),
    nullText: unescaped(String(options.get('NULL')?.values[0] ?? '')),
    ...{
      addQuotes: has('ADDQUOTES'),
      escape: has('ESCAPE'),
      allowOverwrite: has('ALLOWOVERWRITE'),
      cleanPath: has('CLEANPATH'),
    },
    parallel: !/^(OFF|FALSE|NO)$/.test(String(options.get('PARALLEL')?.values[0] ?? 'ON')),
    ...{ partitionBy: partitionBy?.columns ?? [], include: partitionBy?.include ?? false },
    mostBytes: size === undefined ? undefined : Math.round(Number(size) * (unit === 'GB' ? 2 ** 30 : 2 ** 20)),
    extension:
      options.get('EXTENSION')?.values[0] === undefined ? undefined : String(options.get('EXTENSION')?.values[0]),
  };
}
