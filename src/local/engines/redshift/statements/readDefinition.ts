import type { TokenStream } from '../lexing/tokenStream.ts';
import type { RedshiftStatement } from '../statement.ts';
import { readAlterTable } from './alterTable.ts';
import { readCreateTable } from './createTable.ts';
import { readCreateExternalSchema, readCreateExternalTable } from './external.ts';
import { readDefaultPrivileges } from './grants.ts';
import { readAlterSchema, readCreateSchema, readDatabase, readPrincipal } from './principals.ts';
import { readAlterMaterializedView, readCreateMaterializedView, readCreateView } from './views.ts';

/** What follows CREATE. */
export function readCreate(stream: TokenStream): RedshiftStatement {
  if (stream.accept('OR', 'REPLACE')) {
    stream.expect('VIEW');
    return readCreateView(stream, true);
  }
  if (stream.accept('VIEW')) return readCreateView(stream, false);
  if (stream.accept('MATERIALIZED', 'VIEW')) return readCreateMaterializedView(stream);
  if (stream.accept('EXTERNAL', 'SCHEMA')) return readCreateExternalSchema(stream);
  if (stream.accept('EXTERNAL', 'TABLE')) return readCreateExternalTable(stream);
  if (stream.accept('SCHEMA')) return readCreateSchema(stream);
  if (stream.accept('DATABASE')) return readDatabase(stream, 'create');
  if (stream.accept('USER')) return readPrincipal(stream, 'create', 'user');
  if (stream.accept('ROLE')) return readPrincipal(stream, 'create', 'role');
  if (stream.accept('GROUP')) return readPrincipal(stream, 'create', 'group');
  stream.acceptOneOf('LOCAL', 'GLOBAL');
  const temporary = stream.acceptOneOf('TEMPORARY', 'TEMP') !== undefined;
  stream.expect('TABLE');
  return readCreateTable(stream, temporary);
}

/** What follows ALTER. */
export function readAlter(stream: TokenStream): RedshiftStatement {
  if (stream.accept('TABLE') || stream.accept('VIEW')) return readAlterTable(stream);
  if (stream.accept('MATERIALIZED', 'VIEW')) return readAlterMaterializedView(stream);
  if (stream.accept('SCHEMA')) return readAlterSchema(stream);
  if (stream.accept('DATABASE')) return readDatabase(stream, 'alter');
  if (stream.accept('DEFAULT', 'PRIVILEGES')) return readDefaultPrivileges(stream);
  if (stream.accept('USER')) return readPrincipal(stream, 'alter', 'user');
  if (stream.accept('ROLE')) return readPrincipal(stream, 'alter', 'role');
  if (stream.accept('GROUP')) return readPrincipal(stream, 'alter', 'group');
  throw stream.mismatch();
}
