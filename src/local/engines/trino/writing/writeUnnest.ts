import { quoteName } from '../../../../core/sqlQuoting.ts';
import { queryError } from '../athenaSyntaxError.ts';
import type { Relation } from '../grammar/queryTree.ts';
import { bigint, typeText } from '../types/trinoType.ts';
import { fieldAt } from './casts.ts';
import type { ColumnBinding, Scope } from './scope.ts';
import type { Writer, WrittenQuery } from './writer.ts';

interface Unnested {
  /** What is unnested, side by side. */
  readonly lists: readonly string[];
  /** The columns that come of it, from the unnested values `u1`, `u2` … */
  readonly columns: (names: readonly string[]) => readonly { readonly sql: string; readonly binding: ColumnBinding }[];
}

/**
 * `UNNEST(…) [WITH ORDINALITY]` as a query: arrays become a column, arrays of rows one for each field, maps two; the
 * shorter ones are filled up with nulls.
 */
export function writeUnnest(relation: Relation & { kind: 'unnest' }, scope: Scope, writer: Writer): WrittenQuery {
  const parts = relation.expressions.map((node) => unnested(writer.expression(node, scope), node.at));
  const lists = parts.flatMap((part) => part.lists);
  const inside = lists.map((list, index) => `unnest(${list}) AS ${quoteName(`u${index + 1}`)}`);
  let next = 0;
  const columns = parts.flatMap((part) => {
    const names = part.lists.map(() => quoteName(`u${++next}`));
    return part.columns(names);
  });
  if (relation.ordinality) {
    const lengths = lists.map((list) => `coalesce(len(${list}), 0)`);
    const longest = lengths.length > 1 ? `greatest(${lengths.join(', ')})` : lengths[0];
    inside.push(`unnest(generate_series(1, ${longest})) AS "place"`);
    columns.push({ sql: '"place"', binding: { sqlName: 'place', type: bigint } });
  }
  const sql = `SELECT ${columns.map((column) => column.sql).join(', ')} FROM (SELECT ${inside.join(', ')})`;
  return { sql, columns: columns.map(({ binding }) => binding) };
}

function unnested(value: ReturnType<Writer['expression']>, at: Relation['at']): Unnested {
  const { sql, type } = value;
  if (type?.name === 'map') {
    return {
      lists: [`map_keys(${sql})`, `map_values(${sql})`],
      columns: ([key = '', item = '']) => [
        { sql: key, binding: { sqlName: 'key', type: type.key } },
        { sql: item, binding: { sqlName: 'value', type: type.value } },
      ],
    };
  }
  if (type && type.name !== 'array') {
    throw queryError('TYPE_MISMATCH', at, `Cannot unnest type: ${typeText(type)}`);
  }
  const element = type?.element;
  if (element?.name !== 'row') {
    return { lists: [sql], columns: ([name = '']) => [{ sql: name, binding: { sqlName: 'item', type: element } }] };
  }
  return {
    lists: [sql],
    columns: ([name = '']) =>
      element.fields.map((field, index) => ({
        sql: fieldAt(name, element.fields, index),
        binding: { sqlName: `f${index}`, type: field.type, ...(field.name !== undefined && { label: field.name }) },
      })),
  };
}
