import type { Statement } from '../statement.ts';
import { readComment, readProperties } from './columns.ts';
import type { HiveStream } from './hiveStream.ts';

/** `CREATE DATABASE`, from its name on. https://docs.aws.amazon.com/athena/latest/ug/create-database.html */
export function readCreateDatabase(stream: HiveStream): Statement {
  const ifNotExists = stream.accept('IF', 'NOT', 'EXISTS');
  const database = stream.name('create database statement');
  const comment = readComment(stream);
  const location = stream.accept('LOCATION') ? stream.string('create database statement') : undefined;
  const properties = stream.accept('WITH', 'DBPROPERTIES') ? readProperties(stream, 'database properties') : {};
  stream.end();
  return {
    kind: 'create-database',
    database,
    ifNotExists,
    ...(comment !== undefined && { comment }),
    ...(location !== undefined && { location }),
    properties,
  };
}

/** `ALTER DATABASE`, from its name on. https://docs.aws.amazon.com/athena/latest/ug/alter-database-set-dbproperties.html */
export function readAlterDatabase(stream: HiveStream): Statement {
  const database = stream.name('alter database statement');
  stream.expect('alter database statement', 'SET', 'DBPROPERTIES');
  const properties = readProperties(stream, 'database properties');
  stream.end();
  return { kind: 'set-database-properties', database, properties };
}

/** `DROP DATABASE`, from its name on. */
export function readDropDatabase(stream: HiveStream): Statement {
  const ifExists = stream.accept('IF', 'EXISTS');
  const database = stream.name('drop database statement');
  const cascade = stream.accept('CASCADE');
  if (!cascade) stream.accept('RESTRICT');
  stream.end();
  return { kind: 'drop-database', database, ifExists, cascade };
}

/** `DROP TABLE`, from its name on. */
export function readDropTable(stream: HiveStream): Statement {
  const ifExists = stream.accept('IF', 'EXISTS');
  const table = stream.tableName();
  stream.accept('PURGE');
  stream.end();
  return { kind: 'drop-table', table, ifExists };
}

/** `MSCK REPAIR TABLE`, from after `MSCK`. */
export function readRepair(stream: HiveStream): Statement {
  stream.expect('msck statement', 'REPAIR', 'TABLE');
  const table = stream.tableName();
  stream.end();
  return { kind: 'repair-table', table };
}
