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
 * The column that a place in a model's text means: the model's own of that name, else one that it reads, as below.
 * @param id the model's
 * @param offset in UTF-16 units
 */
export function columnAt(lineage: ProjectLineage, id: string, text: string, offset: number): ColumnAt | undefined {
  const place = placeAt(text, offset);
  const own = place?.kind === 'word' ? columnOf(lineage, id, place.name) : undefined;
  return own === undefined ? columnReadAt(lineage, text, offset) : { id, column: own };
}

/** The column that the model reads there: the one of what is behind an alias, else the one that a single relation has. */
export function columnReadAt(lineage: ProjectLineage, text: string, offset: number): ColumnAt | undefined {
  const place = placeAt(text, offset);
  if (place?.kind !== 'word') return undefined;
  const aliases = aliasesIn(text);
  const alias = /([A-Za-z_]\w*)\.$/.exec(text.slice(0, place.range.start))?.[1];
  const wanted = alias === undefined ? [...aliases.values()] : [aliases.get(alias)];
  const found = new Map<string, string>();
  for (const of of wanted) {
    const node = of && findNode(lineage.manifest, of.name, of.source);
    const column = node && columnOf(lineage, node.id, place.name);
    if (node && column !== undefined) found.set(node.id, column);
  }
  const [first, ...others] = found;
  return first && others.length === 0 ? { id: first[0], column: first[1] } : undefined;
}

function columnOf(lineage: ProjectLineage, id: string, name: string): string | undefined {
  return lineage.rowsOf(id).columns.find((column) => sameName(column.name, name))?.name;
}
