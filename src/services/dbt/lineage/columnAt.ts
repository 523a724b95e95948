import { findNode } from '../language/lookup.ts';
import { aliasesIn, placeAt } from '../language/places.ts';
import type { ProjectLineage } from './projectLineage.ts';
import { sameName } from './rows.ts';

export interface ColumnAt {
  /** The node that has it. */
  readonly id: string;
  readonly column: string;
}

/**
 * The column that a place in a model's text means: the model's own of that name, else the one of what is behind an alias,
 * else the one that a single relation of the model has.
 * @param id the model's
 * @param offset in UTF-16 units
 */
export function columnAt(lineage: ProjectLineage, id: string, text: string, offset: number): ColumnAt | undefined {
  const place = placeAt(text, offset);
  if (place?.kind !== 'word') return undefined;
  const has = (node: string) => lineage.rowsOf(node).columns.find(({ name }) => sameName(name, place.name))?.name;
  const own = has(id);
  if (own !== undefined) return { id, column: own };
  const aliases = aliasesIn(text);
  const alias = /([A-Za-z_]\w*)\.$/.exec(text.slice(0, place.range.start))?.[1];
  const wanted = alias === undefined ? [...aliases.values()] : [aliases.get(alias)];
  const found = new Map<string, string>();
  for (const of of wanted) {
    const node = of && findNode(lineage.manifest, of.name, of.source);
    const column = node && has(node.id);
    if (node && column !== undefined) found.set(node.id, column);
  }
  const [first, ...others] = found;
  return first && others.length === 0 ? { id: first[0], column: first[1] } : undefined;
}
