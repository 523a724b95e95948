/** A table of the stream: what its changes become as rows of a file. Pure. */
import type { TargetSettings } from '../endpoints/targetSettings.ts';
import type { TableMappings } from '../mappings/tableMappings.ts';
import { targetOf } from '../mappings/targetNames.ts';
import type { ColumnType } from './columnTypes.ts';
import type { FileColumn } from './dataFile.ts';
import { tableFolder } from './fileNames.ts';
import type { Change, Relation, Value } from './pgoutput.ts';

export type RowChange = Extract<Change, { readonly kind: 'insert' | 'update' | 'delete' }>;

interface OutputRow {
  readonly op: 'I' | 'U' | 'D';
  readonly row: readonly Value[];
}

export class ChangeTable {
  readonly relation: Relation;
  readonly folder: string;
  readonly columns: readonly FileColumn[];
  readonly #settings: TargetSettings;
  readonly #from: readonly number[];
  /** Places of the columns that say which row it is; none where only the whole row does. */
  readonly #key: readonly number[];
  readonly #marksOp: boolean;

  /**
   * @param types of the relation's columns, domains resolved
   * @param primaryKey its columns, for tables of REPLICA IDENTITY FULL, whose stream calls every column a key
   */
  constructor(
    relation: Relation,
    types: readonly ColumnType[],
    primaryKey: readonly string[],
    mappings: TableMappings,
    settings: TargetSettings,
  ) {
    const names = relation.columns.map(({ name }) => name);
    const target = targetOf(mappings, relation, names);
    this.relation = relation;
    this.folder = tableFolder(settings, target.schema, target.table);
    this.#settings = settings;
    const whole = relation.columns.every(({ key }) => key);
    this.#key = [...relation.columns.keys()].filter((at) => {
      const { name, key } = relation.columns[at]!;
      return whole ? primaryKey.includes(name) : key;
    });
    this.#from = target.columns.map(({ from }) => from);
    this.#marksOp = settings.IncludeOpForFullLoad || !(settings.CdcInsertsOnly || settings.CdcInsertsAndUpdates);
    this.columns = [
      ...(this.#marksOp ? [{ name: 'Op' }] : []),
      ...(settings.TimestampColumnName ? [{ name: settings.TimestampColumnName }] : []),
      ...target.columns.map(({ from, name }) => ({ name, type: types[from]! })),
    ];
  }

  /** The rows that a change becomes, those left out that the target does not want. */
  rowsOf(change: RowChange): readonly OutputRow[] {
    const { CdcInsertsOnly, CdcInsertsAndUpdates } = this.#settings;
    return this.#allRows(change).filter(
      ({ op }) => op === 'I' || (op === 'U' ? !CdcInsertsOnly : !CdcInsertsOnly && !CdcInsertsAndUpdates),
    );
  }

  /** The spooled values of a row. */
  valuesOf({ op, row }: OutputRow, moment: string): readonly Value[] {
    return [
      ...(this.#marksOp ? [op] : []),
      ...(this.#settings.TimestampColumnName ? [moment] : []),
      ...this.#from.map((at) => row[at]),
    ];
  }

  /** The key columns of a row with their values, by which the source can be asked for the row. */
  keyOf(row: readonly Value[]): readonly { readonly name: string; readonly value: string }[] {
    return this.#key.flatMap((at) => {
      const value = row[at];
      return typeof value === 'string' ? [{ name: this.relation.columns[at]!.name, value }] : [];
    });
  }

  #allRows(change: RowChange): readonly OutputRow[] {
    if (change.kind === 'insert') return [{ op: 'I', row: change.row }];
    if (change.kind === 'delete') return [{ op: 'D', row: change.old.row }];
    // A row under another key is another row to whoever reads the files.
    const { old } = change;
    if (!old || this.#key.every((at) => old.row[at] === change.row[at])) return [{ op: 'U', row: change.row }];
    return [
      { op: 'D', row: old.row },
      { op: 'I', row: change.row },
    ];
  }
}
