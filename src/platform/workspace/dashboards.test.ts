import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/support/tempFolder.ts';
import { dashboardFiles, readDashboard, writeDashboard } from './dashboards.ts';

test('a board is read, changed by the panel with its comments kept, and found', async () => {
  await using folder = tempFolder('strata-dashboards');
  const file = path.join(folder.path, 'shop', 'dashboards', 'sales.dashboard.yaml');
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(path.join(folder.path, 'shop', 'strata.yaml'), 'version: 1\n');
  const text =
    '# For Mondays.\nversion: 1\ntitle: Sales\ncube: sales\nfilters: [region] # by place\ntiles:\n  - kind: kpi\n';
  await writeFile(file, text);
  expect(await dashboardFiles(folder.path, () => {})).toEqual([file]);
  const board = await readDashboard(file);
  expect(board).toMatchObject({ title: 'Sales', filters: ['region'], tiles: [{ kind: 'kpi' }] });
  await writeDashboard(file, { ...board, tiles: [...board.tiles, { kind: 'table', rows: ['region'], width: 2 }] });
  const written = await readFile(file, 'utf8');
  expect(written).toContain('# For Mondays.');
  expect(written).toContain('filters: [ region ] # by place');
  expect((await readDashboard(file)).tiles[1]).toEqual({ kind: 'table', rows: ['region'], width: 2 });
});

test('what is wrong is named with its line', async () => {
  await using folder = tempFolder('strata-dashboards');
  const file = path.join(folder.path, 'x.dashboard.yaml');
  await writeFile(file, 'version: 1\ntitle: X\ncube: sales\ntiles:\n  - kind: kpi\n    colour: red\n');
  await expect(readDashboard(file)).rejects.toMatchObject({
    code: 'invalid-input',
    message: expect.stringMatching(/^x\.dashboard\.yaml:6: .*colour/),
  });
  await expect(readDashboard(path.join(folder.path, 'none.dashboard.yaml'))).rejects.toMatchObject({
    code: 'not-found',
  });
});
