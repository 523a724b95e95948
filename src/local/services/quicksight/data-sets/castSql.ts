import { quoteText } from '../../../../core/sqlQuoting.ts';
import type { Column, ColumnType } from './columns.ts';
import { DefinitionError } from './definitionError.ts';

export interface Cast {
  readonly sql: string;
  /** Whether a value may be none of the new type; its row is then left out. */
  readonly fallible: boolean;
}

const sure = (sql: string): Cast => ({ sql, fallible: false });
const maybe = (sql: string): Cast => ({ sql, fallible: true });

/** Digits of a decimal that is read from text; those of a source keep the digits that they have. */
const fixed = 'DECIMAL(38, 10)';

/** A value of another type: https://docs.aws.amazon.com/quicksight/latest/user/changing-a-field-data-type.html */
export function castSql(
  value: string,
  from: ColumnType,
  to: Pick<Column, 'type' | 'subType'>,
  format: string | undefined,
): Cast {
  if (from === to.type && to.type !== 'DECIMAL') return sure(value);
  const decimal = to.subType === 'FLOAT' ? 'DOUBLE' : fixed;
  switch (to.type) {
    case 'STRING':
      return sure(from === 'DATETIME' ? `strftime(${value}, '%Y-%m-%dT%H:%M:%S.%gZ')` : `CAST(${value} AS VARCHAR)`);
    case 'INTEGER':
      if (from === 'DATETIME') return sure(`CAST(epoch(${value}) AS BIGINT)`);
      return maybe(`TRY_CAST(${from === 'DECIMAL' ? `trunc(${value})` : value} AS BIGINT)`);
    case 'DECIMAL':
      if (from === 'DATETIME') throw new DefinitionError('a moment is no decimal number');
      if (from === 'DECIMAL') return to.subType === 'FLOAT' ? sure(`CAST(${value} AS DOUBLE)`) : sure(value);
      return maybe(`TRY_CAST(${value} AS ${decimal})`);
    case 'DATETIME':
      // Whole numbers are seconds since 1970.
      if (from === 'INTEGER') return sure(`make_timestamp(${value} * 1000000)`);
      if (from === 'DECIMAL') throw new DefinitionError('a decimal number is no moment');
      return maybe(
        format ? `try_strptime(${value}, ${quoteText(strptimePattern(format))})` : `TRY_CAST(${value} AS TIMESTAMP)`,
      );
  }
}

const patterns: Readonly<Record<string, string>> = {
  yyyy: '%Y',
  yy: '%y',
  MMMM: '%B',
  MMM: '%b',
  MM: '%m',
  M: '%-m',
  dd: '%d',
  d: '%-d',
  EEEE: '%A',
  EEE: '%a',
  HH: '%H',
  H: '%-H',
  hh: '%I',
  h: '%-I',
  mm: '%M',
  m: '%-M',
  ss: '%S',
  s: '%-S',
  SSS: '%g',
  a: '%p',
  Z: '%z',
};

/**
 * A pattern such as `dd/MM/yyyy HH:mm:ss` as DuckDB has them.
 * https://docs.aws.amazon.com/quicksight/latest/user/supported-date-formats.html
 * @throws DefinitionError for a field that is not done here
 */
export function strptimePattern(format: string): string {
  return format.replace(/'([^']*)'|([A-Za-z])\2*|%/g, (run, quoted: string | undefined) => {
    if (quoted !== undefined) return quoted;
    if (run === '%') return '%%';
    const found = run === 'T' ? 'T' : patterns[run];
    if (found === undefined)
      throw new DefinitionError(`the local endpoint does not read ${run} in the format ${format}`);
    return found;
  });
}
