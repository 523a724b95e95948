import path from 'node:path';
import { Store } from '../../src/local/state/store.ts';
import type { TestEndpoint } from './endpoint.ts';

/** Works on the state of an endpoint that is down. */
export function inState(endpoint: Pick<TestEndpoint, 'state'>, work: (store: Store) => void): void {
  const store = new Store(path.join(endpoint.state, 'state.db'));
  try {
    work(store);
  } finally {
    store.close();
  }
}
