import { readdir } from 'node:fs/promises';
import path from 'node:path';

export const dbtProjectFile = 'dbt_project.yml';

/** Folders in which no project of the user's own lies, whatever they hold. */
const skipped = new Set([
  'dbt_packages',
  'dbt_modules',
  'node_modules',
  'site-packages',
  '__pycache__',
  'target',
  'logs',
  'venv',
]);
const deepest = 5;

/**
 * The folders of a workspace that hold a dbt project, those on top first. A folder inside of a project is looked at no
 * more, as what lies there are its packages and fixtures.
 * @param root absolute, as are the folders
 */
export async function dbtProjectFolders(root: string): Promise<readonly string[]> {
  const found: string[] = [];
  let level = [root];
  for (let depth = 0; depth <= deepest && level.length > 0; depth++) {
    const entriesOf = (folder: string) => readdir(folder, { withFileTypes: true }).catch(() => []);
    const read = await Promise.all(level.map(async (folder) => ({ folder, entries: await entriesOf(folder) })));
    level = [];
    for (const { folder, entries } of read) {
      if (entries.some((entry) => entry.name === dbtProjectFile && entry.isFile())) {
        found.push(folder);
        continue;
      }
      const below = entries.filter(({ name }) => !name.startsWith('.') && !skipped.has(name));
      level.push(...below.filter((entry) => entry.isDirectory()).map(({ name }) => path.join(folder, name)));
    }
    level.sort();
  }
  return found;
}
