import type { Collection, Store } from '../../../state/store.ts';
import { invalidRequest } from '../athenaOperation.ts';

export interface NamedQuery {
  readonly id: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly database: string;
  readonly sql: string;
  readonly workgroup: string;
}

/** Queries that were saved, by id. */
export class NamedQueryStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  in(region: string): Collection<NamedQuery> {
    return this.#store.collection('athena.namedQuery', region);
  }

  /** @throws Fault InvalidRequestException */
  need(region: string, id: string): NamedQuery {
    const found = this.in(region).get(id);
    if (!found) throw invalidRequest(`NamedQuery ${id} was not found`);
    return found;
  }

  /** By id. */
  *of(region: string, workgroup: string): Generator<NamedQuery> {
    for (const { value } of this.in(region).all()) if (value.workgroup === workgroup) yield value;
  }

  hasAny(region: string, workgroup: string): boolean {
    return !this.of(region, workgroup).next().done;
  }

  deleteAll(region: string, workgroup: string): void {
    for (const { id } of [...this.of(region, workgroup)]) this.in(region).delete(id);
  }
}
