import type { Collection, Store } from '../../../state/store.ts';

/** A name under which the account's own Glue catalog can be queried, too. */
export interface DataCatalog {
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The catalog that every account has: the Glue Data Catalog. */
export const awsDataCatalog = 'AwsDataCatalog';

export class DataCatalogStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** By name, without AwsDataCatalog. */
  in(region: string): Collection<DataCatalog> {
    return this.#store.collection('athena.catalog', region);
  }

  /** Whether a query or request may name this catalog; names are compared in any case. */
  isKnown(region: string, name: string): boolean {
    const wanted = name.toLowerCase();
    if (wanted === awsDataCatalog.toLowerCase()) return true;
    return this.in(region)
      .all()
      .some(({ id }) => id.toLowerCase() === wanted);
  }
}
