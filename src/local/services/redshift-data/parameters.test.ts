import { expect, test } from 'vitest';
import { checkParameters, referencedNames } from './parameters.ts';

test('names are found where they are values, not in texts, comments and casts', () => {
  const sql = `select :a::int, ':no', "x:no", $$ :no $$, t[1:2] -- :no
    from t where b = :b and c in (:c1,:c_2) /* :no */ and d = :a and e = '12:30'::time`;
  expect([...referencedNames(sql)]).toEqual(['a', 'b', 'c1', 'c_2']);
});

test('a value that no statement of the batch asks for is refused by name', () => {
  const sqls = ['select :a', 'select :b'];
  expect(() => checkParameters(sqls, [{ name: 'a' }, { name: 'b' }])).not.toThrow();
  expect(() => checkParameters(sqls, [{ name: 'a' }, { name: 'z' }])).toThrow(/Unused parameters: \[z\]/);
});
