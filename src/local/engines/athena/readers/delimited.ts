/** LazySimpleSerDe: https://cwiki.apache.org/confluence/display/Hive/SerDe */
import { quoteName, quoteText } from '../../../../core/sqlQuoting.ts';
import type { HiveType } from '../../trino/hive/hiveType.ts';
import type { FileFormat, SourceColumn } from '../engineApi.ts';
import { quoteList, quotePattern } from '../sqlText.ts';
import { duckDbType, hiveTypeOf, textAs } from './hiveCast.ts';
import { lineLimits, linesOf } from './lines.ts';
import type { Reader } from './reader.ts';

type Delimited = Extract<FileFormat, { kind: 'delimited' }>;

/**
 * Fields are what lies between delimiters: there are no quotes, missing fields are NULL, further ones are ignored, and
 * so is what is none of its type.
 */
export function delimitedReader(files: readonly string[], columns: readonly SourceColumn[], format: Delimited): Reader {
  const [delimiter = '\u0001'] = format.delimiters;
  const from =
    format.escape === undefined
      ? plainFields(files, columns, delimiter, format)
      : escapedFields(files, columns, delimiter, format.escape, format);
  return {
    from,
    column: ({ type }, index) => fieldAs(hiveTypeOf(type), fieldName(index), format, 1),
  };
}

const fieldName = (index: number) => quoteName(`field ${index}`);

function plainFields(
  files: readonly string[],
  columns: readonly SourceColumn[],
  delimiter: string,
  format: Delimited,
): string {
  const fields = columns.map((_, index) => `${quoteText(`field ${index}`)}: 'VARCHAR'`).join(', ');
  return (
    `read_csv(${quoteList(files)}, columns = {${fields}}, delim = ${quoteText(delimiter)}, quote = '', escape = '', ` +
    `nullstr = ${quoteText(format.nullText)}, skip = ${format.skipLines}, header = false, auto_detect = false, ` +
    `null_padding = true, strict_mode = false, ${lineLimits})`
  );
}

/** DuckDB knows escapes within quotes only, so lines are cut by a pattern. */
function escapedFields(
  files: readonly string[],
  columns: readonly SourceColumn[],
  delimiter: string,
  escaper: string,
  format: Delimited,
): string {
  const [d, e] = [quotePattern(delimiter), quotePattern(escaper)];
  const field = `(?:^|${d})((?:${e}.|[^${d}${e}])*)`;
  const cut = `regexp_extract_all(line, ${quoteText(field)}, 1)`;
  const fields = columns.map((_, index) => {
    const raw = `fields[${index + 1}]`;
    const bare = `regexp_replace(${raw}, ${quoteText(`${e}(.)`)}, '\\1', 'g')`;
    return `CASE WHEN ${raw} = ${quoteText(format.nullText)} THEN NULL ELSE ${bare} END AS ${fieldName(index)}`;
  });
  const lines = linesOf(files, format.skipLines);
  return `(SELECT ${[...fields, 'file_index'].join(', ')} FROM (SELECT ${cut} AS fields, file_index FROM ${lines}))`;
}

/** `level` is the place of the delimiter that parts a nested value's items. */
function fieldAs(type: HiveType, text: string, format: Delimited, level: number): string {
  const delimiter = quoteText(format.delimiters[level] ?? String.fromCharCode(level + 1));
  const orNull = (part: string) => `nullif(${part}, ${quoteText(format.nullText)})`;
  switch (type.kind) {
    case 'array': {
      const item = `item${level}`;
      const items = `list_transform(string_split(${text}, ${delimiter}), lambda ${item}: ${fieldAs(type.element, orNull(item), format, level + 1)})`;
      return `CASE WHEN ${text} = '' THEN CAST([] AS ${duckDbType(type)}) ELSE ${items} END`;
    }
    case 'map': {
      const [entry, parts] = [`entry${level}`, `parts${level}`];
      const between = quoteText(format.delimiters[level + 1] ?? String.fromCharCode(level + 2));
      const key = fieldAs(type.key, `${parts}[1]`, format, level + 2);
      const value = fieldAs(type.value, orNull(`${parts}[2]`), format, level + 2);
      const pair = `{'key': ${key}, 'value': ${value}}`;
      const pairs = `list_transform(list_transform(string_split(${text}, ${delimiter}), lambda ${entry}: string_split(${entry}, ${between})), lambda ${parts}: ${pair})`;
      const known = `list_filter(${pairs}, lambda ${entry}: ${entry}.key IS NOT NULL)`;
      return `CASE WHEN ${text} = '' THEN CAST(MAP {} AS ${duckDbType(type)}) WHEN ${text} IS NOT NULL THEN map_from_entries(${known}) END`;
    }
    case 'struct': {
      const parts = `string_split(${text}, ${delimiter})`;
      const fields = type.fields.map(
        (field, i) =>
          `${quoteText(field.name)}: ${fieldAs(field.type, orNull(`(${parts})[${i + 1}]`), format, level + 1)}`,
      );
      return `CASE WHEN ${text} IS NOT NULL THEN {${fields.join(', ')}} END`;
    }
    default:
      return textAs(type, text);
  }
}
