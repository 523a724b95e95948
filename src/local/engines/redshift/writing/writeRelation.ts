import { quoteName } from '../../../../core/sqlQuoting.ts';
import type { Relation } from '../grammar/queryTree.ts';
import { relationNameOf } from '../lexing/names.ts';
import { notSupported, RedshiftError } from '../redshiftError.ts';
import type { ScopeRelation } from '../translation.ts';
import { resolves } from './resolveColumn.ts';
import { commonTable, inner } from './scope.ts';
import { writeTableFunction } from './tableFunctions.ts';
import { writeJoin } from './writeJoin.ts';
import { writePivot, writeUnpivot } from './writePivot.ts';
import { unnestedArray, unnestedObject } from './writeUnnest.ts';
import { leftScope, type RelationContext, single, type WrittenRelation } from './writtenRelation.ts';

/** A relation of a FROM clause. @throws RedshiftError */
export function writeRelation(relation: Relation, context: RelationContext): WrittenRelation {
  const { outer, writer } = context;
  switch (relation.kind) {
    case 'named':
      return writeNamed(relation, context);
    case 'subquery': {
      const { sql, columns } = writer.query(relation.query, inner(outer));
      return single(`(${sql})`, columns, relation.alias, context);
    }
    case 'path':
      return unnestedArray(writer.expression(relation.path, leftScope(context)), relation, context);
    case 'object':
      return unnestedObject(writer.expression(relation.object, leftScope(context)), relation, context);
    case 'function':
      return writeTableFunction(relation, context);
    case 'pivot':
      return writePivot(relation, context, writeRelation);
    case 'unpivot':
      return writeUnpivot(relation, context, writeRelation);
    case 'join':
      if (relation.alias) throw notSupported('an alias of a join', relation.alias.name.at, 'Give its tables aliases.');
      return writeJoin(relation, context, writeRelation);
  }
}

function writeNamed(relation: Relation & { kind: 'named' }, context: RelationContext): WrittenRelation {
  const { outer, writer, left } = context;
  const { name, alias, at } = relation;
  const common = name.length === 1 ? commonTable(outer, name[0]!.text) : undefined;
  if (common) {
    const names = [name[0]!.text];
    return single(quoteName(common.sqlName), common.columns, alias, context, names, true);
  }
  // `t.items` is an array of a table to the left, or of a query around.
  const seen = leftScope(context);
  if (name.length > 1 && resolves(name[0]!, left ? seen : outer)) {
    return unnestedArray(writer.expression({ kind: 'column', parts: name, at }, seen), relation, context);
  }
  const wanted = relationNameOf(name);
  const found = writer.relation(wanted);
  if (!found) throw missingRelation(wanted, context);
  const names = [found.name, found.schema, wanted.database ?? writer.catalog.session.database];
  return single(found.sql, columnsOf(found), alias, context, names, true);
}

/** A table's columns as a query reads them. */
export function columnsOf({ schema, name: table, columns }: ScopeRelation): WrittenRelation['relations'][0]['columns'] {
  return columns.map(({ name, type }) => ({
    label: name,
    sqlName: name,
    type,
    origin: { schema, table, column: name },
  }));
}

/** @throws RedshiftError 3F000 where the schema is missing too */
export function missingRelation(
  { database, schema, name, at }: ReturnType<typeof relationNameOf>,
  { writer }: Pick<RelationContext, 'writer'>,
): RedshiftError {
  if (schema !== undefined && database === undefined && !writer.catalog.hasSchema(schema)) {
    return new RedshiftError('3F000', `schema "${schema}" does not exist`, at);
  }
  const full = [database, schema, name].filter((part) => part !== undefined).join('.');
  return new RedshiftError('42P01', `relation "${full}" does not exist`, at, {
    ...((schema === undefined || schema === 'pg_catalog') && systemView.test(name) && { hint: unknownView }),
  });
}

/** How Redshift calls its own: https://docs.aws.amazon.com/redshift/latest/dg/c_intro_system_tables.html */
const systemView = /^(?:st[lv]|sv[lv]|svcs|sys)_/;
const unknownView =
  'This view tells of the inner work of a cluster, which the local warehouse does not have. Ask a Redshift connection on AWS.';
