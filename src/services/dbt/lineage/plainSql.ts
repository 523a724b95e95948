import type { DbtManifest, DbtNode } from '../manifest.ts';

const text = `['"]([^'"]*)['"]`;

/**
 * The SQL of a node whose templates only name relations, as most do, without dbt; what a model adds when it is incremental
 * is left out. Undefined where anything else stands in its templates.
 */
export function plainSql(manifest: DbtManifest, node: DbtNode): string | undefined {
  const parents = (manifest.parents.get(node.id) ?? []).flatMap((id) => manifest.nodes.get(id) ?? []);
  const named = (fits: (parent: DbtNode) => boolean): string | undefined => {
    const [first, ...others] = parents.filter(fits);
    return first && others.length === 0 ? first.relation || `"${first.name}"` : undefined;
  };
  const sql = node.raw
    .replace(/\{#[\s\S]*?#\}/g, ' ')
    .replace(/\{\{-?\s*config\([^{}]*\)\s*-?\}\}/g, ' ')
    .replace(/\{%-?\s*if\s+is_incremental\(\)\s*-?%\}[^{}]*(\{\{-?\s*this\s*-?\}\}[^{}]*)*\{%-?\s*endif\s*-?%\}/g, ' ')
    .replace(new RegExp(`\\{\\{-?\\s*ref\\(\\s*${text}\\s*\\)\\s*-?\\}\\}`, 'g'), (all, name: string) => {
      return named((parent) => parent.type !== 'source' && parent.name === name) ?? all;
    })
    .replace(
      new RegExp(`\\{\\{-?\\s*source\\(\\s*${text}\\s*,\\s*${text}\\s*\\)\\s*-?\\}\\}`, 'g'),
      (all, source: string, name: string) => {
        return named((parent) => parent.type === 'source' && parent.name === `${source}.${name}`) ?? all;
      },
    );
  return node.raw === '' || /\{[{%]/.test(sql) ? undefined : sql;
}
