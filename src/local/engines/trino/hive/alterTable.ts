import { AthenaSyntaxError } from '../athenaSyntaxError.ts';
import type { PartitionSpec, Statement, TableName } from '../statement.ts';
import { readColumns, readPartitionSpec, readProperties } from './columns.ts';
import type { HiveStream } from './hiveStream.ts';

/**
 * `ALTER TABLE`, from after `ALTER`. https://docs.aws.amazon.com/athena/latest/ug/ddl-reference.html
 * @throws AthenaSyntaxError
 */
export function readAlterTable(stream: HiveStream): Statement {
  stream.expect('alter table statement', 'TABLE');
  const table = stream.tableName();
  const statement = readChange(stream, table);
  stream.end();
  return statement;
}

function readChange(stream: HiveStream, table: TableName): Statement {
  if (stream.accept('ADD', 'COLUMNS')) return { kind: 'add-columns', table, columns: readColumns(stream) };
  if (stream.accept('REPLACE', 'COLUMNS')) return { kind: 'replace-columns', table, columns: readColumns(stream) };
  if (stream.accept('ADD')) return readAddPartitions(stream, table);
  if (stream.accept('DROP')) return readDropPartitions(stream, table);
  if (stream.accept('SET', 'TBLPROPERTIES')) {
    return { kind: 'set-table-properties', table, properties: readProperties(stream, 'table properties') };
  }
  const partition = stream.is('PARTITION') ? readPartitionSpec(stream) : undefined;
  if (stream.accept('SET', 'LOCATION')) {
    const location = stream.string('table location specification');
    return { kind: 'set-location', table, ...(partition && { partition }), location };
  }
  if (partition && stream.accept('RENAME', 'TO')) {
    return { kind: 'rename-partition', table, from: partition, to: readPartitionSpec(stream) };
  }
  if (stream.is('RENAME') || stream.is('CHANGE') || stream.is('SET')) {
    throw new AthenaSyntaxError('NOT_SUPPORTED', 'Queries of this type are not supported', stream.peek().at);
  }
  throw stream.unrecognized('alter table statement');
}

function readAddPartitions(stream: HiveStream, table: TableName): Statement {
  const ifNotExists = stream.accept('IF', 'NOT', 'EXISTS');
  const partitions: { spec: PartitionSpec; location?: string }[] = [];
  do {
    const spec = readPartitionSpec(stream);
    const location = stream.accept('LOCATION') ? stream.string('partition location') : undefined;
    partitions.push({ spec, ...(location !== undefined && { location }) });
    stream.accept(',');
  } while (stream.is('PARTITION'));
  return { kind: 'add-partitions', table, ifNotExists, partitions };
}

function readDropPartitions(stream: HiveStream, table: TableName): Statement {
  const ifExists = stream.accept('IF', 'EXISTS');
  const partitions = [readPartitionSpec(stream)];
  while (stream.accept(',')) partitions.push(readPartitionSpec(stream));
  return { kind: 'drop-partitions', table, ifExists, partitions };
}
