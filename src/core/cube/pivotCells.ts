import type { PivotStatement } from './boundPivot.ts';
import { measureValue } from './measureSql.ts';
import type { MemberPath } from './pivotRequest.ts';
import { pathKey } from './pivotRequest.ts';

type Values = readonly (string | null)[];

/** A measure of one cell: what it is, and what it was in the period before. */
export interface CellValues {
  now: Values;
  before?: Values;
}

/** A member of an axis with those below it, as far as they were answered. */
export interface MemberNode {
  readonly path: MemberPath;
  readonly children: Map<string, MemberNode>;
}

/** The cells of a pivot as the engine answered them, sparse; what is answered later is added. */
export class PivotCells {
  readonly rows: MemberNode = { path: [], children: new Map() };
  readonly columns: MemberNode = { path: [], children: new Map() };
  /** Which measure is where in the values of a cell. */
  readonly measures: readonly string[];
  readonly #cells = new Map<string, Map<string, CellValues>>();
  /** The keys of the columns that are in the tree. */
  readonly #columns = new Set<string>();

  constructor(measures: readonly string[]) {
    this.measures = measures;
  }

  /** Adds the rows that a statement was answered with. */
  add(statement: PivotStatement, rows: readonly (readonly (string | null)[])[]): void {
    const { rowLevels, columnLevels } = statement;
    const firstMeasure = 3 + rowLevels + columnLevels;
    const later: { row: string; column: string; values: Values; facts: boolean }[] = [];
    for (const cells of rows) {
      const source = statement.sources[Number(cells[0])];
      const rowPath = cells.slice(3, 3 + Number(cells[1]));
      const columnPath = cells.slice(3 + rowLevels, 3 + rowLevels + Number(cells[2]));
      const values = statement.measures.map(({ columns }) =>
        measureValue(columns.map((column) => cells[firstMeasure + column] ?? null)),
      );
      const facts = source?.facts ?? false;
      const [row, column] = [pathKey(rowPath), pathKey(columnPath)];
      if (source?.shift) {
        later.push({ row, column, values, facts });
        continue;
      }
      const inRow = this.#rowOf(row, rowPath);
      if (!this.#columns.has(column)) {
        this.#columns.add(column);
        grow(this.columns, columnPath);
      }
      const known = inRow.get(column);
      if (known) known.now = merged(statement, known.now, values, facts);
      else inRow.set(column, { now: values });
    }
    // The period before is told of cells that are there; it makes none of its own.
    for (const { row, column, values, facts } of later) {
      const cell = this.#cells.get(row)?.get(column);
      if (cell) cell.before = merged(statement, cell.before, values, facts);
    }
  }

  /** The cells of a row; of one that is new its member is hung in below its parents. */
  #rowOf(key: string, path: MemberPath): Map<string, CellValues> {
    const known = this.#cells.get(key);
    if (known) return known;
    grow(this.rows, path);
    const cells = new Map<string, CellValues>();
    this.#cells.set(key, cells);
    return cells;
  }

  /** The values of a cell; undefined where no row of the cube belongs to it. */
  at(row: MemberPath, column: MemberPath): CellValues | undefined {
    return this.#cells.get(pathKey(row))?.get(pathKey(column));
  }
}

function grow(root: MemberNode, path: MemberPath): void {
  let node = root;
  for (const [i, member] of path.entries()) {
    const key = pathKey([member]);
    const child: MemberNode = node.children.get(key) ?? { path: path.slice(0, i + 1), children: new Map() };
    node.children.set(key, child);
    node = child;
  }
}

/** Measures of the facts come apart from the others, and go together with them. */
function merged(statement: PivotStatement, known: Values | undefined, values: Values, facts: boolean): Values {
  if (!known) return values;
  return values.map((value, i) =>
    (statement.measures[i]?.measure.from === 'facts') === facts ? value : (known[i] ?? null),
  );
}
