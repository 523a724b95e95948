import type { NodeAddress } from '../../core/node.ts';
import type { DbtManifest } from './manifest.ts';

/** How much around a node is meant. */
export type Around = 'alone' | 'upstream' | 'downstream' | 'both';

/**
 * What `--select` takes for a node of the tree; undefined for a whole project.
 * https://docs.getdbt.com/reference/node-selection/syntax
 */
export function selectorOf(
  address: NodeAddress,
  manifest: DbtManifest | undefined,
  around: Around,
): string | undefined {
  const plain = plainSelector(address, manifest);
  if (plain === undefined) return undefined;
  const above = around === 'upstream' || around === 'both' ? '+' : '';
  const below = around === 'downstream' || around === 'both' ? '+' : '';
  return `${above}${plain}${below}`;
}

function plainSelector(
  { kind, path: [, name = ''] }: NodeAddress,
  manifest: DbtManifest | undefined,
): string | undefined {
  const [type = '', pkg = '', ...rest] = name.split('.');
  switch (kind) {
    case 'dbt.project':
      return undefined;
    case 'dbt.group':
      return `resource_type:${name}`;
    case 'dbt.folder':
      return folderSelector(name, manifest);
    case 'dbt.source':
      return `source:${rest.join('.')}`;
    case 'dbt.exposure':
      return `exposure:${rest.join('.')}`;
    case 'dbt.test':
      return manifest?.nodes.get(name)?.name ?? rest[0];
    default:
      // Of two packages that have a model of this name, the one that is meant.
      return type === 'model' && manifest && pkg !== manifest.package
        ? (manifest.nodes.get(name)?.fqn ?? rest.join('.'))
        : rest.join('.');
  }
}

/** All models below a folder, as their own paths begin. */
function folderSelector(folder: string, manifest: DbtManifest | undefined): string {
  const models = [...(manifest?.nodes.values() ?? [])].filter(({ type }) => type === 'model');
  const own = models.find(
    ({ file, package: pkg }) =>
      pkg === manifest?.package && file.split('/').slice(1).join('/').startsWith(`${folder}/`),
  );
  if (own) return `path:${own.file.split('/')[0]}/${folder}`;
  const [pkg = '', ...rest] = folder.split('/');
  return ['package:', pkg].join('') + (rest.length > 0 ? `,fqn:${[pkg, ...rest].join('.')}` : '');
}
