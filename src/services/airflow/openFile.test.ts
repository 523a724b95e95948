import { expect, it } from 'vitest';
import { lineOfError } from './openFile.ts';

it('an import error is at the last frame of the file itself', () => {
  const trace =
    'Traceback (most recent call last):\n  File "/opt/dags/shop.py", line 3, in <module>\n    import x\n  File "/opt/dags/shop.py", line 9, in load\n    y\n  File "/venv/lib/json.py", line 40, in loads\nValueError: no';
  expect(lineOfError({ file: 'shop.py', trace })).toBe(9);
  expect(lineOfError({ file: '/opt/dags/other.py', trace })).toBe(1);
});
