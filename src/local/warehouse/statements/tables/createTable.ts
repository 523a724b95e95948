import type { ColumnDefinition, CreateTable, TableConstraint } from '../../../engines/redshift/definitions.ts';
import { parseOne } from '../../../engines/redshift/parseScript.ts';
import type { RedshiftExpression } from '../../../engines/redshift/source.ts';
import { insertRelation } from '../../catalog/changeCatalog.ts';
import type { ColumnEntry, ConstraintEntry } from '../../catalog/entries.ts';
import { type Done, done } from '../../session/consumer.ts';
import type { StatementCtx } from '../../session/statementCtx.ts';
import { SqlError, sqlStates, unsupported } from '../../sqlError.ts';
import { alreadyExists, requireRelation, schemaForNew, takeName } from '../names.ts';
import { constraintEntry, detailsOf, withKeys } from './attributes.ts';
import { makeIdentity, makeStorage, newStorage } from './storage.ts';

/** https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_TABLE_NEW.html */
export async function createTable(ctx: StatementCtx, statement: CreateTable): Promise<Done> {
  const { table, temporary } = statement;
  const schema = await schemaForNew(ctx, table, temporary);
  if (schema.external)
    throw unsupported(`tables in the external schema "${schema.name}" are made with CREATE EXTERNAL TABLE`);
  if (await takeName(ctx, schema, table.name)) {
    if (!statement.ifNotExists) throw alreadyExists(table.name);
    ctx.notice(`Relation "${table.name}" already exists and will be skipped`);
    return done('CREATE TABLE');
  }
  const storage = newStorage(ctx, table.name, temporary);
  const model = statement.like && (await requireRelation(ctx, statement.like.table));
  const copied = (model?.columns ?? []).map((column) => likeColumn(column, statement.like?.includingDefaults ?? false));
  const own: ColumnEntry[] = [];
  for (const definition of statement.columns) {
    own.push(await columnEntry(ctx, storage.oid, copied.length + own.length + 1, definition));
  }
  const primary = statement.constraints.filter(({ kind }) => kind === 'primary-key').flatMap(({ columns }) => columns);
  const columns = withKeys([...copied, ...own], statement.attributes).map((column) =>
    primary.includes(column.name) ? { ...column, notNull: true } : column,
  );
  requireDistinct(columns);
  const constraints: ConstraintEntry[] = [];
  for (const constraint of [...columnConstraints(statement.columns), ...statement.constraints]) {
    constraints.push(await constraintEntry(ctx, table.name, columns, constraint));
  }
  await makeStorage(ctx, storage.place, columns, temporary);
  const style = model && statement.attributes.distStyle === undefined ? { distStyle: model.details.distStyle } : {};
  await insertRelation(ctx.connection, ctx.database, {
    ...{ oid: storage.oid, schemaOid: schema.oid, name: table.name, kind: 'table', owner: ctx.session.user },
    ...{
      session: temporary ? ctx.session.pid : undefined,
      storage: storage.name,
      definition: undefined,
      bound: undefined,
    },
    details: {
      ...detailsOf(statement.attributes, columns),
      ...style,
      ...(constraints.length > 0 ? { constraints } : {}),
    },
    ...{ columns, reads: [] },
  });
  return done('CREATE TABLE');
}

/** A column as the catalog keeps it; an identity gets its sequence. */
export async function columnEntry(
  ctx: StatementCtx,
  table: number,
  position: number,
  definition: ColumnDefinition,
): Promise<ColumnEntry> {
  const { name, type, identity } = definition;
  const next = identity && (await makeIdentity(ctx, table, position, identity.seed, identity.step));
  const given = definition.default && (await defaultSql(ctx, definition.default));
  return {
    ...{ name, type, notNull: definition.notNull || definition.primaryKey || identity !== undefined },
    ...((next ?? given) ? { default: next ?? given ?? '' } : {}),
    ...(identity ? { identity: identity.byDefault ? ('by default' as const) : ('always' as const) } : {}),
    identitySeed: identity && [identity.seed, identity.step],
    defaultText: definition.default?.sql,
    ...{ encode: definition.encode, distKey: definition.distKey, sortKey: definition.sortKey ? 1 : undefined },
  };
}

/** A default in DuckDB's SQL. */
async function defaultSql(ctx: StatementCtx, expression: RedshiftExpression): Promise<string> {
  const { statement } = parseOne(`SELECT ${expression.sql}`);
  if (statement.kind !== 'query') throw new SqlError(sqlStates.syntax, `invalid default: ${expression.sql}`);
  const { sql } = await ctx.translate(statement);
  return `(${sql.join('; ')})`;
}

function likeColumn(column: ColumnEntry, includingDefaults: boolean): ColumnEntry {
  const { name, type, notNull, encode, distKey, sortKey } = column;
  const kept =
    includingDefaults && !column.identity && column.default
      ? { default: column.default, defaultText: column.defaultText }
      : {};
  return { name, type, notNull: notNull ?? false, encode, distKey, sortKey, ...kept };
}

function columnConstraints(columns: readonly ColumnDefinition[]): TableConstraint[] {
  return columns.flatMap((column): TableConstraint[] => [
    ...(column.primaryKey ? [{ kind: 'primary-key' as const, columns: [column.name] }] : []),
    ...(column.unique ? [{ kind: 'unique' as const, columns: [column.name] }] : []),
    ...(column.references
      ? [
          {
            ...{ kind: 'foreign-key' as const, columns: [column.name], table: column.references.table },
            references: column.references.column === undefined ? [] : [column.references.column],
          },
        ]
      : []),
  ]);
}

/** @throws SqlError 42701 */
export function requireDistinct(columns: readonly { readonly name: string }[]): void {
  const seen = new Set<string>();
  for (const { name } of columns) {
    if (seen.has(name.toLowerCase())) throw new SqlError(sqlStates.duplicateColumn, `column "${name}" duplicated`);
    seen.add(name.toLowerCase());
  }
}
