import { readFileSync } from 'node:fs';
import { quoteName, quoteText } from '../../../../core/sqlQuoting.ts';
import type { Copy } from '../../../engines/redshift/loading.ts';
import { duckDbType } from '../../../engines/redshift/types/duckDbType.ts';
import type { ColumnEntry } from '../../catalog/entries.ts';
import { literal, rowsOf } from '../../databases/duckDb.ts';
import type { StatementCtx } from '../../session/statementCtx.ts';
import { SqlError, sqlStates } from '../../sqlError.ts';
import { type Conversion, conversionOf } from './conversions.ts';
import type { LoadOptions } from './copyOptions.ts';
import { type LoadFile, objectsAt, uriOf } from './loadFiles.ts';

/** Where rows come from, and the values of the table's columns in them. */
export interface LoadSource {
  readonly from: string;
  readonly values: readonly string[];
  /** How errors are found, in formats whose fields are texts. */
  readonly check: LoadCheck | undefined;
}

export interface LoadCheck {
  /** The same for one file; `rejects` has lines with too many or too few fields set aside. */
  readonly fromFile: (file: string, rejects: boolean) => string;
  readonly fields: readonly string[];
  readonly conversions: readonly Conversion[];
  /** A condition for rows that can be loaded. */
  readonly good: string;
  /** Whether lines may have the wrong number of fields. */
  readonly counted: boolean;
}

export async function loadSource(
  ctx: StatementCtx,
  statement: Copy,
  options: LoadOptions,
  columns: readonly ColumnEntry[],
  files: readonly LoadFile[],
): Promise<LoadSource> {
  if (files.length === 0) {
    return {
      from: '(SELECT 1 WHERE false)',
      values: columns.map(({ type }) => `CAST(NULL AS ${duckDbType(type)})`),
      check: undefined,
    };
  }
  if (statement.format.kind === 'parquet') return await parquetSource(ctx, columns, files, options);
  const fields =
    statement.format.kind === 'json'
      ? await jsonFields(ctx, statement.format.paths, columns)
      : columns.map((_, i) => (options.escape ? escapedField(i, options) : `c${i + 1}`));
  const fromFiles = (names: readonly string[], rejects: boolean) =>
    statement.format.kind === 'json'
      ? jsonFrom(names, options)
      : textFrom(names, columns.length, options, rejects || options.maxErrors > 0);
  const conversions = columns.map((column, i) => conversionOf(column, fields[i] ?? 'NULL', options));
  return {
    from: fromFiles(
      files.map(({ file }) => file),
      false,
    ),
    values: conversions.map(({ strict }) => strict),
    check: {
      fromFile: (file, rejects) => fromFiles([file], rejects),
      ...{ fields, conversions, counted: statement.format.kind !== 'json' && !options.escape },
      good: conversions.map(({ bad }) => `NOT coalesce(${bad}, false)`).join(' AND '),
    },
  };
}

/** Columns are taken by their order, as Redshift does. @throws SqlError when there are more or fewer */
async function parquetSource(
  ctx: StatementCtx,
  columns: readonly ColumnEntry[],
  files: readonly LoadFile[],
  { fill }: LoadOptions,
): Promise<LoadSource> {
  const list = `[${files.map(({ file }) => literal(file)).join(', ')}]`;
  const from = `read_parquet(${list}, hive_partitioning = false)`;
  const described = await rowsOf(
    ctx.connection,
    `DESCRIBE SELECT * FROM read_parquet(${literal(files[0]?.file)}, hive_partitioning = false)`,
  );
  const found = described.map(([name]) => String(name));
  if (found.length > columns.length || (found.length < columns.length && !fill)) {
    throw new SqlError(sqlStates.internal, 'Spectrum Scan Error', {
      detail: `Unmatched number of columns between table and file. Table columns: ${columns.length}, Data columns: ${found.length}, File name: ${files[0]?.uri}`,
    });
  }
  const values = columns.map(({ name, type }, i) => {
    const source = found[i] === undefined ? 'NULL' : quoteName(found[i]);
    const duck = duckDbType(type);
    // A cast to the type that it has would cost as much as one that does something.
    const same = found[i] !== undefined && String(described[i]?.[1]) === duck;
    const value = same ? source : `CAST(${source} AS ${duck})`;
    const length = 'length' in type && type.name !== 'varbyte' ? type.length : undefined;
    if (length === undefined) return value;
    const message = quoteText(
      `The length of the data column ${name} is longer than the length defined in the table. Table: ${length}, Data: `,
    );
    return `CASE WHEN strlen(${value}) > ${length} THEN error(${message} || strlen(${value})) ELSE ${value} END`;
  });
  return { from, values, check: undefined };
}

function textFrom(files: readonly string[], count: number, options: LoadOptions, rejects: boolean): string {
  const list = `[${files.map(literal).join(', ')}]`;
  const shared = [
    ...[
      'header = false',
      'auto_detect = false',
      `skip = ${options.skip}`,
      `compression = ${literal(options.compression)}`,
    ],
    ...[`max_line_size = 16777216`, ...(rejects ? ['store_rejects = true', 'rejects_limit = 100000'] : [])],
  ];
  if (options.escape) {
    // One field a line: what is escaped is understood when the line is cut.
    const line = [
      `delim = E'\\x01'`,
      `quote = ''`,
      `escape = ''`,
      `nullstr = E'\\x02'`,
      `columns = {'line': 'VARCHAR'}`,
    ];
    return `read_csv(${[list, ...shared, ...line].join(', ')})`;
  }
  const names = Array.from({ length: count }, (_, i) => `'c${i + 1}': 'VARCHAR'`);
  const cut = [
    ...[
      `delim = ${literal(options.delimiter)}`,
      `quote = ${literal(options.quote)}`,
      `escape = ${literal(options.quote)}`,
    ],
    ...[`nullstr = ${literal(options.nullText)}`, `null_padding = ${options.fill}`, `columns = {${names.join(', ')}}`],
  ];
  return `read_csv(${[list, ...shared, ...cut].join(', ')})`;
}

/** A field of a line in which a backslash takes the meaning of what follows it. */
function escapedField(i: number, options: LoadOptions): string {
  const { delimiter, nullText, quote } = options;
  if (quote !== '') return quotedField(i, options);
  const hidden = `replace(replace(line, '\\\\', chr(1)), '\\' || ${literal(delimiter)}, chr(2))`;
  const field = `split_part(${hidden}, ${literal(delimiter)}, ${i + 1})`;
  const shown = `replace(replace(regexp_replace(${field}, '\\\\(.)', '\\1', 'g'), chr(2), ${literal(delimiter)}), chr(1), '\\')`;
  return `CASE WHEN ${field} = ${literal(nullText)} THEN NULL ELSE ${shown} END`;
}

/** Such a field where quotation marks around fields are removed: REMOVEQUOTES beside ESCAPE, for what UNLOAD wrote so. */
function quotedField(i: number, { delimiter, nullText }: LoadOptions): string {
  const end = `\\x{${delimiter.charCodeAt(0).toString(16)}}`;
  const pattern = `("(?:\\\\.|[^"\\\\])*"|(?:\\\\.|[^\\\\${end}])*)${end}`;
  const field = `regexp_extract_all(line || ${literal(delimiter)}, ${literal(pattern)}, 1)[${i + 1}]`;
  const bare = `CASE WHEN starts_with(f, '"') AND ends_with(f, '"') AND length(f) > 1 THEN f[2:-2] ELSE f END`;
  const shown = `regexp_replace(${bare}, '(?s)\\\\(.)', '\\1', 'g')`;
  return `list_transform([${field}], lambda f: CASE WHEN f = ${literal(nullText)} THEN NULL ELSE ${shown} END)[1]`;
}

function jsonFrom(files: readonly string[], { compression }: LoadOptions): string {
  const list = `[${files.map(literal).join(', ')}]`;
  return `read_json_objects(${list}, format = 'auto', compression = ${literal(compression === 'none' ? 'uncompressed' : compression)}, maximum_object_size = 16777216)`;
}

/** https://docs.aws.amazon.com/redshift/latest/dg/copy-parameters-data-format.html#copy-json */
async function jsonFields(ctx: StatementCtx, paths: string, columns: readonly ColumnEntry[]): Promise<string[]> {
  if (paths === 'noshred') {
    if (columns.length !== 1)
      throw new SqlError(sqlStates.syntax, "COPY … JSON 'noshred' needs exactly one SUPER column");
    return ['CAST(json AS VARCHAR)'];
  }
  if (/^auto( ignorecase)?$/.test(paths)) {
    const exact = paths === 'auto';
    return columns.map(({ name, type }) => {
      const path = exact
        ? literal(`$."${name}"`)
        : `'$."' || list_filter(json_keys(json), k -> lower(k) = ${literal(name)})[1] || '"'`;
      return type.name === 'super'
        ? `CAST(json_extract(json, ${path}) AS VARCHAR)`
        : `json_extract_string(json, ${path})`;
    });
  }
  const list = await jsonPaths(ctx, paths);
  if (list.length !== columns.length) {
    throw new SqlError(
      sqlStates.internal,
      `Number of jsonpaths and the number of columns should match. JSONPath size: ${list.length}, Number of columns in table or column list: ${columns.length}`,
    );
  }
  return columns.map(({ type }, i) =>
    type.name === 'super'
      ? `CAST(json_extract(json, ${literal(list[i])}) AS VARCHAR)`
      : `json_extract_string(json, ${literal(list[i])})`,
  );
}

async function jsonPaths(ctx: StatementCtx, uri: string): Promise<string[]> {
  const object = (await objectsAt(ctx, uri)).find((each) => uriOf(each) === uri);
  if (!object) throw new SqlError(sqlStates.internal, `The jsonpaths file ${uri} does not exist`);
  const { jsonpaths } = JSON.parse(readFileSync(object.file, 'utf8')) as { jsonpaths?: unknown[] };
  if (!Array.isArray(jsonpaths))
    throw new SqlError(sqlStates.internal, `${uri} is no jsonpaths file: it must be JSON with a list "jsonpaths"`);
  // `$['a']['b'][0]` is written `$."a"."b"[0]` for DuckDB.
  return jsonpaths.map((path) => String(path).replace(/\[\s*['"]([^'"]*)['"]\s*\]/g, '."$1"'));
}
