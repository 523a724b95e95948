/** Keys of tables: Redshift keeps them for planners and tools, and checks none but NOT NULL. */
import { type SystemPlace, strataOf, visible } from './systemRelation.ts';

/** Constraints, one a line, from the details of the tables; the index that tools look for behind a key has a number only. */
export function constraintsOf(place: SystemPlace): string {
  const text = (name: string) => `json_extract_string(k, '$.${name}')`;
  const index = `CASE WHEN ${text('kind')} <> 'foreign-key' THEN 1500000000 + r.oid * 100 + place END`;
  return `(SELECT r.oid * 100 + place AS oid, ${index} AS index_oid, s.oid AS schema_oid, s.name AS schema_name, r.oid AS table_oid, r.name AS table_name,
    ${text('name')} AS name, ${text('kind')} AS kind, TRY_CAST(json_extract(k, '$.columns') AS VARCHAR[]) AS columns,
    TRY_CAST(${text('table')} AS INTEGER) AS target,
    TRY_CAST(json_extract(k, '$.references') AS VARCHAR[]) AS target_columns, place
    FROM (SELECT r.*, unnest(json_extract(r.details, '$.constraints[*]')) AS k,
      generate_subscripts(json_extract(r.details, '$.constraints[*]'), 1) AS place
      FROM ${strataOf(place)}.relations r WHERE ${visible(place)}) AS r
    JOIN ${strataOf(place)}.schemas s ON s.oid = r.schema_oid)`;
}

/** The numbers of columns, from their names. */
export function positions(place: SystemPlace, relation: string, names: string): string {
  return `(SELECT list(c.position ORDER BY list_position(${names}, c.name)) FROM ${strataOf(place)}.columns c
    WHERE c.relation = ${relation} AND list_contains(${names}, c.name))`;
}
