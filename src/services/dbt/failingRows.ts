import type { DbtNode } from './manifest.ts';

/** How SQL of the project names what a node holds. */
export function expressionOf({ type, name }: Pick<DbtNode, 'type' | 'name'>): string {
  return type === 'source' ? `source('${name.replace('.', "', '")}')` : `ref('${name}')`;
}

/**
 * The rows that a test finds, where its own SQL does not say enough: `not_null` selects the tested column alone, which
 * is a column of nothing. Undefined where the test's SQL is the answer.
 * https://github.com/dbt-labs/dbt-adapters/blob/main/dbt-adapters/src/dbt/include/global_project/macros/generic_test_sql/not_null.sql
 * @param tested what the test belongs to
 */
export function failingRowsSql(
  test: Pick<DbtNode, 'raw' | 'testedColumn' | 'testedWhere'>,
  tested: Pick<DbtNode, 'type' | 'name'> | undefined,
): string | undefined {
  if (!tested || test.testedColumn === '' || !/\btest_not_null\(/.test(test.raw)) return undefined;
  const where = test.testedWhere === '' ? '' : ` and (${test.testedWhere})`;
  return `select * from {{ ${expressionOf(tested)} }} where ${test.testedColumn} is null${where}`;
}
