import { measureValue } from './measureSql.ts';
import type { MemberPath } from './pivotRequest.ts';
import { pathKey } from './pivotRequest.ts';
import type { PivotStatement } from './pivotSql.ts';

/** A measure of one cell: what it is, and what it was in the period before. */
export interface CellValues {
  readonly now: readonly (string | null)[];
  before?: readonly (string | null)[];
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

  constructor(measures: readonly string[]) {
    this.measures = measures;
  }

  /** Adds the rows that a statement was answered with. */
  add(statement: PivotStatement, rows: readonly (readonly (string | null)[])[]): void {
    const { rowLevels, columnLevels } = statement;
    const firstMeasure = 3 + rowLevels + columnLevels;
    const later: [string, string, CellValues['now']][] = [];
    for (const cells of rows) {
      const rowPath = cells.slice(3, 3 + Number(cells[1]));
      const columnPath = cells.slice(3 + rowLevels, 3 + rowLevels + Number(cells[2]));
      const values = statement.measures.map(({ columns }) =>
        measureValue(columns.map((column) => cells[firstMeasure + column] ?? null)),
      );
      const [rowKey, columnKey] = [pathKey(rowPath), pathKey(columnPath)];
      if (cells[0] !== '0') {
        later.push([rowKey, columnKey, values]);
        continue;
      }
      grow(this.rows, rowPath);
      grow(this.columns, columnPath);
      const row = this.#cells.get(rowKey) ?? new Map<string, CellValues>();
      this.#cells.set(rowKey, row.set(columnKey, { now: values }));
    }
    // The period before is told of cells that are there; it makes none of its own.
    for (const [rowKey, columnKey, before] of later) {
      const cell = this.#cells.get(rowKey)?.get(columnKey);
      if (cell) cell.before = before;
    }
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
