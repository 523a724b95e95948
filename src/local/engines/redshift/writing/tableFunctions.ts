import type { Relation } from '../grammar/queryTree.ts';
import { RedshiftError } from '../redshiftError.ts';
import { bigint, integer } from '../types/redshiftType.ts';
import { coerced, settled } from './coercion.ts';
import { leftScope, type RelationContext, single, type WrittenRelation } from './writtenRelation.ts';

/** A function in FROM: `generate_series`, and those of the catalogs, which the warehouse has as relations. */
export function writeTableFunction(
  relation: Relation & { kind: 'function' },
  context: RelationContext,
): WrittenRelation {
  const { call, alias, at } = relation;
  const { writer } = context;
  if (call.name === 'generate_series') {
    const scope = leftScope(context);
    const args = call.args.map((node) => coerced(writer.expression(node, scope), bigint, node.at, writer).sql);
    if (args.length < 2 || args.length > 3) throw unknown(call.name, at);
    const whole = call.args.every((node) => writer.expression(node, scope).type.name !== 'bigint');
    const label = alias?.name.text ?? 'generate_series';
    const type = whole ? integer : bigint;
    const sql = `(SELECT CAST(unnest(generate_series(${args.join(', ')})) AS ${whole ? 'INTEGER' : 'BIGINT'}))`;
    return single(sql, [{ label, sqlName: label, type }], alias, context, ['generate_series']);
  }
  const found = call.args.length > 0 ? undefined : writer.relation({ schema: 'pg_catalog', name: call.name, at });
  if (!found) {
    // Any function of one value is a relation of one row.
    const { sql, type } = settled(writer.expression(call, leftScope(context)), writer);
    const label = alias?.name.text ?? call.name;
    return single(`(SELECT ${sql})`, [{ label, sqlName: label, type }], alias, context, [call.name]);
  }
  const columns = found.columns.map(({ name, type }) => ({ label: name, sqlName: name, type }));
  return single(found.sql, columns, alias, context, [call.name], true);
}

function unknown(name: string, at: number): RedshiftError {
  return new RedshiftError('42883', `function ${name} does not exist`, at);
}
