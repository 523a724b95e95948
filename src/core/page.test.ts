import { expect, it } from 'vitest';
import { allPages, joinedPages, type PageList, pageOf } from './page.ts';

const { signal } = new AbortController();

/** A list that numbers its items, two a page. */
function listOf(name: string, count: number): PageList<string> {
  return async ({ token }) => {
    const from = Number(token ?? 0);
    const to = Math.min(count, from + 2);
    const items = Array.from({ length: to - from }, (_, i) => `${name}${from + i}`);
    return pageOf(items, to < count ? String(to) : undefined);
  };
}

it('joins lists to one in which nothing is missing and nothing is twice, however long each is', async () => {
  const joined = joinedPages([listOf('a', 5), listOf('b', 1), listOf('c', 0), listOf('d', 3)]);
  const first = await joined({ limit: 2 }, signal);
  expect(first.items).toEqual(['a0', 'a1', 'b0', 'd0', 'd1']);
  const all = await Array.fromAsync(allPages(joined, { limit: 2 }, signal));
  expect(all).toEqual(['a0', 'a1', 'b0', 'd0', 'd1', 'a2', 'a3', 'd2', 'a4']);
});

it('ends where no list goes on', async () => {
  expect(await joinedPages([listOf('a', 2)])({ limit: 2 }, signal)).toEqual({ items: ['a0', 'a1'] });
  expect(await joinedPages([])({ limit: 2 }, signal)).toEqual({ items: [] });
});
