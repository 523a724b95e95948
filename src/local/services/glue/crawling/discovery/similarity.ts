import type { CrawledColumn, FileSchema } from '../formats/fileSchema.ts';
import { mergeFields, mergeTypes, renderType, unseen } from '../formats/hiveType.ts';

/** So much of two schemas must agree for Glue to take them for one. */
const threshold = 0.7;

/** Whether files can be read the same way: format, compression, delimiter. */
export function sameFormat(a: FileSchema, b: FileSchema): boolean {
  return (
    a.classification === b.classification &&
    a.compression === b.compression &&
    a.csv?.delimiter === b.csv?.delimiter &&
    a.csv?.quote === b.csv?.quote
  );
}

/** Whether two schemas belong to one table: the same format, and most of their columns. */
export function similar(a: FileSchema, b: FileSchema): boolean {
  if (!sameFormat(a, b) || a.csv?.hasHeader !== b.csv?.hasHeader) return false;
  const most = Math.max(a.columns.length, b.columns.length);
  return most === 0 || matching(a, b) / most >= threshold;
}

function matching(a: FileSchema, b: FileSchema): number {
  // The columns of CSV are where they are; elsewhere they go by their names.
  if (a.classification === 'csv') {
    return a.columns.filter((column, index) => sameColumn(column, b.columns[index], !a.csv?.hasHeader)).length;
  }
  const others = new Map(b.columns.map((column) => [column.name, column]));
  return a.columns.filter((column) => sameColumn(column, others.get(column.name), false)).length;
}

/** Where names are made up, types alone can tell columns apart. */
function sameColumn(a: CrawledColumn, b: CrawledColumn | undefined, byType: boolean): boolean {
  if (!b || a.name !== b.name) return false;
  if (!byType || a.type === unseen || b.type === unseen) return true;
  return (renderType(a.type) === 'string') === (renderType(b.type) === 'string');
}

/** All columns of both. */
export function mergeSchemas(a: FileSchema, b: FileSchema): FileSchema {
  const columns = a.classification === 'csv' ? byPlace(a.columns, b.columns) : mergeFields(a.columns, b.columns);
  const csv = a.csv && { ...a.csv, isQuoted: a.csv.isQuoted || (b.csv?.isQuoted ?? false) };
  return { ...a, columns, ...(csv ? { csv } : {}) };
}

function byPlace(a: readonly CrawledColumn[], b: readonly CrawledColumn[]): CrawledColumn[] {
  const [longer, shorter] = a.length >= b.length ? [a, b] : [b, a];
  return longer.map((column, index) => {
    const other = shorter[index];
    return other ? { name: a[index]!.name, type: mergeTypes(column.type, other.type) } : column;
  });
}
