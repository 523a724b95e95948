import { quoteName } from '../../../../core/sqlQuoting.ts';
import type { Alias } from '../grammar/queryTree.ts';
import { RedshiftError } from '../redshiftError.ts';
import { bigint, superType, varchar } from '../types/redshiftType.ts';
import type { ColumnBinding, RelationBinding } from './scope.ts';
import { type Written, written } from './written.ts';
import { type RelationContext, single, type WrittenRelation } from './writtenRelation.ts';

interface Unnested {
  readonly alias?: Alias;
  readonly at: number;
}

/**
 * The elements of a SUPER array, each a value under the alias: `FROM t, t.items AS i AT place`.
 * https://docs.aws.amazon.com/redshift/latest/dg/query-super.html#unnest
 */
export function unnestedArray(value: Written, relation: Unnested, context: RelationContext): WrittenRelation {
  const list = `list_transform(redshift_elements(${asSuper(value, relation.at)}), lambda item, place: {'v': item, 'k': place - 1})`;
  return unnested(list, relation, { ...written('', bigint) }, context);
}

/** The attributes of a SUPER object: `FROM t, UNPIVOT t.object AS value AT name`. */
export function unnestedObject(value: Written, relation: Unnested, context: RelationContext): WrittenRelation {
  const object = asSuper(value, relation.at);
  const list = `list_transform(redshift_keys(${object}), lambda name: {'v': redshift_attribute(${object}, name), 'k': name})`;
  return unnested(list, relation, { ...written('', varchar()) }, context);
}

function asSuper({ sql, type }: Written, at: number): string {
  if (type.name === 'super') return sql;
  throw new RedshiftError('42809', `cannot unnest a value of type ${type.name}: only SUPER arrays can be`, at);
}

function unnested(list: string, { alias }: Unnested, key: Written, context: RelationContext): WrittenRelation {
  const { writer } = context;
  const name = alias?.name.text ?? writer.fresh();
  const columns: ColumnBinding[] = [
    { label: name, sqlName: name, type: superType },
    ...(alias?.index ? [{ label: alias.index.text, sqlName: alias.index.text, type: key.type }] : []),
  ];
  const items = ['each.v', ...(alias?.index ? ['each.k'] : [])].join(', ');
  const sql = `${context.left ? 'LATERAL ' : ''}(SELECT ${items} FROM (SELECT unnest(${list}) AS each))`;
  const one = single(sql, columns, alias && { name: alias.name }, context);
  const [relation] = one.relations;
  const value = written(`${quoteName(relation!.sqlName)}.${quoteName(columns[0]!.sqlName)}`, superType);
  const [, index] = relation!.columns;
  // The value is found by the alias; only the place, or the key, is a column besides.
  const seen: RelationBinding[] = [
    { ...relation!, value, columns: [] },
    ...(index ? [{ names: [], sqlName: relation!.sqlName, columns: [index] }] : []),
  ];
  return { ...one, relations: seen };
}

export const unnestMacros: readonly string[] = [
  `CREATE OR REPLACE MACRO redshift_elements(value) AS
    CASE WHEN json_type(value) = 'ARRAY' THEN from_json(value, '["JSON"]') END`,
  `CREATE OR REPLACE MACRO redshift_keys(value) AS CASE WHEN json_type(value) = 'OBJECT' THEN json_keys(value) END`,
];
