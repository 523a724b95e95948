import { quoteName } from '../../../../core/sqlQuoting.ts';
import type { AlterTableAction } from '../../../engines/redshift/definitions.ts';
import { duckDbType } from '../../../engines/redshift/types/duckDbType.ts';
import type { RedshiftType } from '../../../engines/redshift/types/redshiftType.ts';
import { replaceColumns } from '../../catalog/changeCatalog.ts';
import type { ColumnEntry, RelationEntry } from '../../catalog/entries.ts';
import { firstValue } from '../../databases/duckDb.ts';
import type { StatementCtx } from '../../session/statementCtx.ts';
import { SqlError, sqlStates, unsupported } from '../../sqlError.ts';
import { brokenDependents, dependentError, requireNoDependents } from '../dependents.ts';
import { remove } from '../drop.ts';
import { requireColumn } from './attributes.ts';
import { columnEntry, requireDistinct } from './createTable.ts';
import { changeStorage } from './rebuild.ts';

type ColumnAction = Extract<
  AlterTableAction,
  { readonly kind: 'add-column' | 'drop-column' | 'rename-column' | 'column-type' | 'column-encode' }
>;

export async function alterColumns(ctx: StatementCtx, relation: RelationEntry, action: ColumnAction): Promise<void> {
  const { columns } = relation;
  switch (action.kind) {
    case 'add-column':
      return await addColumn(ctx, relation, action);
    case 'drop-column': {
      requireColumn(columns, action.column);
      if (columns.length === 1)
        throw new SqlError(sqlStates.invalidTableDefinition, 'cannot drop the last column of a table');
      const left = columns.filter(({ name }) => name !== action.column);
      await changeStorage(ctx, relation, `DROP COLUMN ${quoteName(action.column)}`, left, namesOf(left));
      await keep(ctx, relation, left);
      return await dropUsers(ctx, relation, action);
    }
    case 'rename-column': {
      requireColumn(columns, action.column);
      // Views keep their queries as they were understood, with the names of that time.
      await requireNoDependents(ctx, relation, `rename table ${relation.name} column ${action.column}`);
      const renamed = columns.map((column) =>
        column.name === action.column ? { ...column, name: action.to } : column,
      );
      requireDistinct(renamed);
      const change = `RENAME COLUMN ${quoteName(action.column)} TO ${quoteName(action.to)}`;
      await changeStorage(ctx, relation, change, renamed, namesOf(columns));
      return await keep(ctx, relation, renamed);
    }
    case 'column-type':
      return await changeType(ctx, relation, action.column, action.type);
    case 'column-encode':
      requireColumn(columns, action.column);
      return await keep(
        ctx,
        relation,
        columns.map((column) => (column.name === action.column ? { ...column, encode: action.encode } : column)),
      );
  }
}

/** Views that use a column that is gone go with it, or keep it from going; the others stay. */
async function dropUsers(
  ctx: StatementCtx,
  relation: RelationEntry,
  { column, cascade }: Extract<ColumnAction, { readonly kind: 'drop-column' }>,
): Promise<void> {
  const users = await brokenDependents(ctx, relation);
  if (users.length === 0) return;
  if (!cascade) throw dependentError(`cannot drop table ${relation.name} column ${column}`, relation, users);
  for (const each of users) await remove(ctx, each);
}

function namesOf(columns: readonly ColumnEntry[]): string[] {
  return columns.map(({ name }) => quoteName(name));
}

async function keep(ctx: StatementCtx, relation: RelationEntry, columns: readonly ColumnEntry[]): Promise<void> {
  await replaceColumns(ctx.connection, ctx.database, relation.oid, columns);
}

async function addColumn(
  ctx: StatementCtx,
  relation: RelationEntry,
  { column, ifNotExists }: Extract<ColumnAction, { readonly kind: 'add-column' }>,
): Promise<void> {
  if (relation.columns.some(({ name }) => name === column.name)) {
    if (!ifNotExists) {
      throw new SqlError(
        sqlStates.duplicateColumn,
        `column "${column.name}" of relation "${relation.name}" already exists`,
      );
    }
    ctx.notice(`column "${column.name}" of relation "${relation.name}" already exists, skipping`);
    return;
  }
  if (column.identity) throw unsupported('ALTER TABLE ADD COLUMN does not support identity columns');
  const entry = await columnEntry(ctx, relation.oid, relation.columns.length + 1, column);
  if (entry.notNull && !entry.default) {
    throw new SqlError(
      sqlStates.invalidTableDefinition,
      'ALTER TABLE ADD COLUMN defined as NOT NULL must have a non-null default expression',
    );
  }
  const name = quoteName(entry.name);
  const columns = [...relation.columns, entry];
  const type = duckDbType(entry.type);
  await changeStorage(ctx, relation, `ADD COLUMN ${name} ${type}`, columns, [
    ...namesOf(relation.columns),
    entry.default ?? 'NULL',
  ]);
  if (entry.default) {
    await ctx.connection.run(`UPDATE ${relation.sql} SET ${name} = ${entry.default}`);
    ctx.session.changedRows.add(relation.oid);
  }
  await keep(ctx, relation, columns);
}

/** Only the length of VARCHAR columns may change: https://docs.aws.amazon.com/redshift/latest/dg/r_ALTER_TABLE.html */
async function changeType(ctx: StatementCtx, relation: RelationEntry, name: string, type: RedshiftType): Promise<void> {
  const column = requireColumn(relation.columns, name);
  if (column.type.name !== 'character varying' || type.name !== 'character varying') {
    throw new SqlError(
      sqlStates.featureNotSupported,
      `cannot alter type of column "${name}": only the size of VARCHAR columns can be changed`,
    );
  }
  const longest = Number(
    (await firstValue(ctx.connection, `SELECT max(strlen(${quoteName(name)})) FROM ${relation.sql}`)) ?? 0,
  );
  if (longest > type.length) {
    throw new SqlError(
      sqlStates.stringTooLong,
      `cannot reduce the size of column "${name}" to ${type.length}: it holds a value of ${longest} bytes`,
    );
  }
  await keep(
    ctx,
    relation,
    relation.columns.map((each) => (each.name === name ? { ...each, type } : each)),
  );
}
