import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { DbtProject } from './projects.ts';

/** What is known of a project's profile without rendering its templates. */
export interface DbtProfile {
  /** Absolute: the folder with its profiles.yml. */
  readonly folder: string;
  /** The target that is used when none is named; undefined where a template says it. */
  readonly target: string | undefined;
  readonly targets: readonly { readonly name: string; readonly adapter: string }[];
}

interface ProfileYaml {
  readonly target?: unknown;
  readonly outputs?: Readonly<Record<string, { readonly type?: unknown } | null>>;
}

/**
 * Where dbt finds the profile of a project: DBT_PROFILES_DIR, else beside the project, else ~/.dbt.
 * https://docs.getdbt.com/docs/core/connect-data-platform/connection-profiles
 * @throws AppError `not-found` saying where it was looked for
 */
export async function readProfile(project: DbtProject, env: NodeJS.ProcessEnv = process.env): Promise<DbtProfile> {
  const folders = [env.DBT_PROFILES_DIR, project.folder, path.join(os.homedir(), '.dbt')];
  const folder = folders.find((each) => each && existsSync(path.join(each, 'profiles.yml')));
  if (!folder) {
    throw new AppError('not-found', t('There is no profiles.yml for the dbt project {0}.', project.name), {
      hint: t('Write one into {0}, or set DBT_PROFILES_DIR.', project.folder),
    });
  }
  const file = path.join(folder, 'profiles.yml');
  const all = readYaml(file, await readFile(file, 'utf8'));
  const profile = all[project.profile];
  if (!profile) {
    throw new AppError('not-found', t('{0} has no profile {1}.', file, project.profile), {
      hint: t('It has: {0}', Object.keys(all).join(', ')),
    });
  }
  const targets = Object.entries(profile.outputs ?? {}).map(([name, output]) => ({
    name,
    adapter: typeof output?.type === 'string' ? output.type : '',
  }));
  const named = typeof profile.target === 'string' ? profile.target : 'default';
  return { folder: path.resolve(folder), targets, target: named.includes('{{') ? defaultOf(named) : named };
}

/** The adapter of a target; empty where it cannot be told without dbt. */
export function adapterOf(profile: DbtProfile, target: string | undefined): string {
  const name = target ?? profile.target;
  return profile.targets.find((each) => each.name === name)?.adapter ?? profile.targets[0]?.adapter ?? '';
}

/** `{{ env_var('DBT_TARGET', 'dev') }}` with the environment's value, as it is the one template that is common here. */
function defaultOf(template: string): string | undefined {
  const match = /^\{\{\s*env_var\(\s*['"](\w+)['"]\s*(?:,\s*['"]([^'"]*)['"]\s*)?\)\s*\}\}$/.exec(template.trim());
  return match ? (process.env[match[1] ?? ''] ?? match[2]) : undefined;
}

function readYaml(file: string, text: string): Readonly<Record<string, ProfileYaml | undefined>> {
  try {
    // Targets often share their settings by a merge key.
    return (parse(text, { merge: true }) ?? {}) as Readonly<Record<string, ProfileYaml | undefined>>;
  } catch (error) {
    throw new AppError('invalid-input', `${file}: ${(error as Error).message}`, { cause: error });
  }
}
