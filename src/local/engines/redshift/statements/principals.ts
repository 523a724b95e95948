import { commaList } from '../../sql/lists.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import type { RedshiftStatement } from '../statement.ts';
import { ifNotExists, nameOrString, nameText, readOptions } from './parts.ts';

const valued = ['PASSWORD', 'CONNECTION LIMIT', 'SESSION TIMEOUT', 'SYSLOG ACCESS', 'VALID UNTIL', 'EXTERNALID'];

type Principal = 'user' | 'role' | 'group';

/** What follows CREATE or ALTER of a user, role or group. https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_USER.html */
export function readPrincipal(stream: TokenStream, verb: 'create' | 'alter', principal: Principal): RedshiftStatement {
  const kind = `${verb}-${principal}` as const;
  const name = nameOrString(stream);
  if (verb === 'alter' && stream.accept('RENAME', 'TO')) {
    return { kind, name, options: new Map(), renameTo: nameText(stream) };
  }
  if (principal !== 'group') {
    stream.accept('WITH');
    return { kind, name, options: readOptions(stream, valued) };
  }
  if (verb === 'create') {
    stream.accept('WITH');
    const users = stream.accept('USER') ? commaList(stream, () => nameText(stream)) : [];
    return { kind, name, options: new Map(), users: { change: 'add', names: users } };
  }
  const change = stream.acceptOneOf('ADD', 'DROP');
  if (!change) throw stream.mismatch();
  stream.expect('USER');
  const names = commaList(stream, () => nameText(stream));
  return { kind, name, options: new Map(), users: { change: change === 'ADD' ? 'add' : 'drop', names } };
}

/** What follows CREATE SCHEMA. */
export function readCreateSchema(stream: TokenStream): RedshiftStatement {
  const absent = ifNotExists(stream);
  const named = stream.is('AUTHORIZATION') ? undefined : nameText(stream);
  const owner = stream.accept('AUTHORIZATION') ? nameText(stream) : undefined;
  if (stream.accept('QUOTA') && !stream.accept('UNLIMITED')) {
    stream.integer();
    stream.acceptOneOf('MB', 'GB', 'TB');
  }
  const schema = named ?? owner!;
  return { kind: 'create-schema', schema, ifNotExists: absent, ...(owner !== undefined && { authorization: owner }) };
}

/** What follows ALTER SCHEMA. */
export function readAlterSchema(stream: TokenStream): RedshiftStatement {
  const schema = nameText(stream);
  if (stream.accept('RENAME', 'TO')) return { kind: 'alter-schema', schema, renameTo: nameText(stream) };
  if (stream.accept('OWNER', 'TO')) return { kind: 'alter-schema', schema, owner: nameText(stream) };
  stream.expect('QUOTA');
  if (!stream.accept('UNLIMITED')) {
    stream.integer();
    stream.acceptOneOf('MB', 'GB', 'TB');
  }
  return { kind: 'alter-schema', schema };
}

const databaseOptions = ['OWNER', 'COLLATE', 'ISOLATION', 'LEVEL', 'CONNECTION LIMIT'];

/** What follows CREATE or ALTER DATABASE. */
export function readDatabase(stream: TokenStream, verb: 'create' | 'alter'): RedshiftStatement {
  const database = nameText(stream);
  if (verb === 'alter' && stream.accept('RENAME', 'TO')) {
    return { kind: 'alter-database', database, options: new Map(), renameTo: nameText(stream) };
  }
  if (verb === 'alter' && stream.accept('OWNER', 'TO')) {
    return { kind: 'alter-database', database, options: new Map(), owner: nameText(stream) };
  }
  stream.accept('WITH');
  return { kind: `${verb}-database`, database, options: readOptions(stream, databaseOptions) };
}
