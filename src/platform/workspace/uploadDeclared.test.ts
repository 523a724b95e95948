import { describe, expect, it } from 'vitest';
import { decideUpload, type Standing } from './uploadDeclared.ts';

const theirs = (etag: string, modified = 0): Standing => ({ etag, modified });

describe('a file of strata.yaml', () => {
  it.each<[string, string | undefined, Standing | undefined, 'upload' | 'unchanged' | 'keep']>([
    ['never uploaded, nothing there', undefined, undefined, 'upload'],
    ['never uploaded, the same there', undefined, theirs('new', 9), 'unchanged'],
    ['never uploaded, something older there', undefined, theirs('other', 4), 'upload'],
    ['never uploaded, something newer there', undefined, theirs('other', 6), 'keep'],
    ['uploaded as it is, and deleted since', 'new', undefined, 'unchanged'],
    ['uploaded as it is, and written over since', 'new', theirs('other', 9), 'unchanged'],
    ['changed, and there as it was', 'old', theirs('old', 9), 'upload'],
    ['changed, and deleted since', 'old', undefined, 'upload'],
    ['changed, and written over since', 'old', theirs('other', 4), 'keep'],
  ])('%s', async (_, before, standing, decided) => {
    expect(await decideUpload({ md5: 'new', modified: 5 }, before, async () => standing)).toBe(decided);
  });
});
