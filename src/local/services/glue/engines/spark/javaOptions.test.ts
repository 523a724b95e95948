import { expect, it } from 'vitest';
import { argumentFile } from './javaOptions.ts';

it('quotes what Java would read otherwise', () => {
  expect(argumentFile(['-Xmx1g', 'C:\\a b\\x.jar', 'say "so"'])).toBe(
    '"-Xmx1g"\n"C:\\\\a b\\\\x.jar"\n"say \\"so\\""\n',
  );
});
