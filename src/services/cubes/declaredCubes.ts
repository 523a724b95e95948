/** Which cubes there are: what the workspace declares, and any table or view by its name. */
import { AppError } from '../../core/appError.ts';
import type { DeclaredCube } from '../../core/cube/declaredCube.ts';
import { t } from '../../core/l10n.ts';
import type { NodeAddress } from '../../core/node.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { workspaceCubes } from '../../platform/workspace/cubes.ts';
import { stackOutputs } from '../../platform/workspace/stackOutputs.ts';
import { fillOutputs } from '../../platform/workspace/strataYaml.ts';

/** The cubes of the workspace. Nothing of an untrusted workspace is used, as its SQL would run. */
export async function cubesOfWorkspace(ctx: Ctx): Promise<readonly DeclaredCube[]> {
  const { root, trusted } = ctx.workspace;
  if (!root || !trusted) return [];
  return await workspaceCubes(root, ({ message }) => ctx.log.warn(message));
}

/**
 * A cube by its name, or a table or view of an engine that nobody declared: `athena:DATABASE.TABLE`.
 * @throws AppError `not-found` naming the cubes that there are
 */
export async function declaredCubeNamed(ctx: Ctx, name: string): Promise<DeclaredCube> {
  const table = tableCube(name);
  if (table) return table;
  const cubes = await cubesOfWorkspace(ctx);
  const found = cubes.find((cube) => cube.name === name);
  if (found) return found;
  throw new AppError('not-found', t('There is no cube {0}.', name), {
    hint:
      cubes.length > 0
        ? t('There are: {0}', cubes.map((cube) => cube.name).join(', '))
        : t('Declare one in strata.yaml under cubes, or open any table: athena:DATABASE.TABLE'),
  });
}

/**
 * A table or view by its node, as a name that leads back to it: `athena:DATABASE.TABLE`,
 * `redshift:workgroup:NAME/DATABASE/SCHEMA/TABLE`.
 */
export function tableCubeName({ kind, path }: NodeAddress): string {
  return kind.startsWith('redshift.')
    ? `redshift:${path.map(encodeURIComponent).join('/')}`
    : `athena:${path.join('.')}`;
}

/** A table or view as a cube of which everything is detected. */
function tableCube(name: string): DeclaredCube | undefined {
  const [, engine, rest = ''] = /^(athena|redshift):(.+)$/.exec(name) ?? [];
  if (engine === undefined) return undefined;
  const full = engine === 'redshift' && rest.includes('/') ? rest.split('/').map(decodeURIComponent) : undefined;
  const [workgroup, database, ...named] = full ?? [];
  const path = full ? named : rest.split('.');
  const within = engine === 'athena' && path.length > 1 && path[0] !== undefined ? { database: path[0] } : {};
  return {
    name,
    title: path.at(-1) ?? name,
    engine: engine as 'athena' | 'redshift',
    place: workgroup !== undefined && database !== undefined ? { workgroup, database } : within,
    relation: { kind: 'table', path },
    refresh: { kind: 'none' },
    source: { kind: 'relation' },
  };
}

/** Where its statements run, with the outputs of its stack filled in. */
export async function placeOfCube(ctx: Ctx, cube: DeclaredCube, signal: AbortSignal): Promise<DeclaredCube['place']> {
  const { place, source } = cube;
  if (source.stack === undefined || !Object.values(place).some((text) => /\$\{/.test(text))) return place;
  const outputs = await stackOutputs(ctx, source.stack, signal);
  if (!outputs) {
    throw new AppError('not-found', t('The stack {0} of the cube {1} is not deployed here.', source.stack, cube.name), {
      hint: t('Deploy it first: Strata: Deploy Template, or strata deploy.'),
    });
  }
  return Object.fromEntries(Object.entries(place).map(([key, text]) => [key, fillOutputs(text, outputs)]));
}
