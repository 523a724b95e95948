import type { CatalogTable, Conjunct, RelationUse } from '../translation.ts';

/** One place that reads a catalog relation, and the conditions that its rows must fulfil there. */
export class RelationReads {
  readonly conjuncts: Conjunct[] = [];
}

/** The catalog relations of a query, each with the places that read it. */
export class RelationRegister {
  readonly #relations = new Map<string, { table: CatalogTable; reads: RelationReads[]; hidden: Set<string> }>();

  /** Another place that reads the table. */
  read(table: CatalogTable): RelationReads {
    const reads = new RelationReads();
    this.#entry(table).reads.push(reads);
    return reads;
  }

  hiddenColumn(table: CatalogTable, column: string): void {
    this.#entry(table).hidden.add(column);
  }

  uses(): RelationUse[] {
    return [...this.#relations.values()].map(({ table, reads, hidden }) => ({
      table,
      uses: reads.map(({ conjuncts }) => conjuncts),
      hiddenColumns: [...hidden],
    }));
  }

  #entry(table: CatalogTable): { table: CatalogTable; reads: RelationReads[]; hidden: Set<string> } {
    const key = JSON.stringify([table.catalog, table.database, table.table]);
    const entry = this.#relations.get(key) ?? { table, reads: [], hidden: new Set<string>() };
    this.#relations.set(key, entry);
    return entry;
  }
}
