import { quoteName, quoteText } from '../../../../core/sqlQuoting.ts';
import type { HiveType } from '../../trino/hive/hiveType.ts';
import type { FileFormat, SourceColumn } from '../engineApi.ts';
import { quotePattern } from '../sqlText.ts';
import { duckDbType, hiveTypeOf, textAs } from './hiveCast.ts';
import { linesOf } from './lines.ts';
import type { Reader } from './reader.ts';

type Quoted = Extract<FileFormat, { kind: 'quoted' }>;

/**
 * OpenCSVSerde: fields in quotes, one record a line (it knows no line breaks within quotes), every value a string that
 * is then cast. An empty value is an empty string, and an error in a column of numbers.
 * https://docs.aws.amazon.com/athena/latest/ug/csv-serde.html
 */
export function openCsvReader(files: readonly string[], columns: readonly SourceColumn[], format: Quoted): Reader {
  const [s, q, e] = [format.separator, format.quote, format.escape].map(quotePattern) as [string, string, string];
  const inQuotes = `${q}(?:[^${q}${e}]|${e}.|${q}${q})*${q}[^${s}]*`;
  const field = `(?:^|${s})(${inQuotes}|[^${s}]*)`;
  const cut =
    `CASE WHEN contains(line, ${quoteText(format.quote)}) THEN regexp_extract_all(line, ${quoteText(field)}, 1) ` +
    `ELSE string_split(line, ${quoteText(format.separator)}) END`;
  const fields = columns.map((_, index) => `${bareText(`fields[${index + 1}]`, format)} AS ${fieldName(index)}`);
  const lines = linesOf(files, format.skipLines);
  return {
    from: `(SELECT ${[...fields, 'file_index'].join(', ')} FROM (SELECT ${cut} AS fields, file_index FROM ${lines}))`,
    column: (column, index) => castOrFail(hiveTypeOf(column.type), fieldName(index), column, index),
  };
}

const fieldName = (index: number) => quoteName(`field ${index}`);

/** A field without its quotes, and what is escaped in it as itself. */
function bareText(raw: string, { quote, escape: escaper }: Quoted): string {
  const [q, e] = [quotePattern(quote), quotePattern(escaper)];
  const inner = `regexp_extract(${raw}, ${quoteText(`(?s)^${q}(.*)${q}`)}, 1)`;
  const doubled = `replace(${inner}, ${quoteText(quote + quote)}, ${quoteText(quote)})`;
  const unescaped = escaper === quote ? doubled : `regexp_replace(${doubled}, ${quoteText(`${e}(.)`)}, '\\1', 'g')`;
  return `CASE WHEN starts_with(${raw}, ${quoteText(quote)}) THEN ${unescaped} ELSE ${raw} END`;
}

function castOrFail(type: HiveType, text: string, column: SourceColumn, index: number): string {
  const isText = type.kind === 'text' || (type.kind === 'simple' && type.name === 'string');
  if (isText) return text;
  if (type.kind === 'array' || type.kind === 'map' || type.kind === 'struct') {
    const words = `HIVE_UNSUPPORTED_FORMAT: OpenCSVSerde reads no ${type.kind} (column ${column.name})`;
    return `CASE WHEN file_index >= 0 THEN CAST(error(${quoteText(words)}) AS ${duckDbType(type)}) END`;
  }
  const value = epochOr(type, text);
  const words = `${quoteText(`HIVE_BAD_DATA: Error parsing field value '`)} || ${text} || ${quoteText(`' for field ${index}: For input string: "`)} || ${text} || '"'`;
  return `CASE WHEN ${text} IS NOT NULL AND (${value}) IS NULL THEN CAST(error(${words}) AS ${duckDbType(type)}) ELSE ${value} END`;
}

/** Dates are days and timestamps milliseconds since 1970 in these files. */
function epochOr(type: HiveType, text: string): string {
  if (type.kind === 'simple' && type.name === 'date') {
    return `CASE WHEN regexp_full_match(${text}, '-?[0-9]+') THEN DATE '1970-01-01' + TRY_CAST(${text} AS INTEGER) ELSE ${textAs(type, text)} END`;
  }
  if (type.kind === 'simple' && type.name === 'timestamp') {
    return `CASE WHEN regexp_full_match(${text}, '-?[0-9]+') THEN epoch_ms(TRY_CAST(${text} AS BIGINT)) ELSE ${textAs(type, text)} END`;
  }
  return textAs(type, text);
}
