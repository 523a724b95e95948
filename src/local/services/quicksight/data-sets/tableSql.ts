/** The tables of a data set as SQL for DuckDB, over views that hold the rows of its physical tables. */
import { quoteName } from '../../../../core/sqlQuoting.ts';
import { compileCondition } from '../expressions/compile.ts';
import type { Column } from './columns.ts';
import { DefinitionError, says } from './definitionError.ts';
import type { LogicalTable, LogicalTableMap, PhysicalTableMap } from './tables.ts';
import { droppedColumn, fieldsOf, type Table, transformed } from './transforms.ts';

export interface Sources {
  /** Columns of the physical tables, by their keys. */
  readonly physical: ReadonlyMap<string, readonly Column[]>;
  /** Columns of other data sets. @throws Fault where there is none */
  readonly dataSet: (arn: string) => readonly Column[];
}

/** The view that holds a physical table's rows. */
export function physicalView(key: string): string {
  return quoteName(`physical ${key}`);
}

/** The view that holds another data set's rows. */
export function dataSetView(arn: string): string {
  return quoteName(`data set ${arn}`);
}

const dropped = quoteName(droppedColumn);

/**
 * The table that a data set ends in: the one logical table that no other is made of.
 * @throws DefinitionError that says what is wrong with the tables
 */
export function resultTable(physical: PhysicalTableMap, logical: LogicalTableMap | undefined, sources: Sources): Table {
  const tables = logical && Object.keys(logical).length > 0 ? logical : implied(physical);
  const used = new Set(
    Object.values(tables).flatMap(({ Source: { JoinInstruction: join } }) =>
      join ? [join.LeftOperand, join.RightOperand] : [],
    ),
  );
  const roots = Object.keys(tables).filter((key) => !used.has(key));
  const [root] = roots;
  if (root === undefined || roots.length > 1) {
    throw new DefinitionError(
      `LogicalTableMap must end in one table: ${roots.length === 0 ? 'its joins go in a circle' : `${roots.join(', ')} are not joined`}`,
    );
  }
  return build(root, tables, sources, []);
}

/** Without logical tables the physical one is the data set. */
function implied(physical: PhysicalTableMap): LogicalTableMap {
  const keys = Object.keys(physical);
  if (keys.length !== 1)
    throw new DefinitionError('LogicalTableMap is needed where there is not exactly one physical table');
  return { [keys[0]!]: { Alias: keys[0]!, Source: { PhysicalTableId: keys[0]! } } };
}

function build(key: string, tables: LogicalTableMap, sources: Sources, path: readonly string[]): Table {
  const table = tables[key];
  if (!table) throw new DefinitionError(`LogicalTableMap has no table ${key}`);
  if (path.includes(key)) throw new DefinitionError('LogicalTableMap: its joins go in a circle');
  const source = sourceOf(table, tables, sources, [...path, key]);
  return (table.DataTransforms ?? []).reduce(
    (made, each, index) => says(`LogicalTableMap ${key}, transform ${index + 1}`, () => transformed(made, each)),
    source,
  );
}

function sourceOf(table: LogicalTable, tables: LogicalTableMap, sources: Sources, path: readonly string[]): Table {
  const { PhysicalTableId, DataSetArn, JoinInstruction } = table.Source;
  const given = [PhysicalTableId, DataSetArn, JoinInstruction].filter((each) => each !== undefined && each !== null);
  if (given.length !== 1) {
    throw new DefinitionError(
      'Exactly one of PhysicalTableId, JoinInstruction or DataSetArn must be set for LogicalTable',
    );
  }
  if (PhysicalTableId) {
    const columns = sources.physical.get(PhysicalTableId);
    if (!columns) throw new DefinitionError(`PhysicalTableMap has no table ${PhysicalTableId}`);
    return { columns, sql: `SELECT * FROM ${physicalView(PhysicalTableId)}`, fallible: false };
  }
  if (DataSetArn) {
    const columns = sources.dataSet(DataSetArn);
    return { columns, sql: `SELECT *, false AS ${dropped} FROM ${dataSetView(DataSetArn)}`, fallible: false };
  }
  return join(JoinInstruction!, tables, sources, path);
}

type Join = NonNullable<LogicalTable['Source']['JoinInstruction']>;

/** A column of the right side whose name the left side has too is called `name[alias]`. */
function join(instruction: Join, tables: LogicalTableMap, sources: Sources, path: readonly string[]): Table {
  const left = build(instruction.LeftOperand, tables, sources, path);
  const right = build(instruction.RightOperand, tables, sources, path);
  const alias = tables[instruction.RightOperand]?.Alias ?? instruction.RightOperand;
  const names = new Set(left.columns.map(({ name }) => name));
  const renamed = right.columns.map((column) => ({
    from: column.name,
    column: names.has(column.name) ? { ...column, name: `${column.name}[${alias}]` } : column,
  }));
  const leftFields = fieldsOf(left.columns, 'l');
  const rightFields = fieldsOf(right.columns, 'r');
  const seen = new Set<string>();
  const on = says('OnClause', () =>
    compileCondition(bracketed(instruction.OnClause), (name) => {
      const other = renamed.find(({ column }) => column.name === name && column.name !== name.replace(/\[.*$/, ''));
      if (other) return rightFields(other.from);
      const [inLeft, inRight] = [leftFields(name), rightFields(name)];
      // `{id} = {id}`: the left one, then the right one.
      if (inLeft && inRight && seen.has(name)) return rightFields(name);
      seen.add(name);
      return inLeft ?? inRight;
    }),
  );
  const kind = instruction.Type === 'OUTER' ? 'FULL OUTER' : instruction.Type;
  const selected = [
    ...left.columns.map(({ name }) => `l.${quoteName(name)}`),
    ...renamed.map(({ from, column }) => `r.${quoteName(from)} AS ${quoteName(column.name)}`),
    `(coalesce(l.${dropped}, false) OR coalesce(r.${dropped}, false)) AS ${dropped}`,
  ];
  return {
    columns: [...left.columns, ...renamed.map(({ column }) => column)],
    sql: `SELECT ${selected.join(', ')} FROM (${left.sql}) AS l ${kind} JOIN (${right.sql}) AS r ON ${on}`,
    fallible: left.fallible || right.fallible,
  };
}

/** `name[alias]` without braces is a field too. */
function bracketed(clause: string): string {
  return clause.replace(/(?<![{\w])(\w+\[[^\]]+\])(?!\})/g, '{$1}');
}
