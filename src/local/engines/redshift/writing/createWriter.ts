import type { Scope, ScopeRelation } from '../translation.ts';
import { duckDbType } from '../types/duckDbType.ts';
import type { RedshiftType } from '../types/redshiftType.ts';
import { asGrouped } from './scope.ts';
import { writeExpression } from './writeExpression.ts';
import { writeQuery } from './writeQuery.ts';
import type { Writer } from './writer.ts';
import { writeSortItems, writeWindow } from './writeWindow.ts';

/** What a translation has come upon. */
export interface Findings {
  readonly reads: Map<string, ScopeRelation>;
  /** In the order in which they came up first. */
  readonly parameters: Map<string, RedshiftType>;
}

/** A writer over a session's view of the warehouse. */
export function createWriter(catalog: Scope, { reads, parameters }: Findings): Writer {
  let names = 0;
  const writer: Writer = {
    catalog,
    fresh: () => `_r${++names}`,
    relation(name) {
      const found = catalog.relation(name);
      if (found) reads.set(found.sql, found);
      return found;
    },
    parameter(name, type) {
      if (!parameters.has(name)) parameters.set(name, type);
      const place = [...parameters.keys()].indexOf(name) + 1;
      return `CAST($${place} AS ${duckDbType(type)})`;
    },
    expression: (node, scope) => asGrouped(writeExpression(node, scope, writer), scope),
    query: (node, scope, shape) => writeQuery(node, scope, writer, shape),
    sortItems: (items, scope) => writeSortItems(items, scope, writer),
    window: (window, scope) => writeWindow(window, scope, writer),
  };
  return writer;
}
