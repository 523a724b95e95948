/** https://docs.getdbt.com/reference/artifacts/manifest-json */
import { json } from './templateValues.ts';

/** A model, seed, snapshot, source or exposure, as the map needs it. */
export interface DbtItem {
  /** Such as `model.shop.fct_sales`. */
  readonly id: string;
  readonly label: string;
  /** Database, schema and name, or less where the rest is not known; empty for an exposure. */
  readonly relation: readonly string[];
  /** From the project's folder, with `/`. */
  readonly file: string;
  readonly line: number;
  readonly parents: readonly string[];
  readonly owner?: string;
  readonly description: string;
}

const shown = new Set(['model', 'seed', 'snapshot', 'source', 'exposure']);

/** The items of a manifest; tests, analyses and what is disabled are none. */
export function manifestItems(manifest: unknown): DbtItem[] {
  const { nodes, sources, exposures } = json(manifest);
  const all = [nodes, sources, exposures].flatMap((each) => Object.values(json(each)).map(json));
  const wanted = all.filter(({ resource_type }) => shown.has(String(resource_type)));
  // An ephemeral model is no table: what is made of it is made of its own parents.
  const ephemeral = new Map(
    wanted
      .filter(({ config }) => json(config).materialized === 'ephemeral')
      .map((node) => [String(node.unique_id), parentsOf(node)]),
  );
  const through = (id: string, depth = 0): string[] =>
    ephemeral.has(id) && depth < 50 ? (ephemeral.get(id) ?? []).flatMap((each) => through(each, depth + 1)) : [id];
  return wanted
    .filter(({ unique_id }) => !ephemeral.has(String(unique_id)))
    .map((node) => {
      const owner = ownerOf(node);
      const name = String(node.label ?? node.name);
      return {
        id: String(node.unique_id),
        label: node.resource_type === 'source' ? `${String(node.source_name)}.${name}` : name,
        relation: relationOf(node),
        file: String(node.original_file_path ?? '').replaceAll('\\', '/'),
        line: 1,
        parents: [...new Set(parentsOf(node).flatMap((id) => through(id)))],
        ...(owner === undefined ? {} : { owner }),
        description: String(node.description ?? ''),
      };
    });
}

function parentsOf(node: Readonly<Record<string, unknown>>): string[] {
  const { nodes } = json(node.depends_on);
  return Array.isArray(nodes) ? nodes.map(String) : [];
}

function relationOf(node: Readonly<Record<string, unknown>>): string[] {
  if (typeof node.relation_name === 'string') {
    return [...node.relation_name.matchAll(/["`]([^"`]+)["`]|[^."`]+/g)].map(([whole, quoted]) => quoted ?? whole);
  }
  const name = node.identifier ?? node.alias ?? node.name;
  return [node.database, node.schema, name].filter((part) => part !== undefined && part !== null).map(String);
}

function ownerOf(node: Readonly<Record<string, unknown>>): string | undefined {
  const { owner, meta, config, group } = node;
  const named = json(owner).name ?? json(owner).email ?? json(meta).owner ?? json(json(config).meta).owner ?? group;
  return named === undefined || named === null ? undefined : String(named);
}
