/** The cubes of a workspace: those of its strata.yaml files, and models under `cubes/` of its dbt projects. */
import type { AppError } from '../../core/appError.ts';
import type { DeclaredCube } from '../../core/cube/declaredCube.ts';
import { declaredCube } from './cubeYaml.ts';
import { dbtCubes } from './dbtCubes.ts';
import { pipelineFolders } from './pipelineFolders.ts';

/**
 * All cubes, those of strata.yaml first. One that strata.yaml names as a dbt model is the user's own version of it.
 * @param onFault told of each strata.yaml that cannot be read
 */
export async function workspaceCubes(root: string, onFault: (fault: AppError) => void): Promise<DeclaredCube[]> {
  const found: DeclaredCube[] = [];
  for (const { folder, file, declared, stack } of await pipelineFolders(root, onFault)) {
    for (const cube of declared.cubes ?? []) {
      const read = declaredCube(cube, folder, file, declared);
      found.push({ ...read, source: { ...read.source, stack } });
    }
  }
  const taken = new Set(found.map(({ name }) => name));
  const models = (await dbtCubes(root)).filter(({ name }) => !taken.has(name));
  // The same name in two pipelines would lead to the first of them only.
  return [...found.filter(({ name }, i) => found.findIndex((each) => each.name === name) === i), ...models];
}
