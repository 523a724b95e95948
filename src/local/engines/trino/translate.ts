import { parseTrinoQuery } from './grammar/parseQuery.ts';
import type { Query } from './grammar/queryTree.ts';
import type { TrinoQuery } from './statement.ts';
import type { Translation, TranslationScope } from './translation.ts';
import { type TrinoType, typeText } from './types/trinoType.ts';
import { RelationRegister } from './writing/relationReads.ts';
import { emptyScope, folded } from './writing/scope.ts';
import { writeExpression } from './writing/writeExpression.ts';
import { writeQuery } from './writing/writeQuery.ts';
import type { Writer } from './writing/writer.ts';
import { writeSortItems, writeWindow } from './writing/writeWindow.ts';

/**
 * A Trino query in DuckDB's dialect, for a connection that has run `macros`.
 * @throws AthenaSyntaxError in Athena's words, with the place in the user's statement
 */
export function translate(query: TrinoQuery, scope: TranslationScope): Translation {
  const tree = parseTrinoQuery(query);
  const register = new RelationRegister();
  const { sql, columns } = createWriter(scope, register, mentionsOf(tree)).query(tree, emptyScope);
  return {
    sql,
    relations: register.uses(),
    columns: columns.map(({ label, type }, index) => ({
      name: label ?? `_col${index}`,
      named: label !== undefined,
      ...(type && { type: typeText(type) }),
      ...zoneOf(type),
    })),
  };
}

/** Zones that are told row by row are not shown. */
function zoneOf(type: TrinoType | undefined): { readonly zone?: string } {
  const zone = type?.name === 'timestamp with time zone' ? /^'([^']*)'$/.exec(type.zone ?? '')?.[1] : undefined;
  return zone === undefined ? {} : { zone };
}

function createWriter(catalog: TranslationScope, register: RelationRegister, mentions: Writer['mentions']): Writer {
  let names = 0;
  const writer: Writer = {
    catalog,
    register,
    mentions,
    fresh: () => `_r${++names}`,
    apart: () => createWriter(catalog, new RelationRegister(), mentions),
    expression: (node, scope) => writeExpression(node, scope, writer),
    query: (node, scope) => writeQuery(node, scope, writer),
    sortItems: (items, scope) => writeSortItems(items, scope, writer),
    window: (window, scope) => writeWindow(window, scope, writer),
  };
  return writer;
}

/** How often each name of one part stands where a table can. */
function mentionsOf(tree: Query): Map<string, number> {
  const mentions = new Map<string, number>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if (
      'kind' in node &&
      (node.kind === 'named' || node.kind === 'table') &&
      'name' in node &&
      Array.isArray(node.name)
    ) {
      const name = folded(node.name[0]);
      if (node.name.length === 1) mentions.set(name, (mentions.get(name) ?? 0) + 1);
    }
    for (const part of Object.values(node)) visit(part);
  };
  visit(tree);
  return mentions;
}
