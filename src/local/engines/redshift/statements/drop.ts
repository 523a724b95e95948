import { commaList } from '../../sql/lists.ts';
import { readRelationName } from '../lexing/names.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import type { DroppedKind, RedshiftStatement } from '../statement.ts';
import { ifExists, nameOrString } from './parts.ts';

const kinds: readonly (readonly [words: readonly string[], what: DroppedKind])[] = [
  [['MATERIALIZED', 'VIEW'], 'materialized-view'],
  [['TABLE'], 'table'],
  [['VIEW'], 'view'],
  [['SCHEMA'], 'schema'],
  [['DATABASE'], 'database'],
  [['USER'], 'user'],
  [['GROUP'], 'group'],
  [['ROLE'], 'role'],
  [['FUNCTION'], 'function'],
  [['PROCEDURE'], 'procedure'],
];

/** What follows DROP, or nothing for what is refused by name. */
export function readDrop(stream: TokenStream): RedshiftStatement | undefined {
  const found = kinds.find(([words]) => stream.is(...words));
  if (!found) return undefined;
  for (const _ of found[0]) stream.advance();
  const what = found[1];
  const missing = ifExists(stream);
  const principal = ['user', 'group', 'role'].includes(what);
  const names = commaList(stream, () => {
    const { at } = stream;
    const name = principal ? { name: nameOrString(stream), at } : readRelationName(stream);
    if (stream.is('(')) while (!stream.accept(')')) if (stream.advance().kind === 'end') throw stream.mismatch();
    return name;
  });
  const dropExternalDatabase = what === 'schema' && stream.accept('DROP', 'EXTERNAL', 'DATABASE');
  const way = stream.acceptOneOf('CASCADE', 'RESTRICT', 'FORCE');
  return { kind: 'drop', what, names, ifExists: missing, cascade: way === 'CASCADE', dropExternalDatabase };
}
