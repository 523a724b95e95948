/** Steps of a logical table, one after the other: https://docs.aws.amazon.com/quicksight/latest/APIReference/API_TransformOperation.html */
import { quoteName } from '../../../../core/sqlQuoting.ts';
import { compileCondition, compileExpression, type FieldLookup } from '../expressions/compile.ts';
import { castSql } from './castSql.ts';
import type { Column, ColumnType } from './columns.ts';
import { DefinitionError, says } from './definitionError.ts';
import type { Transform } from './tables.ts';

/** Whether a row cannot be imported, because a value of it has not the type that its column has. */
export const droppedColumn = 'strata:dropped';

export interface Table {
  readonly columns: readonly Column[];
  /** Gives these columns and `droppedColumn`. */
  readonly sql: string;
  /** Whether a step may drop a row. */
  readonly fallible: boolean;
}

const dropped = quoteName(droppedColumn);

/** @param alias of the relation that has the columns, where there are several */
export function fieldsOf(columns: readonly Column[], alias?: string): FieldLookup {
  return (name) => {
    const found = columns.find((column) => column.name === name);
    return found && { sql: `${alias === undefined ? '' : `${alias}.`}${quoteName(name)}`, type: found.type };
  };
}

/** @throws DefinitionError that says what the step asks for and cannot have */
export function transformed(table: Table, step: Transform): Table {
  const operations = Object.entries(step).filter(([, value]) => value !== undefined);
  if (operations.length !== 1)
    throw new DefinitionError('Invalid transform in LogicalTableMap: exactly one operation is expected');
  if (step.ProjectOperation) return project(table, step.ProjectOperation.ProjectedColumns);
  if (step.FilterOperation) return filter(table, step.FilterOperation.ConditionExpression ?? undefined);
  if (step.CreateColumnsOperation) {
    return step.CreateColumnsOperation.Columns.reduce(
      (made, { ColumnName, Expression }) => create(made, ColumnName, Expression),
      table,
    );
  }
  if (step.RenameColumnOperation) {
    return rename(table, step.RenameColumnOperation.ColumnName, step.RenameColumnOperation.NewColumnName);
  }
  if (step.CastColumnTypeOperation) return cast(table, step.CastColumnTypeOperation);
  if (step.TagColumnOperation) {
    const { ColumnName, Tags } = step.TagColumnOperation;
    const text = Tags.find(({ ColumnDescription }) => ColumnDescription?.Text)?.ColumnDescription?.Text ?? undefined;
    return described(table, ColumnName, text);
  }
  if (step.UntagColumnOperation) {
    const { ColumnName, TagNames } = step.UntagColumnOperation;
    return TagNames.includes('COLUMN_DESCRIPTION') ? described(table, ColumnName, undefined) : table;
  }
  throw new DefinitionError(`the local endpoint does not do ${operations[0]?.[0]}`);
}

function need(table: Table, name: string): Column {
  const found = table.columns.find((column) => column.name === name);
  if (!found) throw new DefinitionError(`there is no column ${name}`);
  return found;
}

function project(table: Table, names: readonly string[]): Table {
  const columns = names.map((name) => need(table, name));
  if (new Set(names).size < names.length) throw new DefinitionError('a column is projected twice');
  return { ...table, columns, sql: `SELECT ${[...names.map(quoteName), dropped].join(', ')} FROM (${table.sql})` };
}

function filter(table: Table, condition: string | undefined): Table {
  if (condition === undefined) {
    throw new DefinitionError('the local endpoint filters by ConditionExpression only');
  }
  const where = says(condition, () => compileCondition(condition, fieldsOf(table.columns)));
  // A row that cannot be imported is counted, whatever the condition would make of it.
  return { ...table, sql: `SELECT * FROM (${table.sql}) WHERE ${dropped} OR ${where}` };
}

function create(table: Table, name: string, expression: string): Table {
  if (table.columns.some((column) => column.name === name))
    throw new DefinitionError(`there is a column ${name} already`);
  const { sql, type } = says(name, () => compileExpression(expression, fieldsOf(table.columns)));
  const made: Column = { name, type: typeOf(type) };
  const value = type === 'BOOLEAN' ? `CAST(${sql} AS BIGINT)` : type === 'INTEGER' ? `CAST(${sql} AS BIGINT)` : sql;
  return {
    ...table,
    columns: [...table.columns, made],
    sql: `SELECT *, ${value} AS ${quoteName(name)} FROM (${table.sql})`,
  };
}

function typeOf(type: string): ColumnType {
  if (type === 'BOOLEAN') return 'INTEGER';
  return type === 'NULL' ? 'STRING' : (type as ColumnType);
}

function rename(table: Table, from: string, to: string): Table {
  need(table, from);
  if (from !== to && table.columns.some(({ name }) => name === to)) {
    throw new DefinitionError(`there is a column ${to} already`);
  }
  return {
    ...table,
    columns: table.columns.map((column) => (column.name === from ? { ...column, name: to } : column)),
    sql: `SELECT * RENAME (${quoteName(from)} AS ${quoteName(to)}) FROM (${table.sql})`,
  };
}

function cast(table: Table, operation: NonNullable<Transform['CastColumnTypeOperation']>): Table {
  const column = need(table, operation.ColumnName);
  const to = { type: operation.NewColumnType, subType: operation.SubType ?? undefined };
  const name = quoteName(column.name);
  const { sql, fallible } = castSql(name, column.type, to, operation.Format ?? undefined);
  const replaced = fallible
    ? `${sql} AS ${name}, (${dropped} OR (${name} IS NOT NULL AND ${sql} IS NULL)) AS ${dropped}`
    : `${sql} AS ${name}`;
  return {
    columns: table.columns.map((each) => (each === column ? { ...column, ...to } : each)),
    sql: `SELECT * REPLACE (${replaced}) FROM (${table.sql})`,
    fallible: table.fallible || fallible,
  };
}

function described(table: Table, name: string, description: string | undefined): Table {
  need(table, name);
  return { ...table, columns: table.columns.map((each) => (each.name === name ? { ...each, description } : each)) };
}
