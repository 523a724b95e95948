import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import { dbtProjectFile, dbtProjectFolders } from '../../platform/workspace/dbtProjectFolders.ts';

/** A dbt project of the workspace. */
export interface DbtProject {
  /** Absolute. */
  readonly folder: string;
  /** From the workspace's folder with `/`; `.` for that folder itself. It names the project in addresses. */
  readonly path: string;
  readonly name: string;
  /** Which entry of profiles.yml it uses. */
  readonly profile: string;
  /** Absolute: where dbt writes its manifest. */
  readonly target: string;
}

const projectYaml = z.object({
  name: z.string(),
  profile: z.string().optional(),
  'target-path': z.string().optional(),
});

/**
 * The dbt projects of a workspace, those on top first; one whose file cannot be read is left out.
 * @param root absolute
 */
export async function findProjects(root: string): Promise<readonly DbtProject[]> {
  const folders = await dbtProjectFolders(root);
  const projects = await Promise.all(folders.map((folder) => readProject(root, folder).catch(() => undefined)));
  return projects.filter((project) => project !== undefined);
}

/** @throws AppError `not-found` when there is no such project, `invalid-input` when its file cannot be read */
export async function projectAt(root: string, relative: string): Promise<DbtProject> {
  const folder = path.resolve(root, relative);
  const inside = path.relative(root, folder);
  if (inside.startsWith('..') || path.isAbsolute(inside)) {
    throw new AppError('not-found', t('{0} lies outside of the workspace.', relative));
  }
  return await readProject(root, folder);
}

/** The closest project upwards of a file or folder, within the workspace. */
export async function projectAround(root: string, file: string): Promise<DbtProject | undefined> {
  for (let folder = file; ; folder = path.dirname(folder)) {
    const inside = path.relative(root, folder);
    if (inside.startsWith('..') || path.isAbsolute(inside)) return undefined;
    const project = await readProject(root, folder).catch(() => undefined);
    if (project) return project;
    if (folder === path.dirname(folder)) return undefined;
  }
}

async function readProject(root: string, folder: string): Promise<DbtProject> {
  const file = path.join(folder, dbtProjectFile);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new AppError('not-found', t('There is no dbt project in {0}.', folder), {
      hint: t('A folder with a dbt_project.yml is one.'),
      cause: error,
    });
  });
  const read = projectYaml.safeParse(parseYaml(file, text));
  if (!read.success) throw new AppError('invalid-input', `${file}: ${z.prettifyError(read.error)}`);
  const { name, profile, 'target-path': target = 'target' } = read.data;
  return {
    folder,
    path: path.relative(root, folder).split(path.sep).join('/') || '.',
    name,
    profile: profile ?? name,
    // One that is given by a template is known to dbt alone.
    target: path.resolve(folder, target.includes('{{') ? 'target' : target),
  };
}

function parseYaml(file: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new AppError('invalid-input', `${file}: ${(error as Error).message}`, { cause: error });
  }
}
