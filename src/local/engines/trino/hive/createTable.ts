import { AthenaSyntaxError } from '../athenaSyntaxError.ts';
import type { HiveColumn, Statement } from '../statement.ts';
import { readColumns, readComment, readProperties } from './columns.ts';
import type { HiveStream } from './hiveStream.ts';
import { readStorageClause, type StorageClauses, storageOf } from './storage.ts';

interface Clauses extends StorageClauses {
  comment?: string;
  location?: string;
  partitionedBy?: readonly HiveColumn[];
  properties?: Readonly<Record<string, string>>;
  bucketedBy?: { readonly columns: readonly string[]; readonly count: number };
}

/**
 * `CREATE [EXTERNAL] TABLE`, from after `CREATE`. https://docs.aws.amazon.com/athena/latest/ug/create-table.html
 * @throws AthenaSyntaxError
 */
export function readCreateTable(stream: HiveStream): Statement {
  const start = stream.peek();
  const external = stream.accept('EXTERNAL');
  stream.expect('create table statement', 'TABLE');
  const ifNotExists = stream.accept('IF', 'NOT', 'EXISTS');
  const table = stream.tableName();
  const columns = stream.is('(') ? readColumns(stream) : [];
  const clauses = readClauses(stream);
  stream.end();
  if (clauses.properties?.table_type?.toUpperCase() === 'ICEBERG') {
    throw new AthenaSyntaxError('NOT_SUPPORTED', 'NOT_SUPPORTED: Iceberg tables are not supported here', start.at);
  }
  if (!external) throw new AthenaSyntaxError('NOT_SUPPORTED', 'Queries of this type are not supported', start.at);
  if (clauses.location === undefined) {
    const text = 'No location was specified for table. An S3 location must be specified';
    throw new AthenaSyntaxError('GENERIC_USER_ERROR', text, start.at);
  }
  return {
    kind: 'create-table',
    table,
    ifNotExists,
    columns,
    partitionedBy: clauses.partitionedBy ?? [],
    ...(clauses.comment !== undefined && { comment: clauses.comment }),
    storage: storageOf(clauses),
    location: clauses.location,
    properties: clauses.properties ?? {},
    ...(clauses.bucketedBy && { bucketedBy: clauses.bucketedBy }),
  };
}

function readClauses(stream: HiveStream): Clauses {
  const clauses: Clauses = {};
  for (;;) {
    if (stream.is('COMMENT')) clauses.comment = readComment(stream) ?? '';
    else if (stream.accept('PARTITIONED', 'BY')) clauses.partitionedBy = readColumns(stream);
    else if (stream.accept('CLUSTERED', 'BY')) clauses.bucketedBy = readBuckets(stream);
    else if (stream.accept('LOCATION')) clauses.location = stream.string('table location specification');
    else if (stream.accept('TBLPROPERTIES')) clauses.properties = readProperties(stream, 'table properties');
    else if (!readStorageClause(stream, clauses)) return clauses;
  }
}

function readBuckets(stream: HiveStream): { columns: string[]; count: number } {
  const columns = stream.list('column name', () => stream.name('column name'));
  stream.expect('bucket specification', 'INTO');
  const count = stream.integer('bucket specification');
  stream.expect('bucket specification', 'BUCKETS');
  return { columns, count };
}
