import type { Collection, Store } from '../../../state/store.ts';
import { resourceNotFound } from '../athenaOperation.ts';

export interface PreparedStatement {
  readonly name: string;
  readonly workgroup: string;
  readonly sql: string;
  readonly description?: string | undefined;
  /** Milliseconds. */
  readonly modified: number;
}

/** Statements with parameters, each in its workgroup. */
export class PreparedStatementStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** By `<workgroup>/<name>`. */
  in(region: string): Collection<PreparedStatement> {
    return this.#store.collection('athena.preparedStatement', region);
  }

  find(region: string, workgroup: string, name: string): PreparedStatement | undefined {
    return this.in(region).get(`${workgroup}/${name}`);
  }

  /** @throws Fault ResourceNotFoundException */
  need(region: string, workgroup: string, name: string): PreparedStatement {
    const found = this.find(region, workgroup, name);
    if (!found) {
      throw resourceNotFound(
        `PreparedStatement ${name} was not found in workGroup ${workgroup}`,
        `PreparedStatement ${name}`,
      );
    }
    return found;
  }

  put(region: string, statement: PreparedStatement): void {
    this.in(region).put(`${statement.workgroup}/${statement.name}`, statement);
  }

  delete(region: string, workgroup: string, name: string): boolean {
    return this.in(region).delete(`${workgroup}/${name}`);
  }
}
