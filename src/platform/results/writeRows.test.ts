import { afterAll, expect, test } from 'vitest';
import { wholeRelation } from '../../protocol/engineProtocol.ts';
import type { Ctx } from '../ctx.ts';
import type { RunResult } from '../service.ts';
import { fetchResult } from './fetchRelation.ts';
import { ResultEngine } from './resultEngine.ts';

const { signal } = new AbortController();
const engine = new ResultEngine();
afterAll(() => engine[Symbol.dispose]());

const reports: string[] = [];
const ctx = { connection: { kind: 'local' }, report: (message: string) => reports.push(message) } as unknown as Ctx;

function result(
  columns: readonly [string, string][],
  pages: (readonly (readonly (string | null)[])[])[],
): RunResult & { kind: 'rows' } {
  return {
    kind: 'rows',
    columns: columns.map(([name, type]) => ({ name, type })),
    total: pages.flat().length,
    async *pages() {
      yield* pages;
    },
  };
}

async function cells(from: RunResult) {
  await using fetched = await fetchResult(ctx, from, signal);
  const opened = await engine.open(fetched.files, signal);
  const { rows } = await engine.ask(
    'rows',
    { handle: opened.handle, query: wholeRelation, offset: 0, limit: 100 },
    signal,
  );
  await engine.close(opened.handle);
  return { columns: opened.columns, rows };
}

test('rows of an API keep their types, exact, over pages', async () => {
  const { columns, rows } = await cells(
    result(
      [
        ['id', 'int8'],
        ['price', 'numeric(38,10)'],
        ['ratio', 'float8'],
        ['ok', 'bool'],
        ['day', 'date'],
        ['at', 'timestamptz'],
      ],
      [
        [
          [
            '9223372036854775807',
            '1234567890123456789012345678.0123456789',
            '0.1',
            'true',
            '2026-01-31',
            '2026-01-31 10:00:00+00',
          ],
        ],
        [[null, null, null, null, null, null]],
      ],
    ),
  );
  expect(columns.map(({ type, kind }) => [type, kind])).toEqual([
    ['int8', 'integer'],
    ['numeric(38,10)', 'decimal'],
    ['float8', 'float'],
    ['bool', 'boolean'],
    ['date', 'date'],
    ['timestamptz', 'text'],
  ]);
  expect(rows).toEqual([
    [
      '9223372036854775807',
      '1234567890123456789012345678.0123456789',
      0.1,
      true,
      '2026-01-31',
      '2026-01-31 10:00:00+00',
    ],
    [null, null, null, null, null, null],
  ]);
  expect(reports).toEqual(['Fetching the rows: 1 of 2…']);
});

test('NULL is no empty text, in one column as in many, and texts may hold anything', async () => {
  const odd = 'a "b", c\nd\r\n\\';
  expect((await cells(result([['c', 'varchar(20)']], [[['x'], [null], [''], [odd]]]))).rows).toEqual([
    ['x'],
    [null],
    [''],
    [odd],
  ]);
  const pair: [string, string][] = [
    ['a', 'varchar(20)'],
    ['a', 'varchar(20)'],
  ];
  expect(
    (
      await cells(
        result(pair, [
          [
            [null, ''],
            ['', null],
          ],
        ]),
      )
    ).rows,
  ).toEqual([
    [null, ''],
    ['', null],
  ]);
  expect((await cells(result(pair, []))).rows).toEqual([]);
});

test('can be given up half-way through an endless result', async () => {
  const abort = new AbortController();
  const endless: RunResult = {
    kind: 'rows',
    columns: [{ name: 'n', type: 'int4' }],
    async *pages() {
      for (let n = 0; ; n++) {
        if (n === 3) abort.abort();
        yield [[String(n)]];
      }
    },
  };
  await expect(fetchResult(ctx, endless, abort.signal)).rejects.toThrow();
});
