import type { Statement } from '../statement.ts';
import { readPartitionSpec } from './columns.ts';
import type { HiveStream } from './hiveStream.ts';

/** `SHOW …`, from after `SHOW`. https://docs.aws.amazon.com/athena/latest/ug/ddl-reference.html */
export function readShow(stream: HiveStream): Statement {
  const statement = readShown(stream);
  stream.end();
  return statement;
}

function readShown(stream: HiveStream): Statement {
  if (stream.accept('DATABASES') || stream.accept('SCHEMAS')) return { kind: 'show-databases', ...readLike(stream) };
  if (stream.accept('TABLES')) return { kind: 'show-tables', ...readDatabase(stream), ...readLike(stream) };
  if (stream.accept('VIEWS')) return { kind: 'show-views', ...readDatabase(stream), ...readLike(stream) };
  if (stream.accept('COLUMNS')) return readShowColumns(stream);
  if (stream.accept('PARTITIONS')) return { kind: 'show-partitions', table: stream.tableName() };
  if (stream.accept('CREATE', 'TABLE')) return { kind: 'show-create-table', table: stream.tableName() };
  if (stream.accept('CREATE', 'VIEW')) return { kind: 'show-create-view', view: stream.tableName() };
  if (stream.accept('TBLPROPERTIES')) {
    const table = stream.tableName();
    if (!stream.accept('(')) return { kind: 'show-table-properties', table };
    const property = stream.string('show tblproperties statement');
    stream.expect('show tblproperties statement', ')');
    return { kind: 'show-table-properties', table, property };
  }
  throw stream.unrecognized('ddl statement');
}

function readDatabase(stream: HiveStream): { database?: string } {
  return stream.accept('IN') || stream.accept('FROM') ? { database: stream.name('database name') } : {};
}

function readLike(stream: HiveStream): { like?: string } {
  const asked = stream.accept('LIKE');
  const { kind } = stream.peek();
  return asked || kind === 'string' || kind === 'quoted' ? { like: stream.string('show statement') } : {};
}

function readShowColumns(stream: HiveStream): Statement {
  if (!stream.accept('IN')) stream.expect('show columns statement', 'FROM');
  const table = stream.tableName();
  return { kind: 'show-columns', table: { ...table, ...readDatabase(stream) } };
}

/** `DESCRIBE [EXTENDED | FORMATTED] table [PARTITION (…)]`, from after `DESCRIBE`. */
export function readDescribe(stream: HiveStream): Statement {
  if (!stream.is('EXTENDED', '.')) stream.accept('VIEW');
  const formatted = stream.accept('FORMATTED') || stream.accept('EXTENDED');
  const table = stream.tableName();
  const partition = stream.is('PARTITION') ? readPartitionSpec(stream) : undefined;
  stream.end();
  return { kind: 'describe', table, formatted, ...(partition && { partition }) };
}
