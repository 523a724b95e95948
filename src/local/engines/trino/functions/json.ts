import { quoteText } from '../../../../core/sqlQuoting.ts';
import { isText, json, varchar } from '../types/trinoType.ts';
import { type Written, written } from '../writing/written.ts';
import type { CallWriter, FunctionTable, FunctionWriter } from './callWriter.ts';
import { duckDbPath } from './jsonPath.ts';

/** https://trino.io/docs/current/functions/json.html */
export const jsonTable: FunctionTable = [
  ['json_parse(varchar) json', 'trino_json_parse($1)'],
  ['json_format(json) varchar', 'CAST($1 AS VARCHAR)'],
  ['json_array_length(json) bigint', 'trino_json_array_length($1)'],
  ['json_array_length(varchar) bigint', 'trino_json_array_length(trino_json($1))'],
  ['json_array_contains(json, any) boolean', 'trino_json_array_contains($1, $2)'],
  ['json_array_contains(varchar, any) boolean', 'trino_json_array_contains(trino_json($1), $2)'],
  ['json_array_get(json, bigint) json', '($1 -> (CAST($2 AS INTEGER)))'],
  ['json_array_get(varchar, bigint) json', '(trino_json($1) -> (CAST($2 AS INTEGER)))'],
  ['is_json_scalar(json) boolean', "(json_type($1) NOT IN ('OBJECT', 'ARRAY'))"],
  ['is_json_scalar(varchar) boolean', "(json_type(trino_json($1)) NOT IN ('OBJECT', 'ARRAY'))"],
];

export const jsonMacros: readonly string[] = [
  // A text that is no JSON is null to the functions that look into it.
  `CREATE OR REPLACE MACRO trino_json(s) AS CASE WHEN json_valid(s) THEN CAST(s AS JSON) END`,
  `CREATE OR REPLACE MACRO trino_json_parse(s) AS
    CAST(CASE WHEN s IS NULL OR json_valid(s) THEN json(s) ELSE concat('@json:', s) END AS JSON)`,
  `CREATE OR REPLACE MACRO trino_json_scalar(j, path) AS
    CASE WHEN json_type(j, path) IN ('OBJECT', 'ARRAY') THEN NULL ELSE json_extract_string(j, path) END`,
  `CREATE OR REPLACE MACRO trino_json_text(j) AS
    CASE json_type(j) WHEN 'NULL' THEN NULL WHEN 'VARCHAR' THEN json_extract_string(j, '$') ELSE CAST(j AS VARCHAR) END`,
  `CREATE OR REPLACE MACRO trino_json_array_length(j) AS
    CASE WHEN json_type(j) = 'ARRAY' THEN CAST(json_array_length(j) AS BIGINT) END`,
  `CREATE OR REPLACE MACRO trino_json_array_contains(j, item) AS
    CASE WHEN json_type(j) = 'ARRAY' THEN list_contains(CAST(j AS JSON[]), to_json(item)) END`,
  `CREATE OR REPLACE MACRO trino_json_size(j, path) AS
    CASE json_type(j, path) WHEN 'ARRAY' THEN CAST(json_array_length(j, path) AS BIGINT)
      WHEN 'OBJECT' THEN CAST(len(json_keys(j, path)) AS BIGINT) ELSE CASE WHEN json_type(j, path) IS NOT NULL THEN 0 END END`,
];

function document(call: CallWriter): string {
  const { sql, type } = call.arg(0);
  if (type?.name === 'json') return sql;
  if (type && !isText(type) && type.name !== 'unknown') {
    throw call.unexpected(`${call.call.name}(json, varchar)`, `${call.call.name}(varchar, varchar)`);
  }
  return `trino_json(${sql})`;
}

function path(call: CallWriter): { sql: string; many: boolean } {
  const text = call.literal(1);
  if (text === undefined) return { sql: call.arg(1).sql, many: false };
  const duckDb = duckDbPath(text);
  if (duckDb === undefined) throw call.fail('INVALID_FUNCTION_ARGUMENT', `Invalid JSON path: '${text}'`);
  return { sql: quoteText(duckDb), many: duckDb.includes('*') };
}

export const jsonFunctions: Readonly<Record<string, FunctionWriter>> = {
  json_extract(call) {
    const { sql, many } = path(call);
    const found = `json_extract(${document(call)}, ${sql})`;
    return written(many ? `to_json(${found})` : found, json);
  },
  json_extract_scalar(call): Written {
    const { sql, many } = path(call);
    if (many) return written(`trino_json_text(json_extract(${document(call)}, ${sql})[1])`, varchar);
    return written(`trino_json_scalar(${document(call)}, ${sql})`, varchar);
  },
  json_size(call) {
    return written(`trino_json_size(${document(call)}, ${path(call).sql})`, { name: 'bigint' });
  },
};
