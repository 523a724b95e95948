/** Secrets Manager's faults and the lookups that raise them. */
import { findSecret, type Secret } from '../../secrets.ts';
import { Fault } from '../../server/fault.ts';
import type { Store } from '../../state/store.ts';

export function invalidRequest(message: string): Fault {
  return new Fault('InvalidRequestException', message);
}

export function invalidParameter(message: string): Fault {
  return new Fault('InvalidParameterException', message);
}

export function notFound(what: string): Fault {
  return new Fault('ResourceNotFoundException', `Secrets Manager can't find the specified ${what}.`);
}

/** @throws Fault ResourceNotFoundException */
export function needSecret(store: Store, region: string, id: string): Secret {
  const found = findSecret(store, region, id);
  if (!found) throw notFound('secret');
  return found;
}

/** @throws Fault ResourceNotFoundException, or InvalidRequestException where it waits to be deleted */
export function needLiveSecret(store: Store, region: string, id: string): Secret {
  const found = needSecret(store, region, id);
  if (found.deletion !== undefined) {
    throw invalidRequest("You can't perform this operation on the secret because it was marked for deletion.");
  }
  return found;
}
