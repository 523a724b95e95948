import { quoteName } from '../../../../core/sqlQuoting.ts';
import { queryError } from '../athenaSyntaxError.ts';
import type { Name, Relation } from '../grammar/queryTree.ts';
import { bigint } from '../types/trinoType.ts';
import { readCatalogTable } from './catalogTable.ts';
import {
  type ColumnBinding,
  commonTable,
  folded,
  inner,
  type RelationBinding,
  type Scope,
  withUniqueNames,
} from './scope.ts';
import { writeJoin } from './writeJoin.ts';
import { writeUnnest } from './writeUnnest.ts';
import type { RelationContext, StarColumn, WrittenRelation } from './writtenRelation.ts';

interface Alias {
  readonly name: Name;
  readonly columns?: readonly Name[];
}

/** A relation of a FROM clause. @throws AthenaSyntaxError */
export function writeRelation(relation: Relation, context: RelationContext, alias?: Alias): WrittenRelation {
  const { outer, writer } = context;
  switch (relation.kind) {
    case 'aliased':
      return writeRelation(relation.relation, context, {
        name: relation.alias,
        ...(relation.columns && { columns: relation.columns }),
      });
    case 'named':
      return writeNamed(relation, context, alias);
    case 'subquery': {
      const { sql, columns } = writer.query(relation.query, inner(outer));
      return single(`(${sql})`, columns, alias, context);
    }
    case 'lateral': {
      const { sql, columns } = writer.query(relation.query, inner(lateralScope(context)));
      return single(`LATERAL (${sql})`, columns, alias, context);
    }
    case 'unnest': {
      const { sql, columns } = writeUnnest(relation, lateralScope(context), writer);
      return single(context.left ? `LATERAL (${sql})` : `(${sql})`, columns, alias, context);
    }
    case 'function':
      return writeTableFunction(relation, context, alias);
    case 'sample': {
      const sampled = writeRelation(relation.relation, context, alias);
      const { sql } = writer.expression(relation.percentage, outer);
      return { ...sampled, sql: `${sampled.sql} TABLESAMPLE ${relation.method.toLowerCase()}(${sql} PERCENT)` };
    }
    case 'join':
      return writeJoin(relation, context, (side, inside) => writeRelation(side, inside));
  }
}

function lateralScope({ outer, left }: RelationContext): Scope {
  return left ? { parent: outer, relations: left.relations, merged: left.merged } : outer;
}

function writeNamed(relation: Relation & { kind: 'named' }, context: RelationContext, alias?: Alias): WrittenRelation {
  const { outer, writer } = context;
  const [first] = relation.name;
  const common = relation.name.length === 1 ? commonTable(outer, folded(first!)) : undefined;
  if (common) {
    // Read twice, a condition on one reading says nothing about the other.
    const once = writer.mentions.get(folded(first!)) === 1;
    const columns = once ? common.columns : common.columns.map(({ origin: _, ...column }) => column);
    return single(quoteName(common.sqlName), columns, alias ?? { name: first! }, context);
  }
  const { sql, columns, names, onHidden } = readCatalogTable(relation.name, writer);
  const written = single(sql, columns, alias ?? { name: relation.name.at(-1)! }, context, true);
  const [binding] = written.relations;
  const hidden: RelationBinding = { ...binding!, onHidden, ...(!alias && { names }) };
  return { ...written, relations: [hidden], star: written.star.map((column) => ({ ...column, relation: hidden })) };
}

function writeTableFunction(
  relation: Relation & { kind: 'function' },
  context: RelationContext,
  alias?: Alias,
): WrittenRelation {
  const { call, at } = relation;
  if (call.kind !== 'call' || call.name !== 'sequence') {
    const name = call.kind === 'call' ? call.name : 'table';
    throw queryError('FUNCTION_NOT_FOUND', at, `Table function '${name}' not registered`);
  }
  const args = call.args.map((arg) => context.writer.expression(arg, context.outer).sql);
  const column = { label: 'sequential_number', sqlName: 'sequential_number', type: bigint };
  return single(`(SELECT unnest(generate_series(${args.join(', ')})))`, [column], alias, context);
}

/** One relation, under its alias and with names for its columns that are all different. */
function single(
  sql: string,
  columns: readonly ColumnBinding[],
  alias: Alias | undefined,
  { left, writer }: RelationContext,
  asItIs = false,
): WrittenRelation {
  if (alias?.columns && alias.columns.length !== columns.length) {
    throw queryError(
      'MISMATCHED_COLUMN_ALIASES',
      alias.name.at,
      `Column alias list has ${alias.columns.length} entries but '${folded(alias.name)}' has ${columns.length} columns available`,
    );
  }
  const renamed = columns.map((column, index) => {
    const label = alias?.columns?.[index]?.text;
    return label === undefined ? column : { ...column, label };
  });
  const bound = asItIs && !alias?.columns ? renamed : withUniqueNames(renamed);
  const wanted = alias ? folded(alias.name) : writer.fresh();
  const taken = left?.relations.some(({ sqlName }) => sqlName === wanted);
  const sqlName = taken ? writer.fresh() : wanted;
  const names = alias ? [folded(alias.name)] : [];
  const relation: RelationBinding = { names, sqlName, columns: bound, nullable: false };
  const list = asItIs && !alias?.columns ? '' : `(${bound.map((column) => quoteName(column.sqlName)).join(', ')})`;
  return {
    sql: `${sql} AS ${quoteName(sqlName)}${list}`,
    relations: [relation],
    merged: new Map(),
    star: bound.map((column) => starColumn(column, relation)),
  };
}

function starColumn(binding: ColumnBinding, relation: RelationBinding): StarColumn {
  const value = { sql: `${quoteName(relation.sqlName)}.${quoteName(binding.sqlName)}`, type: binding.type };
  return { value, binding, relation, ...(binding.label !== undefined && { label: binding.label }) };
}
