import { quoteName } from '../../../core/sqlQuoting.ts';

/** A condition on a line `r` of `strata.relations`: the materialized view's tables were written to since its refresh. */
export function isStale(database: string): string {
  const strata = `${quoteName(database)}.strata`;
  return `EXISTS (SELECT * FROM ${strata}.dependencies d
    WHERE d.relation = r.oid AND coalesce((SELECT sum(w.amount) FROM ${strata}.writes w
      WHERE w.relation = d.on_relation), 0) <>
    coalesce(TRY_CAST(json_extract_string(r.details, '$.seen."' || d.on_relation || '"') AS BIGINT), 0))`;
}

/** Such a condition: it is refreshed without being asked. */
export const refreshesItself = "json_extract_string(r.details, '$.autoRefresh') = 'true'";
