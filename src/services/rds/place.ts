/** Where statements run: an instance of RDS, or a source that strata.yaml names by its URL. */
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { NodeAddress } from '../../core/node.ts';

export interface Place {
  readonly kind: 'instance' | 'source';
  readonly name: string;
}

/** `instance:oltp` as the first name of addresses below it. */
export function placeText({ kind, name }: Place): string {
  return `${kind}:${name}`;
}

/** The inverse of `placeText`; undefined for a name without its kind. */
export function placeOf(text: string): Place | undefined {
  const [, kind, name] = /^(instance|source):(.+)$/.exec(text) ?? [];
  return name === undefined ? undefined : { kind: kind as Place['kind'], name };
}

/** The place that a node is, or is in. */
export function placeAt({ kind, path }: NodeAddress): Place {
  const [first = ''] = path;
  if (kind === 'rds.instance') return { kind: 'instance', name: first };
  if (kind === 'rds.source') return { kind: 'source', name: first };
  const found = placeOf(first);
  if (found) return found;
  throw new AppError('invalid-input', t('{0} names no instance: or source:.', first));
}

/** The node of a place. */
export function addressOfPlace({ kind, name }: Place): NodeAddress {
  return { kind: `rds.${kind}`, path: [name] };
}
