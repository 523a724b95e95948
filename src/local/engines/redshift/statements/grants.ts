import { commaList, parenthesized } from '../../sql/lists.ts';
import { readRelationName } from '../lexing/names.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import type { RelationName } from '../names.ts';
import type { Grant, Grantee, RedshiftStatement } from '../statement.ts';
import { nameOrString, nameText } from './parts.ts';

type Verb = Grant['kind'];

/** What follows GRANT or REVOKE. https://docs.aws.amazon.com/redshift/latest/dg/r_GRANT.html */
export function readGrant(stream: TokenStream, kind: Verb): Grant {
  const forOption =
    kind === 'revoke' && (stream.accept('GRANT', 'OPTION', 'FOR') || stream.accept('ADMIN', 'OPTION', 'FOR'));
  if (stream.accept('ROLE')) return readRoles(stream, kind, forOption);
  const privileges = commaList(stream, () => readPrivilege(stream));
  if (!stream.is('ON')) {
    // System permissions, such as CREATE USER, are granted to roles.
    return finished(stream, kind, { privileges, on: 'SYSTEM', objects: [] }, forOption);
  }
  stream.expect('ON');
  return finished(stream, kind, { privileges, ...readObjects(stream) }, forOption);
}

function readRoles(stream: TokenStream, kind: Verb, forOption: boolean): Grant {
  const objects = commaList(stream, () => {
    stream.accept('ROLE');
    const { at } = stream;
    return { name: nameOrString(stream), at };
  });
  return finished(stream, kind, { privileges: [], on: 'ROLE', objects }, forOption);
}

/** `SELECT`, `ALL PRIVILEGES`, `SELECT (a, b)`, `CREATE USER`, `ACCESS SYSTEM TABLE`. */
function readPrivilege(stream: TokenStream): string {
  const words: string[] = [];
  while (stream.peek().kind === 'word' && !stream.isOneOf('ON', 'TO', 'FROM')) words.push(stream.advance().value);
  if (words.length === 0) throw stream.mismatch();
  if (stream.is('(')) parenthesized(stream, () => nameText(stream));
  return words[0] === 'ALL' ? 'ALL' : words.join(' ');
}

const kinds = ['TABLE', 'SCHEMA', 'DATABASE', 'FUNCTION', 'PROCEDURE', 'LANGUAGE', 'DATASHARE', 'MODEL'] as const;

function readObjects(stream: TokenStream): Pick<Grant, 'on' | 'objects'> {
  if (stream.accept('ALL')) {
    const what = stream.advance().value;
    stream.expect('IN', 'SCHEMA');
    return { on: `ALL ${what} IN SCHEMA`, objects: commaList(stream, () => readRelationName(stream)) };
  }
  const external = stream.accept('EXTERNAL');
  const on = stream.acceptOneOf(...kinds) ?? 'TABLE';
  const objects = commaList(stream, () => {
    const name = readRelationName(stream);
    if (stream.is('(')) skipArguments(stream);
    return name;
  });
  return { on: external ? `EXTERNAL ${on}` : on, objects };
}

function skipArguments(stream: TokenStream): void {
  while (!stream.accept(')')) if (stream.advance().kind === 'end') throw stream.mismatch();
}

function finished(
  stream: TokenStream,
  kind: Verb,
  part: { readonly privileges: readonly string[]; readonly on: string; readonly objects: readonly RelationName[] },
  forOption: boolean,
): Grant {
  stream.expect(kind === 'grant' ? 'TO' : 'FROM');
  const grantees = commaList(stream, () => readGrantee(stream));
  const option = stream.accept('WITH', 'GRANT', 'OPTION') || stream.accept('WITH', 'ADMIN', 'OPTION') || forOption;
  if (kind === 'revoke') stream.acceptOneOf('CASCADE', 'RESTRICT');
  return { kind, ...part, grantees, option };
}

function readGrantee(stream: TokenStream): Grantee {
  if (stream.accept('PUBLIC')) return { kind: 'public', name: 'public' };
  if (stream.accept('GROUP')) return { kind: 'group', name: nameText(stream) };
  if (stream.accept('ROLE')) return { kind: 'role', name: nameOrString(stream) };
  stream.accept('USER');
  return { kind: 'user', name: nameOrString(stream) };
}

/** What follows ALTER DEFAULT PRIVILEGES. */
export function readDefaultPrivileges(stream: TokenStream): RedshiftStatement {
  const user = stream.accept('FOR') ? readFor(stream) : undefined;
  const schema = stream.accept('IN', 'SCHEMA') ? nameText(stream) : undefined;
  const verb = stream.acceptOneOf('GRANT', 'REVOKE');
  if (!verb) throw stream.mismatch();
  const kind = verb === 'GRANT' ? 'grant' : 'revoke';
  const forOption = kind === 'revoke' && stream.accept('GRANT', 'OPTION', 'FOR');
  const privileges = commaList(stream, () => readPrivilege(stream));
  stream.expect('ON');
  const on = stream.advance().value;
  const grant = finished(stream, kind, { privileges, on, objects: [] }, forOption);
  return {
    kind: 'alter-default-privileges',
    grant,
    ...(user !== undefined && { user }),
    ...(schema !== undefined && { schema }),
  };
}

function readFor(stream: TokenStream): string {
  if (!stream.accept('USER')) stream.expect('ROLE');
  return nameText(stream);
}
