/** Databases that strata.yaml names by their URLs. */
import path from 'node:path';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { Node } from '../../core/node.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { type DatabaseUrl, readDatabaseUrl } from '../../platform/postgres/databaseUrl.ts';
import { pipelineFolders } from '../../platform/workspace/pipelineFolders.ts';

export interface DeclaredSource extends DatabaseUrl {
  readonly name: string;
  /** The strata.yaml that names it. */
  readonly file: string;
}

/** Nothing of an untrusted workspace is used. Where two pipelines name one alike, the first counts. */
export async function declaredSources(ctx: Ctx): Promise<readonly DeclaredSource[]> {
  const { root, trusted } = ctx.workspace;
  if (!root || !trusted) return [];
  const found = new Map<string, DeclaredSource>();
  for (const { folder, file, declared } of await pipelineFolders(root, ({ message }) => ctx.log.warn(message))) {
    for (const [name, { url }] of Object.entries(declared.sources ?? {})) {
      const { rootCertificate, ...read } = readDatabaseUrl(url);
      const certificate = rootCertificate === undefined ? undefined : path.resolve(folder, rootCertificate);
      if (!found.has(name)) found.set(name, { ...read, name, file, rootCertificate: certificate });
    }
  }
  return [...found.values()];
}

/** @throws AppError `not-found` naming the sources that there are */
export async function declaredSource(ctx: Ctx, name: string): Promise<DeclaredSource> {
  const all = await declaredSources(ctx);
  const found = all.find((each) => each.name === name);
  if (found) return found;
  throw new AppError('not-found', t('No strata.yaml names a source {0}.', name), {
    hint:
      all.length > 0
        ? t('There are: {0}', all.map((each) => each.name).join(', '))
        : t('strata.yaml may name it: sources: {0}', '{shop: {url: postgres://host:5432/database}}'),
  });
}

export function sourceNode({ name, host, port, database, sslMode }: DeclaredSource): Node {
  return {
    kind: 'rds.source',
    path: [name],
    label: name,
    description: `${host}:${port}${database === undefined ? '' : `/${database}`}`,
    tooltip: [t('A database that strata.yaml names'), `${host}:${port}`, `sslmode=${sslMode}`].join('\n'),
    icon: 'plug',
    expandable: true,
    traits: ['reachable'],
  };
}
