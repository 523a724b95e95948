import { expect, test } from 'vitest';
import { passwordIn } from './passFile.ts';

const asked = { host: 'db.example.com', port: 5432, database: 'shop', user: 'ana' };

test.each([
  ['db.example.com:5432:shop:ana:secret', 'secret'],
  ['# a note\nother:5432:shop:ana:no\n*:*:*:ana:yes', 'yes'],
  ['*:*:*:*:with\\:colon\\\\', 'with:colon\\'],
  ['db.example.com:5433:*:*:no', undefined],
  ['db.example.com:5432:shop:ana', undefined],
  ['', undefined],
])('%j', (text, password) => {
  expect(passwordIn(text, asked)).toBe(password);
});
