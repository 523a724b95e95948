import type { AppError } from '../../../core/appError.ts';
import { idOf, type Node } from '../../../core/node.ts';

/** One row of a tree. */
export type Row =
  | { readonly kind: 'node'; readonly node: Node; readonly parent: Row | undefined }
  /** The next page of its parent's list. */
  | { readonly kind: 'more'; readonly parent: Row | undefined; readonly token: string }
  /** What went wrong while its parent's children were read, in the tree itself. */
  | { readonly kind: 'error'; readonly parent: Row | undefined; readonly error: AppError }
  | { readonly kind: 'empty'; readonly parent: Row | undefined; readonly text: string };

const below = ' > ';

/**
 * Stable across refreshes, so that expansion and selection survive; unique also where a node appears twice. The empty
 * string for the tree itself, above its roots.
 */
export function rowId(row: Row | undefined): string {
  if (!row) return '';
  const parent = row.parent ? `${rowId(row.parent)}${below}` : '';
  return row.kind === 'node' ? `${parent}${idOf(row.node)}` : `${parent}${row.kind}`;
}

/** Whether a row id is that of another row, or of one somewhere below it; `a/lake` is not below `a/la`. */
export function isAtOrBelow(id: string, ancestor: string): boolean {
  return ancestor === '' || id === ancestor || id.startsWith(ancestor + below);
}
