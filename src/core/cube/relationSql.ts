import { sqlText } from '../sqlDialect.ts';
import { quotePath } from '../sqlQuoting.ts';
import type { CubeRelation } from './cube.ts';

/** What stands behind FROM. Patterns of files are absolute by then. */
export function relationSql(relation: CubeRelation): string {
  if (relation.kind === 'table') return quotePath(relation.path);
  const reader = { parquet: 'read_parquet', csv: 'read_csv', json: 'read_json_auto' }[relation.format];
  const options = relation.format === 'parquet' ? ', hive_partitioning = true' : ', union_by_name = true';
  return `${reader}(${sqlText('duckdb', relation.pattern)}${options})`;
}
