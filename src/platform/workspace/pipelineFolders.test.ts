import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pipelineAround, pipelineFolders } from './pipelineFolders.ts';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'strata-pipelines-'));
  for (const folder of ['sales', 'sales-2', 'torn', 'sales/queries']) await mkdir(path.join(root, folder));
  await writeFile(path.join(root, 'sales/strata.yaml'), 'version: 1\n');
  await writeFile(path.join(root, 'torn/strata.yaml'), 'version: 1\nlayers: oops\n');
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe('the pipelines of a workspace', () => {
  it('say which strata.yaml is broken, or go on without it', async () => {
    await expect(pipelineFolders(root)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('torn'),
    });
    const faults: string[] = [];
    const found = await pipelineFolders(root, ({ message }) => faults.push(message));
    expect(found.map(({ stack }) => stack)).toEqual(['sales']);
    expect(faults).toEqual([expect.stringContaining('torn')]);
  });

  it('are found from a file, whatever is wrong with the others', async () => {
    expect((await pipelineAround(root, path.join(root, 'sales/queries/top.sql')))?.stack).toBe('sales');
    await expect(pipelineAround(root, path.join(root, 'torn/q.sql'))).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('do not take a file of a folder that is only named alike, nor one outside', async () => {
    expect(await pipelineAround(root, path.join(root, 'sales-2/top.sql'))).toBeUndefined();
    expect(await pipelineAround(root, path.join(root, 'top.sql'))).toBeUndefined();
    expect(await pipelineAround(root, path.join(os.tmpdir(), 'top.sql'))).toBeUndefined();
  });
});
