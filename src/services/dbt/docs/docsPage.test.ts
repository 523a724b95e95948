import { expect, test } from 'vitest';
import { docsPage } from './docsPage.ts';

const index = `<!doctype html><html dir="ltr" ng-app="dbt"><head><meta charset="utf-8"><script defer="defer">const n={manifest:"MANIFEST.JSON INLINE DATA",catalog:"CATALOG.JSON INLINE DATA"}; const s="<script>";</script></head><body><ui-view></ui-view><script>go()</script></body></html>`;
const catalog = '{"nodes":{}}';

test('the page runs the scripts of dbt and lets nothing else in', () => {
  const page = docsPage({ index, manifest: '{"a":1}', catalog }, 'abc', 'shop');
  expect(page).toContain(
    `content="default-src 'none'; script-src 'nonce-abc'; style-src 'unsafe-inline'; img-src data:; font-src data:`,
  );
  expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<script'));
  expect(page).toContain('<html ng-csp="no-unsafe-eval" dir="ltr" ng-app="dbt">');
  expect([...page.matchAll(/<script[^>]*>/g)].map(([tag]) => tag)).toEqual([
    '<script nonce="abc">',
    '<script nonce="abc" defer="defer">',
    '<script>',
    '<script nonce="abc">',
  ]);
  expect(page).toContain('{manifest:{"a":1},catalog:{"nodes":{}}}');
});

test('no text of a project ends the script that it stands in, or is taken for a pattern', () => {
  const manifest = JSON.stringify({ description: "</script><script>alert(1)</script> $& $'" });
  const page = docsPage({ index, manifest, catalog }, 'abc', 'shop');
  const data = /manifest:(\{.*?\}),catalog/.exec(page)?.[1] ?? '';
  expect(JSON.parse(data)).toEqual(JSON.parse(manifest));
  expect(page.split('</script>')).toHaveLength(index.split('</script>').length + 1);
});

test('it opens at a node', () => {
  const page = docsPage({ index, manifest: '{}', catalog }, 'abc', 'shop', '/model/model.shop.x</script>');
  expect(page).toContain('const given = {"project":"shop","path":"/model/model.shop.x\\u003c/script>"};');
});

test('a page of another kind is refused', () => {
  expect(() => docsPage({ index: '<html><head></head></html>', manifest: '{}', catalog }, 'abc', 'shop')).toThrow(
    'The documentation page of this dbt cannot be shown here.',
  );
});
