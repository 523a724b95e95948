import { describe, expect, it } from 'vitest';
import { partsOf } from './logLinks.ts';

describe('the parts of a line', () => {
  it('are one where no place is named', () => {
    expect(partsOf('Listo: 4 particiones')).toEqual([{ kind: 'text', text: 'Listo: 4 particiones' }]);
    expect(partsOf('')).toEqual([{ kind: 'text', text: '' }]);
  });

  it('name the place of a traceback, its folders left out of what is shown', () => {
    expect(partsOf('  File "/tmp/run/clean_sales.py", line 96, in main')).toEqual([
      { kind: 'text', text: '  ' },
      {
        kind: 'place',
        text: 'File "/tmp/run/clean_sales.py", line 96',
        label: 'File "…/clean_sales.py", line 96',
        file: '/tmp/run/clean_sales.py',
        line: 96,
      },
      { kind: 'text', text: ', in main' },
    ]);
    expect(partsOf('File "C:\\jobs\\a.py", line 1')[0]).toMatchObject({ label: 'File "…/a.py", line 1' });
    expect(partsOf('File "a.py", line 1')[0]).toMatchObject({ label: 'File "a.py", line 1' });
  });

  it('know a script without an ending, and no module that is in no file', () => {
    expect(partsOf('File "/tmp/0123abcd", line 7')[0]).toMatchObject({ kind: 'place', file: '/tmp/0123abcd', line: 7 });
    expect(partsOf('File "<frozen runpy>", line 7')).toEqual([{ kind: 'text', text: 'File "<frozen runpy>", line 7' }]);
  });
});
