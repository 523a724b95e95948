import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { servicePython } from '../../platform/servicePython.ts';
import { pipelineAround } from '../../platform/workspace/pipelineFolders.ts';
import type { DbtProject } from './projects.ts';
import { runtimeFile } from './runtimeFile.ts';

/** The Python whose dbt runs a project. */
export interface DbtPython {
  readonly file: string;
  /** Such as `1.11.16`. */
  readonly version: string;
  /** Whose it is: Strata's own environment, or the user's and how it was found. */
  readonly source: 'own' | 'setting' | 'strata.yaml' | 'venv';
}

/** From here on dbt can be called by a program and tells its events. */
const oldest = [1, 8] as const;

/**
 * The user's own dbt where there is one (the setting, strata.yaml, a `.venv` in the project or the workspace), else the
 * environment of Strata's own, installed on first use.
 * @throws AppError `runtime-missing` when what a setting names has no dbt that can be used, or none can be installed
 */
export async function dbtPython(
  ctx: Pick<Ctx, 'workspace' | 'report'>,
  project: DbtProject,
  signal: AbortSignal,
): Promise<DbtPython> {
  const named = await namedPython(ctx, project);
  if (named) {
    const version = await versionBeside(named.file);
    if (version && isUsable(version)) return { ...named, version };
    const [major, minor] = oldest;
    const message = version
      ? t('{0} has dbt {1}; {2} or newer is needed.', named.file, version, `${major}.${minor}`)
      : t('{0} has no dbt.', named.file);
    throw new AppError('runtime-missing', message, {
      hint: t('Install dbt-core there, or remove the setting ({0}) to use the environment of Strata.', named.source),
    });
  }
  for (const folder of new Set([project.folder, ctx.workspace.root ?? project.folder])) {
    const file = pythonIn(path.join(folder, '.venv'));
    const version = existsSync(file) ? await versionBeside(file) : undefined;
    if (version && isUsable(version)) return { file, version, source: 'venv' };
  }
  const file = await servicePython(ctx, 'dbt', runtimeFile('requirements.txt'), signal);
  return { file, version: (await versionBeside(file)) ?? '', source: 'own' };
}

async function namedPython(
  ctx: Pick<Ctx, 'workspace'>,
  project: DbtProject,
): Promise<{ readonly file: string; readonly source: 'setting' | 'strata.yaml' } | undefined> {
  const { root, dbt } = ctx.workspace;
  const setting = dbt?.python;
  const base = root ?? project.folder;
  if (setting) return { file: path.resolve(base, setting), source: 'setting' };
  const around = root ? await pipelineAround(root, path.join(project.folder, 'dbt_project.yml')) : undefined;
  const declared = around?.declared.dbt?.python;
  return around && declared ? { file: path.resolve(around.folder, declared), source: 'strata.yaml' } : undefined;
}

/** The dbt beside a Python, as its package says without running anything. */
async function versionBeside(python: string): Promise<string | undefined> {
  const environment = path.dirname(path.dirname(python));
  for await (const file of glob(
    ['lib/python*/site-packages/dbt_core-*.dist-info/METADATA', 'Lib/site-packages/dbt_core-*.dist-info/METADATA'],
    { cwd: environment },
  )) {
    return /^Version: (\S+)$/m.exec(await readFile(path.join(environment, file), 'utf8'))?.[1];
  }
  return undefined;
}

function isUsable(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major === oldest[0] && minor >= oldest[1];
}

function pythonIn(environment: string): string {
  return path.join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
}
