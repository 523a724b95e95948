import { expect, it } from 'vitest';
import { parseConf, usesCatalog } from './sparkConf.ts';

it.each([
  [undefined, {}],
  ['spark.a=1', { 'spark.a': '1' }],
  ['spark.a=1 --conf spark.b=x=y', { 'spark.a': '1', 'spark.b': 'x=y' }],
  ['--conf spark.a=with spaces  --conf spark.b=', { 'spark.a': 'with spaces', 'spark.b': '' }],
])('--conf %s', (text, conf) => expect(parseConf(text)).toEqual(conf));

it.each([
  [{}, false],
  [{ '--enable-glue-datacatalog': 'true' }, true],
  [{ '--enable-glue-datacatalog': '' }, true],
  [{ '--enable-glue-datacatalog': 'false' }, false],
])('%j', (effective, uses) => expect(usesCatalog({ effective })).toBe(uses));
