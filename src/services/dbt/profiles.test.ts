import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../../../test/support/tempFolder.ts';
import { adapterOf, readProfile } from './profiles.ts';
import type { DbtProject } from './projects.ts';

const projectIn = (folder: string, profile = 'shop'): DbtProject => ({
  folder,
  path: '.',
  name: 'shop',
  profile,
  target: path.join(folder, 'target'),
});

const profiles = `shop:
  target: "{{ env_var('SHOP_TARGET', 'prod') }}"
  outputs:
    dev: &dev
      type: redshift
      host: "{{ env_var('REDSHIFT_HOST') }}"
    prod:
      <<: *dev
      schema: prod
`;

it('reads targets and their adapters, templates and merge keys included', async () => {
  await using folder = tempFolder();
  await writeFile(path.join(folder.path, 'profiles.yml'), profiles);
  const profile = await readProfile(projectIn(folder.path), {});
  expect(profile).toMatchObject({ folder: folder.path, target: 'prod' });
  expect(profile.targets).toEqual([
    { name: 'dev', adapter: 'redshift' },
    { name: 'prod', adapter: 'redshift' },
  ]);
  expect(adapterOf(profile, undefined)).toBe('redshift');
});

it('says which profiles there are where the one that is wanted is not', async () => {
  await using folder = tempFolder();
  await writeFile(path.join(folder.path, 'profiles.yml'), profiles);
  await expect(readProfile(projectIn(folder.path, 'other'), {})).rejects.toMatchObject({
    code: 'not-found',
    hint: 'It has: shop',
  });
});
