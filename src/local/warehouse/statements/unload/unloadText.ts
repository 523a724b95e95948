import { quoteName } from '../../../../core/sqlQuoting.ts';
import type { ResultColumn } from '../../../engines/redshift/translation.ts';
import { literal } from '../../databases/duckDb.ts';
import type { UnloadOptions } from './unloadOptions.ts';

/** The columns of a query as the texts that a delimited file holds; those that it is partitioned by stay as they are. */
export function textColumns(
  columns: readonly ResultColumn[],
  options: UnloadOptions,
  partitions: readonly string[],
): string {
  return columns
    .map((column) => (partitions.includes(column.name) ? quoteName(column.name) : textColumn(column, options)))
    .join(', ');
}

function textColumn({ name, type }: ResultColumn, options: UnloadOptions): string {
  const value = quoteName(name);
  let text = `CAST(${value} AS VARCHAR)`;
  if (type.name === 'boolean') text = `CASE ${value} WHEN true THEN 't' WHEN false THEN 'f' END`;
  if (type.name === 'timestamptz') text = `strftime(${value}, '%Y-%m-%d %H:%M:%S.%f') || '+00'`;
  if (type.name === 'character') text = `rpad(${value}, greatest(${type.length}, length(${value})), ' ')`;
  if (options.escape) text = escaped(text, options);
  else if (options.addQuotes) text = `replace(${text}, '"', '""')`;
  if (options.addQuotes) text = `'"' || ${text} || '"'`;
  const filled = options.nullText === '' ? text : `coalesce(${text}, ${literal(options.nullText)})`;
  return `${filled} AS ${value}`;
}

/** A backslash before what would be taken for something else: https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html */
function escaped(text: string, { delimiter, addQuotes }: UnloadOptions): string {
  const marks = ['\\', delimiter, '\n', '\r', ...(addQuotes ? ['"', "'"] : [])];
  return marks.reduce((made, mark) => `replace(${made}, ${literal(mark)}, ${literal(`\\${mark}`)})`, text);
}
