import { commaList, parenthesized } from '../../sql/lists.ts';
import type { CreateExternalSchema, CreateExternalTable } from '../definitions.ts';
import { readLabel, readName, readRelationName } from '../lexing/names.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import { readAuthorization } from './authorization.ts';
import { ifNotExists, nameText, readQuery } from './parts.ts';

/** What follows `CREATE EXTERNAL SCHEMA`. https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_EXTERNAL_SCHEMA.html */
export function readCreateExternalSchema(stream: TokenStream): CreateExternalSchema {
  const absent = ifNotExists(stream);
  const schema = nameText(stream);
  stream.expect('FROM');
  const source = stream.accept('DATA', 'CATALOG') ? 'DATA CATALOG' : sourceName(stream);
  let database: string | undefined;
  let region: string | undefined;
  let authorization = {};
  let createDatabase = false;
  while (stream.peek().kind !== 'end') {
    if (stream.accept('DATABASE')) database = stringOrName(stream);
    else if (stream.accept('REGION')) region = stream.string();
    else if (stream.accept('CREATE', 'EXTERNAL', 'DATABASE', 'IF', 'NOT', 'EXISTS')) createDatabase = true;
    else if (stream.isOneOf('SCHEMA', 'URI', 'SECRET_ARN', 'CATALOG_ROLE', 'CATALOG_ID', 'AUTHENTICATION')) {
      stream.advance();
      stringOrName(stream);
    } else if (stream.accept('PORT')) stream.integer();
    else {
      const found = readAuthorization(stream);
      if (!found) throw stream.mismatch();
      authorization = { ...authorization, ...found };
    }
  }
  return {
    kind: 'create-external-schema',
    schema,
    ifNotExists: absent,
    source,
    authorization,
    createDatabase,
    ...(database !== undefined && { database }),
    ...(region !== undefined && { region }),
  };
}

function sourceName(stream: TokenStream): string {
  if (stream.accept('HIVE', 'METASTORE')) return 'HIVE METASTORE';
  const source = stream.acceptOneOf('POSTGRES', 'MYSQL', 'KINESIS', 'KAFKA', 'MSK', 'REDSHIFT');
  if (!source) throw stream.mismatch();
  return source;
}

function stringOrName(stream: TokenStream): string {
  return stream.peek().kind === 'string' ? stream.string() : readLabel(stream).text;
}

interface ExternalColumn {
  readonly name: string;
  readonly type: string;
}

/** Types are the catalog's: `array<struct<a:int>>` too, and so kept as text. */
function readColumns(stream: TokenStream): ExternalColumn[] {
  return parenthesized(stream, () => {
    const { text: name } = readName(stream);
    const from = stream.at;
    let depth = 0;
    while (depth > 0 || !stream.isOneOf(',', ')')) {
      const token = stream.advance();
      if (token.kind === 'end') throw stream.mismatch();
      if (['(', '<'].includes(token.value)) depth += 1;
      if ([')', '>'].includes(token.value)) depth -= 1;
      if (token.value === '>>') depth -= 2;
    }
    if (stream.lastEnd <= from) throw stream.mismatch();
    return { name, type: stream.text.slice(from, stream.lastEnd).trim().toLowerCase() };
  });
}

/** What follows `CREATE EXTERNAL TABLE`. https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_EXTERNAL_TABLE.html */
export function readCreateExternalTable(stream: TokenStream): CreateExternalTable {
  const table = readRelationName(stream);
  const columns = stream.is('(') ? readColumns(stream) : [];
  const partitionedBy = stream.accept('PARTITIONED', 'BY') ? readPartitions(stream, columns.length === 0) : [];
  const rowFormat = stream.accept('ROW', 'FORMAT') ? readRowFormat(stream) : undefined;
  const storedAs = stream.accept('STORED', 'AS') ? readStoredAs(stream) : 'TEXTFILE';
  stream.expect('LOCATION');
  const location = stream.string();
  const properties = stream.accept('TABLE', 'PROPERTIES') ? readProperties(stream) : {};
  const query = stream.accept('AS') ? readQuery(stream) : undefined;
  return {
    kind: 'create-external-table',
    table,
    columns,
    partitionedBy,
    storedAs,
    location,
    properties,
    ...(rowFormat && { rowFormat }),
    ...(query && { query }),
  };
}

/** CREATE EXTERNAL TABLE AS names columns of its query. */
function readPartitions(stream: TokenStream, namesOnly: boolean): ExternalColumn[] {
  if (!namesOnly) return readColumns(stream);
  return parenthesized(stream, () => ({ name: nameText(stream), type: '' }));
}

function readRowFormat(stream: TokenStream): CreateExternalTable['rowFormat'] {
  if (stream.accept('SERDE')) {
    const name = stream.string();
    const properties = stream.accept('WITH', 'SERDEPROPERTIES') ? readProperties(stream) : {};
    return { kind: 'serde', name, properties };
  }
  stream.expect('DELIMITED');
  let fields: string | undefined;
  let lines: string | undefined;
  for (;;) {
    if (stream.accept('FIELDS', 'TERMINATED', 'BY')) fields = stream.string();
    else if (stream.accept('LINES', 'TERMINATED', 'BY')) lines = stream.string();
    else break;
  }
  return {
    kind: 'delimited',
    ...(fields !== undefined && { fieldsTerminatedBy: fields }),
    ...(lines !== undefined && { linesTerminatedBy: lines }),
  };
}

function readStoredAs(stream: TokenStream): CreateExternalTable['storedAs'] {
  if (stream.accept('INPUTFORMAT')) {
    const inputFormat = stream.string();
    stream.expect('OUTPUTFORMAT');
    return { inputFormat, outputFormat: stream.string() };
  }
  if (stream.peek().kind !== 'word') throw stream.mismatch();
  return stream.advance().value;
}

/** `('name'='value', …)`. */
export function readProperties(stream: TokenStream): Record<string, string> {
  stream.expect('(');
  const pairs = commaList(stream, () => {
    const name = stream.string();
    stream.expect('=');
    return [name, stream.string()] as const;
  });
  stream.expect(')');
  return Object.fromEntries(pairs);
}
