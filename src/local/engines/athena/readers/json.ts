import { quoteText } from '../../../../core/sqlQuoting.ts';
import type { HiveType } from '../../trino/hive/hiveType.ts';
import type { FileFormat } from '../engineApi.ts';
import { duckDbType, hiveTypeOf, textAs } from './hiveCast.ts';
import { linesOf } from './lines.ts';
import type { Reader } from './reader.ts';

type JsonFormat = Extract<FileFormat, { kind: 'json' }>;

/** One JSON object a line. https://docs.aws.amazon.com/athena/latest/ug/json-serde.html */
export function jsonReader(files: readonly string[], format: JsonFormat): Reader {
  const malformed = format.ignoreMalformed
    ? "CAST('{}' AS JSON)"
    : `CAST(error('HIVE_CURSOR_ERROR: Row is not a valid JSON Object: ' || left(line, 200)) AS JSON)`;
  const read = `CASE WHEN json_valid(line) AND json_type(line) = 'OBJECT' THEN CAST(line AS JSON) ELSE ${malformed} END`;
  return {
    from: `(SELECT ${read} AS json, file_index FROM ${linesOf(files, 0)} WHERE trim(line) <> '')`,
    column: ({ name, type }) => {
      const key = format.keys[name.toLowerCase()] ?? name;
      return valueAs(hiveTypeOf(type), memberOf('json', key, format), format, name, 1);
    },
  };
}

/** A member of an object, by its exact key or, as the SerDe folds keys, in any case. */
function memberOf(json: string, key: string, format: JsonFormat): string {
  const exact = `json_extract(${json}, ${quoteText(pointerTo(key))})`;
  const folded = format.dotsInKeys ? `replace(lower(k), '.', '_')` : 'lower(k)';
  const found = `list_filter(json_keys(${json}), lambda k: ${folded} = ${quoteText(key.toLowerCase())})[1]`;
  if (format.caseSensitive && !format.dotsInKeys) return exact;
  return `coalesce(${exact}, json_extract(${json}, '/' || replace(replace(${found}, '~', '~0'), '/', '~1')))`;
}

/** A JSON pointer, in which no character of a key but these two means anything. */
function pointerTo(key: string): string {
  return `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function valueAs(type: HiveType, json: string, format: JsonFormat, column: string, level: number): string {
  const isNull = `(${json} IS NULL OR json_type(${json}) = 'NULL')`;
  switch (type.kind) {
    case 'array': {
      const item = `item${level}`;
      const items = `list_transform(json_extract(${json}, '$[*]'), lambda ${item}: ${valueAs(type.element, item, format, column, level + 1)})`;
      return `CASE WHEN ${isNull} THEN NULL WHEN json_type(${json}) = 'ARRAY' THEN ${items} ELSE ${mismatch(type, json, column)} END`;
    }
    case 'map': {
      const [entry, key] = [`entry${level}`, `key${level}`];
      const pointer = `'/' || replace(replace(${key}, '~', '~0'), '/', '~1')`;
      const value = valueAs(type.value, `json_extract(${json}, ${pointer})`, format, column, level + 1);
      const pair = `{'key': ${textAs(type.key, key)}, 'value': ${value}}`;
      const pairs = `list_filter(list_transform(json_keys(${json}), lambda ${key}: ${pair}), lambda ${entry}: ${entry}.key IS NOT NULL)`;
      return `CASE WHEN ${isNull} THEN NULL WHEN json_type(${json}) = 'OBJECT' THEN map_from_entries(${pairs}) ELSE ${mismatch(type, json, column)} END`;
    }
    case 'struct': {
      const fields = type.fields.map(
        (field) =>
          `${quoteText(field.name)}: ${valueAs(field.type, memberOf(json, field.name, format), format, column, level + 1)}`,
      );
      return `CASE WHEN ${isNull} THEN NULL WHEN json_type(${json}) = 'OBJECT' THEN {${fields.join(', ')}} ELSE ${mismatch(type, json, column)} END`;
    }
    default:
      return scalarAs(type, `json_extract_string(${json}, '$')`, isNull, column);
  }
}

/** What is none of its type fails the query, unlike in text files. */
function scalarAs(type: HiveType, text: string, isNull: string, column: string): string {
  const isText = type.kind === 'text' || (type.kind === 'simple' && type.name === 'string');
  if (isText) return textAs(type, text);
  const value =
    type.kind === 'simple' && type.name === 'timestamp'
      ? `CASE WHEN regexp_full_match(${text}, '-?[0-9]+') THEN epoch_ms(TRY_CAST(${text} AS BIGINT)) ELSE TRY_CAST(${text} AS TIMESTAMP) END`
      : textAs(type, text);
  const words = `${quoteText(`HIVE_BAD_DATA: Error parsing a column in the table (${column}): For input string: "`)} || ${text} || '"'`;
  return `CASE WHEN ${isNull} THEN NULL WHEN (${value}) IS NULL THEN CAST(error(${words}) AS ${duckDbType(type)}) ELSE ${value} END`;
}

function mismatch(type: HiveType, json: string, column: string): string {
  const words = `${quoteText(`HIVE_BAD_DATA: Error parsing a column in the table (${column}): ${type.kind} expected, found `)} || lower(json_type(${json}))`;
  return `CAST(error(${words}) AS ${duckDbType(type)})`;
}
