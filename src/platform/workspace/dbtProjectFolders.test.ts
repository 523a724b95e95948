import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dbtProjectFolders } from './dbtProjectFolders.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'strata-projects-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

test('projects are found, those on top first; what lies in one, in an environment or in packages is none', async () => {
  const projects = ['zulu', 'a/b/c/deep', 'a/shop'];
  const others = [
    'zulu/integration_tests',
    'dbt_packages/utils',
    '.venv/lib',
    'venv/x',
    'a/node_modules/y',
    'a/b/c/d/e/f/g',
  ];
  for (const folder of [...projects, ...others]) {
    await mkdir(path.join(root, folder), { recursive: true });
    await writeFile(path.join(root, folder, 'dbt_project.yml'), 'name: x\n');
  }
  const found = await dbtProjectFolders(root);
  expect(found.map((folder) => path.relative(root, folder))).toEqual(
    projects
      .map((each) => path.normalize(each))
      .toSorted((a, b) => a.split(path.sep).length - b.split(path.sep).length),
  );
});
