/** The sources of one SELECT under the names that its expressions know them by. */
import { t } from '../../../core/l10n.ts';
import { joinOrigins, type Origin, unknown } from './origin.ts';
import { type Found, findAmong, noRows, type RowColumn, type Rows, rowsOf, sameName } from './rows.ts';

/** A source by its alias, or by each end of its path: `orders`, `analytics.orders`, `dev.analytics.orders`. */
export interface NamedRows {
  readonly alias: string | undefined;
  readonly path: readonly string[];
  readonly rows: Rows;
}

export interface Scope {
  readonly named: readonly NamedRows[];
  /** What a star gives, and where names without a source are looked for. */
  readonly rows: Rows;
}

export const emptyScope: Scope = { named: [], rows: noRows };

export function scopeOf(named: NamedRows): Scope {
  return { named: [named], rows: named.rows };
}

type Side = 'left' | 'right' | 'full' | 'inner';

/** Two sources beside each other; columns that they are joined by name are there once. */
export function joinScopes(left: Scope, right: Scope, side: Side, using: readonly string[] | 'natural'): Scope {
  const names = using === 'natural' ? commonNames(left.rows, right.rows) : using;
  const merged = names.map((name): RowColumn => ({ name, origin: mergedOrigin(left.rows, right.rows, side, name) }));
  const rest = ({ columns }: Rows) => columns.filter(({ name }) => !names.some((each) => sameName(each, name)));
  const open = left.rows.open ?? right.rows.open;
  const shared = using === 'natural' ? open : undefined;
  const relations = [...new Set([...left.rows.relations, ...right.rows.relations])];
  const rows = rowsOf([...merged, ...rest(left.rows), ...rest(right.rows)], open, relations);
  const find = (name: string): Found => {
    const own = merged.find((column) => sameName(column.name, name));
    if (own) return { kind: 'one', origin: own.origin, surely: true };
    const found = findAmong([left.rows, right.rows], name);
    // Whether it is one of the names that both have cannot be told.
    return shared !== undefined && found.kind === 'one' && !found.surely ? { kind: 'unclear', why: shared } : found;
  };
  return { named: [...left.named, ...right.named], rows: { ...rows, find } };
}

function commonNames(left: Rows, right: Rows): string[] {
  return left.columns.map(({ name }) => name).filter((name) => right.columns.some((each) => sameName(each.name, name)));
}

/** Which side's value is taken; both have the same where both have one. */
function mergedOrigin(left: Rows, right: Rows, side: Side, name: string): Origin {
  const sides = side === 'full' ? [left, right] : [side === 'right' ? right : left];
  return joinOrigins(sides.map((rows) => originOf(rows.find(name), name)));
}

export function originOf(found: Found, name: string): Origin {
  if (found.kind === 'one') return found.origin;
  return unknown(
    found.kind === 'unclear' ? found.why : t('no relation of the query is known to have a column {0}', name),
  );
}

/** A source that a name in front of a column means; undefined where there is none. */
export function namedIn(scope: Scope, path: readonly string[]): NamedRows | undefined {
  const [first = ''] = path;
  const found = scope.named.filter(({ alias, path: own }) => {
    if (alias !== undefined) return path.length === 1 && sameName(alias, first);
    const end = own.slice(-path.length);
    return end.length === path.length && end.every((name, i) => sameName(name, path[i] ?? ''));
  });
  return found[0];
}

/**
 * A name in parts: its source, its column, and fields of that one's value.
 * @returns undefined when nothing here is called so
 */
export function findPath(scope: Scope, path: readonly string[]): Found | undefined {
  for (let length = Math.min(path.length - 1, 3); length > 0; length--) {
    const source = namedIn(scope, path.slice(0, length));
    if (!source) continue;
    const column = path[length] ?? '';
    const found = source.rows.find(column);
    const isField = path.length > length + 1;
    const none: Found = {
      kind: 'unclear',
      why: t('{0} is not known to have a column {1}', path.slice(0, length).join('.'), column),
    };
    if (found.kind === 'none') return none;
    return isField ? field(found) : found;
  }
  const found = scope.rows.find(path[0] ?? '');
  if (found.kind === 'none') return undefined;
  return path.length > 1 ? field(found) : found;
}

function field(found: Found): Found {
  return found.kind === 'one' ? { ...found, origin: { ...found.origin, asIs: false } } : found;
}
