/** Values as Athena prints them in its CSV: https://docs.aws.amazon.com/athena/latest/ug/data-types.html */

import {
  type DuckDBDecimalType,
  type DuckDBListType,
  type DuckDBMapType,
  type DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
} from '@duckdb/node-api';
import { quoteName, quoteText } from '../../../core/sqlQuoting.ts';

/**
 * Java's way to write a double: plain from 0.001 to 10,000,000, else as `1.0E7`. DuckDB's shortest digits are the same,
 * only their point is elsewhere.
 */
export const resultMacros = [
  `CREATE OR REPLACE MACRO strata_mantissa(d) AS left(d, 1) || '.' || CASE WHEN length(d) > 1 THEN substr(d, 2) ELSE '0' END`,
  `CREATE OR REPLACE MACRO strata_scientific(t) AS CASE
     WHEN contains(t, 'e') THEN split_part(t, 'e', 1) || CASE WHEN contains(split_part(t, 'e', 1), '.') THEN '' ELSE '.0' END || 'E' || CAST(split_part(t, 'e', 2) AS INTEGER)
     WHEN starts_with(t, '0.') THEN strata_mantissa(ltrim(split_part(t, '.', 2), '0')) || 'E-' || (length(split_part(t, '.', 2)) - length(ltrim(split_part(t, '.', 2), '0')) + 1)
     ELSE strata_mantissa(rtrim(replace(t, '.', ''), '0')) || 'E' || (length(split_part(t, '.', 1)) - 1) END`,
  `CREATE OR REPLACE MACRO strata_double(x) AS CASE
     WHEN isnan(x) THEN 'NaN'
     WHEN isinf(x) THEN CASE WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END
     WHEN x = 0 OR (abs(x) >= 0.001 AND abs(x) < 10000000) THEN CAST(x AS VARCHAR)
     ELSE CASE WHEN x < 0 THEN '-' ELSE '' END || strata_scientific(CAST(abs(x) AS VARCHAR)) END`,
  // DuckDB has one type for both of Trino's intervals.
  `CREATE OR REPLACE MACRO strata_interval(i) AS
     CASE WHEN trino_months(i) <> 0 THEN trino_months_text(i) ELSE trino_interval_text(i) END`,
];

/** An expression for the text of a value; NULL stays NULL. */
export function textOf(type: DuckDBType, value: string, level = 0): string {
  switch (type.typeId) {
    case DuckDBTypeId.VARCHAR:
      return type.alias === 'JSON' ? `CAST(${value} AS VARCHAR)` : value;
    case DuckDBTypeId.DOUBLE:
    case DuckDBTypeId.FLOAT:
      return `strata_double(${value})`;
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_S:
    case DuckDBTypeId.TIMESTAMP_MS:
    case DuckDBTypeId.TIMESTAMP_NS:
      return `strftime(CAST(${value} AS TIMESTAMP), '%Y-%m-%d %H:%M:%S.%g')`;
    case DuckDBTypeId.TIMESTAMP_TZ:
      return `strftime(timezone('UTC', ${value}), '%Y-%m-%d %H:%M:%S.%g UTC')`;
    case DuckDBTypeId.DECIMAL: {
      const { width, scale } = type as DuckDBDecimalType;
      return width === scale ? `trino_fraction_text(${value})` : `CAST(${value} AS VARCHAR)`;
    }
    case DuckDBTypeId.INTERVAL:
      return `strata_interval(${value})`;
    case DuckDBTypeId.TIME:
      return `strftime(DATE '1970-01-01' + ${value}, '%H:%M:%S.%g')`;
    case DuckDBTypeId.BLOB:
      return `rtrim(regexp_replace(lower(hex(${value})), '(..)', '\\1 ', 'g'))`;
    case DuckDBTypeId.LIST: {
      const item = `item${level}`;
      const inner = orNull(textOf((type as DuckDBListType).valueType, item, level + 1));
      return `CASE WHEN ${value} IS NOT NULL THEN '[' || array_to_string(list_transform(${value}, lambda ${item}: ${inner}), ', ') || ']' END`;
    }
    case DuckDBTypeId.MAP: {
      const entry = `entry${level}`;
      const { keyType, valueType } = type as DuckDBMapType;
      const pair = `${textOf(keyType, `${entry}.key`, level + 1)} || '=' || ${orNull(textOf(valueType, `${entry}.value`, level + 1))}`;
      return `CASE WHEN ${value} IS NOT NULL THEN '{' || array_to_string(list_transform(map_entries(${value}), lambda ${entry}: ${pair}), ', ') || '}' END`;
    }
    case DuckDBTypeId.STRUCT: {
      const { entryNames, entryTypes } = type as DuckDBStructType;
      const fields = entryTypes.map((each, i) => {
        const name = entryNames[i] ?? '';
        const field = `struct_extract(${value}, ${name === '' ? i + 1 : quoteText(name)})`;
        return `${quoteText(`${name === '' ? `field${i}` : name}=`)} || ${orNull(textOf(each, field, level + 1))}`;
      });
      return `CASE WHEN ${value} IS NOT NULL THEN '{' || ${fields.join(" || ', ' || ")} || '}' END`;
    }
    default:
      return `CAST(${value} AS VARCHAR)`;
  }
}

function orNull(text: string): string {
  return `coalesce(${text}, 'null')`;
}

interface TextColumn {
  readonly name: string;
  readonly type: DuckDBType;
  /** The time zone that its moments are shown in, where that is not UTC. */
  readonly zone?: string | undefined;
}

/** A query of texts alone, for a connection that has run Trino's macros and these: first the names, then the values. */
export function textQuery(sql: string, columns: readonly TextColumn[]): string {
  const names = columns.map((_, i) => quoteName(`c${i}`));
  const header = columns.map(({ name }, i) => `${quoteText(name)} AS ${names[i]}`);
  const values = columns.map(({ type, zone }, i) =>
    zone === undefined ? textOf(type, names[i]!) : zonedText(names[i]!, zone),
  );
  return `SELECT ${header.join(', ')} UNION ALL SELECT ${values.join(', ')} FROM (${sql}\n) AS result(${names.join(', ')})`;
}

function zonedText(value: string, zone: string): string {
  return `strftime(timezone(${quoteText(zone)}, ${value}), '%Y-%m-%d %H:%M:%S.%g') || ${quoteText(` ${shownZone(zone)}`)}`;
}

/** DuckDB knows `-05:00` as `Etc/GMT+5`. */
function shownZone(zone: string): string {
  const [, sign, hours = ''] = /^Etc\/GMT([-+])(\d+)$/.exec(zone) ?? [];
  return sign === undefined ? zone : `${sign === '+' ? '-' : '+'}${hours.padStart(2, '0')}:00`;
}
