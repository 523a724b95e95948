import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { tempFolder } from '../../../../../test/support/tempFolder.ts';
import { placeOf, unzipInto } from './unzip.ts';

describe('deployment packages', () => {
  test('appear whole, folders included', async () => {
    await using temp = tempFolder();
    const folder = path.join(temp.path, 'code');
    unzipInto(zipSync({ 'app.py': Buffer.from('x = 1'), 'lib/mod/__init__.py': Buffer.from('') }), folder);
    expect(readFileSync(path.join(folder, 'app.py'), 'utf8')).toBe('x = 1');
    expect(existsSync(path.join(folder, 'lib/mod/__init__.py'))).toBe(true);
  });

  test.each(['../evil.py', '/etc/evil.py', 'a/../../evil.py', 'C:/evil.py', 'a\\..\\..\\evil.py', 'a\0.py'])(
    'an entry named %j writes nothing at all',
    async (name) => {
      await using temp = tempFolder();
      const folder = path.join(temp.path, 'deep', 'code');
      const archive = zipSync({ 'good.py': Buffer.from('1'), [name]: Buffer.from('2') });
      expect(() => unzipInto(archive, folder)).toThrow(/lies outside of the package/);
      expect(existsSync(folder)).toBe(false);
      expect(existsSync(path.join(temp.path, 'deep', 'evil.py'))).toBe(false);
      expect(existsSync(path.join(temp.path, 'evil.py'))).toBe(false);
    },
  );

  test('names that only look dangerous are taken', () => {
    expect(placeOf('/code/x', 'a..b/..c')).toBe(path.resolve('/code/x/a..b/..c'));
  });

  test('what is no zip is refused as Lambda words it', async () => {
    await using temp = tempFolder();
    expect(() => unzipInto(Buffer.from('not a zip'), path.join(temp.path, 'code'))).toThrow(
      'Could not unzip uploaded file. Please check your file, then try to upload again.',
    );
  });
});
