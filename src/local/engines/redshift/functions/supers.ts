import { bigint, superType, varchar } from '../types/redshiftType.ts';
import { castTo } from '../writing/casts.ts';
import { settled } from '../writing/coercion.ts';
import { failure } from '../writing/failure.ts';
import { superElement } from '../writing/superValues.ts';
import { written } from '../writing/written.ts';
import type { CallWriter, FunctionTable, FunctionWriter } from './callWriter.ts';

/** https://docs.aws.amazon.com/redshift/latest/dg/c_Type_Info_Functions.html */
export const superTable: FunctionTable = [
  ['json_parse(text) super', 'redshift_json_parse($1)'],
  ['json_serialize(super) text', 'CAST($1 AS VARCHAR)'],
  ['json_serialize_to_varbyte(super) varbyte', 'encode(CAST($1 AS VARCHAR))'],
  ['is_valid_json(text) boolean', "redshift_is_json($1, 'OBJECT')"],
  ['is_valid_json_array(text) boolean', "redshift_is_json($1, 'ARRAY')"],
  ['can_json_parse(text) boolean', 'json_valid($1)'],
  ['json_typeof(super) text', 'redshift_json_typeof($1)'],
  ['json_size(super) int', 'CAST(strlen(CAST($1 AS VARCHAR)) AS INTEGER)'],
  ['is_array(super) boolean', "(json_type($1) = 'ARRAY')"],
  ['is_object(super) boolean', "(json_type($1) = 'OBJECT')"],
  ['is_scalar(super) boolean', "(json_type($1) NOT IN ('ARRAY', 'OBJECT', 'NULL'))"],
  ['is_boolean(super) boolean', "(json_type($1) = 'BOOLEAN')"],
  ['is_varchar(super) boolean', "(json_type($1) = 'VARCHAR')"],
  ['is_char(super) boolean', "(json_type($1) = 'VARCHAR' AND length(redshift_scalar($1)) = 1)"],
  [
    'is_integer(super) boolean',
    "(json_type($1) IN ('BIGINT', 'UBIGINT') AND TRY_CAST(CAST($1 AS VARCHAR) AS INTEGER) IS NOT NULL)",
  ],
  [
    'is_smallint(super) boolean',
    "(json_type($1) IN ('BIGINT', 'UBIGINT') AND TRY_CAST(CAST($1 AS VARCHAR) AS SMALLINT) IS NOT NULL)",
  ],
  [
    'is_bigint(super) boolean',
    "(json_type($1) IN ('BIGINT', 'UBIGINT') AND TRY_CAST(CAST($1 AS VARCHAR) AS BIGINT) IS NOT NULL)",
  ],
  ['is_float(super) boolean', "(json_type($1) = 'DOUBLE')"],
  ['is_decimal(super) boolean', "(json_type($1) IN ('BIGINT', 'UBIGINT', 'DOUBLE'))"],
  [
    'get_array_length(super) bigint',
    "CASE WHEN json_type($1) = 'ARRAY' THEN CAST(json_array_length($1) AS BIGINT) END",
  ],
  ['array_concat(super, super) super', 'to_json(list_concat(redshift_elements($1), redshift_elements($2)))'],
  ['array_flatten(super) super', 'redshift_array_flatten($1)'],
  ['subarray(super, int) super', 'to_json(list_slice(redshift_elements($1), $2 + 1, len(redshift_elements($1))))'],
  ['subarray(super, int, int) super', 'to_json(list_slice(redshift_elements($1), $2 + 1, $2 + $3))'],
  ['split_to_array(text) super', "to_json(string_split($1, ','))"],
  ['split_to_array(text, text) super', 'to_json(string_split($1, $2))'],
  ['json_array_length(text) int', 'redshift_json_array_length($1, false)'],
  ['json_array_length(text, boolean) int', 'redshift_json_array_length($1, $2)'],
];

function pathOf(
  call: CallWriter,
  from: number,
  to: number,
): { readonly keys: string[]; readonly nullIfInvalid: string } {
  const last = call.call.args.at(-1);
  const flag = last?.kind === 'boolean' && to > from;
  const end = flag ? to - 1 : to;
  const keys = Array.from({ length: end - from }, (_, index) => call.as(from + index, varchar()));
  return { keys, nullIfInvalid: flag ? String(last.value) : 'false' };
}

/** Any value as one of SUPER. */
function asSuper(call: CallWriter, index: number): string {
  const value = call.arg(index);
  if (value.type.name === 'super') return value.sql;
  return castTo(settled(value, call.writer), superType, call.at).sql;
}

export const superFunctions: Readonly<Record<string, FunctionWriter>> = {
  array(call) {
    const items = call.call.args.map((_, index) => asSuper(call, index));
    return written(items.length === 0 ? "CAST('[]' AS JSON)" : `json_array(${items.join(', ')})`, superType);
  },
  object(call) {
    if (call.count % 2 !== 0) throw call.unexpected();
    const parts = call.call.args.map((_, index) =>
      index % 2 === 0 ? call.as(index, varchar()) : asSuper(call, index),
    );
    return written(parts.length === 0 ? "CAST('{}' AS JSON)" : `json_object(${parts.join(', ')})`, superType);
  },
  json_extract_path_text(call) {
    if (call.count < 2) throw call.unexpected();
    const { keys, nullIfInvalid } = pathOf(call, 1, call.count);
    const source = `redshift_json_text(${call.as(0, varchar())}, ${nullIfInvalid})`;
    const found = keys.reduce((sql, key) => `redshift_json_member(${sql}, ${key})`, source);
    return written(`redshift_json_result(${call.as(0, varchar())}, ${found})`, varchar());
  },
  json_extract_array_element_text(call) {
    if (call.count < 2 || call.count > 3) throw call.unexpected();
    const { nullIfInvalid } = pathOf(call, 2, call.count);
    const text = call.as(0, varchar());
    const source = written(`redshift_json_text(${text}, ${nullIfInvalid})`, superType);
    const element = superElement(source, written(call.as(1, bigint), bigint), call.at);
    const sql = `CASE WHEN ${source.sql} IS NULL THEN NULL ELSE coalesce(redshift_scalar(${element.sql}), '') END`;
    return written(sql, varchar());
  },
  object_transform: (call) => {
    throw call.fail(
      '0A000',
      'function object_transform is not supported by the local warehouse; build the object with object(…)',
    );
  },
};

export const superFunctionMacros: readonly string[] = [
  // What is not valid must not be looked into: DuckDB may do so whatever stands before AND.
  `CREATE OR REPLACE MACRO redshift_valid_json(x) AS CASE WHEN json_valid(x) THEN x END`,
  `CREATE OR REPLACE MACRO redshift_is_json(x, type) AS CASE WHEN x IS NULL THEN NULL
    ELSE coalesce(json_type(redshift_valid_json(x)) = type, false) END`,
  `CREATE OR REPLACE MACRO redshift_json_parse(x) AS CASE WHEN x IS NULL THEN NULL WHEN json_valid(x) THEN CAST(json(x) AS JSON)
    ELSE ${failure('XX000', `'JSON parsing failed: invalid JSON: ' || x`)} END`,
  `CREATE OR REPLACE MACRO redshift_json_typeof(x) AS CASE json_type(x) WHEN 'VARCHAR' THEN 'string'
    WHEN 'BIGINT' THEN 'number' WHEN 'UBIGINT' THEN 'number' WHEN 'DOUBLE' THEN 'number' ELSE lower(json_type(x)) END`,
  `CREATE OR REPLACE MACRO redshift_json_text(x, lenient) AS CASE WHEN x IS NULL OR x = '' THEN NULL WHEN json_valid(x) THEN CAST(x AS JSON)
    WHEN lenient THEN NULL ELSE ${failure('22P02', `'JSON parsing error: invalid JSON object ' || x`)} END`,
  `CREATE OR REPLACE MACRO redshift_json_member(x, name) AS CASE WHEN json_type(x) = 'OBJECT' THEN json_extract(x, '$."' || name || '"') END`,
  `CREATE OR REPLACE MACRO redshift_json_result(source, x) AS CASE WHEN source IS NOT NULL THEN redshift_scalar(x) END`,
  `CREATE OR REPLACE MACRO redshift_json_array_length(x, lenient) AS CASE WHEN x IS NULL THEN NULL
    WHEN redshift_is_json(x, 'ARRAY') THEN CAST(json_array_length(redshift_valid_json(x)) AS INTEGER)
    WHEN lenient THEN NULL ELSE ${failure('22P02', `'JSON parsing error: invalid JSON array ' || x`)} END`,
  `CREATE OR REPLACE MACRO redshift_flatten_once(x) AS to_json(flatten(list_transform(redshift_elements(x),
    lambda item: CASE WHEN json_type(item) = 'ARRAY' THEN redshift_elements(item) ELSE [item] END)))`,
  // Four levels within each other.
  `CREATE OR REPLACE MACRO redshift_array_flatten(x) AS
    redshift_flatten_once(redshift_flatten_once(redshift_flatten_once(redshift_flatten_once(x))))`,
];
