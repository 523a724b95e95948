import { describe, expect, it } from 'vitest';
import type { Page } from '../../../core/page.ts';
import { RowPages } from './rowPages.ts';
import { type Row, rowId } from './rows.ts';

function nodeRow(name: string, parent?: Row): Row & { readonly kind: 'node' } {
  const node = { kind: 's3.bucket', path: [name], label: name, icon: 'archive', expandable: true } as const;
  return { kind: 'node', node, parent };
}

/** Pages that are answered when the test says so. */
function pages() {
  const asked: { parent: string; token: string | undefined; answer: (page: Page<Row> | undefined) => void }[] = [];
  const read = (parent: Row | undefined, token: string | undefined) =>
    new Promise<Page<Row> | undefined>((answer) => asked.push({ parent: rowId(parent), token, answer }));
  return { asked, pages: new RowPages(read) };
}

const more = (token: string) => ({ kind: 'more', parent: undefined, token }) as const;

describe('the pages of a tree', () => {
  it('are read once, and the next one once, however often it is clicked', async () => {
    const { asked, pages: read } = pages();
    const first = read.of(undefined);
    asked[0]?.answer({ items: [nodeRow('a')], next: 't' });
    expect((await first)?.next).toBe('t');
    const clicks = [read.readOn(more('t')), read.readOn(more('t'))];
    asked[1]?.answer({ items: [nodeRow('b')] });
    expect(await Promise.all(clicks)).toEqual([true, false]);
    expect((await read.of(undefined))?.rows.map(rowId)).toEqual(['s3.bucket/a', 's3.bucket/b']);
    expect(asked).toHaveLength(2);
    expect(await read.readOn(more('t'))).toBe(false);
  });

  it('that come after their list was refreshed replace nothing', async () => {
    const { asked, pages: read } = pages();
    const bucket = nodeRow('lake');
    const old = read.of(bucket);
    read.forget(bucket);
    const fresh = read.of(bucket);
    asked[1]?.answer({ items: [nodeRow('new', bucket)] });
    await fresh;
    asked[0]?.answer({ items: [nodeRow('old', bucket)] });
    await old;
    expect((await read.of(bucket))?.rows.map(rowId)).toEqual(['s3.bucket/lake > s3.bucket/new']);
  });

  it('of a row are forgotten with those below it, but not those of one that is only named alike', async () => {
    const { asked, pages: read } = pages();
    const [lake, lake2] = [nodeRow('lake'), nodeRow('lake-2')];
    const inside = nodeRow('raw', lake);
    for (const row of [lake, lake2, inside]) {
      const reading = read.of(row);
      asked.at(-1)?.answer({ items: [] });
      await reading;
    }
    read.forget(lake);
    await read.of(lake2);
    expect(asked).toHaveLength(3);
    void read.of(inside);
    expect(asked.at(-1)?.parent).toBe('s3.bucket/lake > s3.bucket/raw');
  });

  it('are not kept without a connection, and all reading ends when all is forgotten', async () => {
    const { asked, pages: read } = pages();
    const before = read.signal;
    const none = read.of(undefined);
    asked[0]?.answer(undefined);
    expect(await none).toBeUndefined();
    read.forget();
    expect([before.aborted, read.signal.aborted]).toEqual([true, false]);
  });
});
