/**
 * CSV as Glue's built-in classifier sees it, and as a classifier of one's own has it:
 * https://docs.aws.amazon.com/glue/latest/dg/add-classifier.html#classifier-built-in
 */
import { type CsvRow, csvRows } from './csvRows.ts';
import type { ClassifiedFile, CrawledColumn } from './fileSchema.ts';

/** A CsvClassifier: https://docs.aws.amazon.com/glue/latest/webapi/API_CsvClassifier.html */
export interface CsvClassifier {
  readonly Name: string;
  readonly Delimiter?: string | undefined;
  readonly QuoteSymbol?: string | undefined;
  readonly ContainsHeader?: string | undefined;
  readonly Header?: readonly string[] | undefined;
  readonly DisableValueTrimming?: boolean | undefined;
  readonly AllowSingleColumn?: boolean | undefined;
  readonly Serde?: string | undefined;
}

const delimiters = [',', '|', '\t', ';', '\u0001'];
/** So many rows decide which delimiter it is. */
const sniffedRows = 200;
/** This part of the rows must have the same number of columns. */
const regularShare = 0.8;
const longestHeaderCell = 150;

/**
 * Columns and layout of a text that is CSV; undefined for one that is not.
 * @param isComplete false: the text is the beginning of a longer one
 */
export function csvSchema(text: string, isComplete: boolean, classifier?: CsvClassifier): ClassifiedFile | undefined {
  const quote = classifier?.QuoteSymbol ?? '"';
  const rowsBy = (delimiter: string) => csvRows(text, delimiter, quote, isComplete);
  const delimiter = classifier?.Delimiter ?? sniffDelimiter(rowsBy);
  if (!delimiter) return undefined;
  const rows = [...rowsBy(delimiter)];
  const width = usualWidth(rows);
  if (width === 0 || (width < 2 && !classifier?.AllowSingleColumn)) return undefined;
  if (rows.length < 2 && !classifier) return undefined;

  const [first, ...rest] = rows;
  const trimmed = !classifier?.DisableValueTrimming;
  const types = columnTypes(rest, width, trimmed);
  const hasHeader =
    classifier?.ContainsHeader === 'PRESENT' ||
    (classifier?.ContainsHeader !== 'ABSENT' && isHeader(first!.cells, rest, width));
  if (classifier?.Header && classifier.Header.length !== width) return undefined;
  const names = columnNames(classifier?.Header ?? (hasHeader ? first!.cells : []), width);
  const all = hasHeader ? types : columnTypes(rows, width, trimmed);
  return {
    schema: {
      classification: 'csv',
      compression: 'none',
      columns: names.map((name, index): CrawledColumn => ({ name, type: all[index] ?? 'string' })),
      csv: {
        delimiter,
        quote,
        hasHeader,
        isQuoted: rows.some((row) => row.isQuoted),
        serde: serdeOf(classifier),
      },
    },
    records: hasHeader ? rest.length : rows.length,
    recordBytes: Buffer.byteLength(text) - (hasHeader ? Buffer.byteLength(first!.cells.join(delimiter)) + 1 : 0),
  };
}

function serdeOf(classifier: CsvClassifier | undefined): 'LazySimpleSerDe' | 'OpenCSVSerDe' {
  if (classifier?.Serde === 'OpenCSVSerDe' || classifier?.Serde === 'LazySimpleSerDe') return classifier.Serde;
  return classifier?.QuoteSymbol ? 'OpenCSVSerDe' : 'LazySimpleSerDe';
}

/** The delimiter by which most rows fall into the same number of columns, at least two. */
function sniffDelimiter(rowsBy: (delimiter: string) => Generator<CsvRow>): string | undefined {
  let best: { readonly delimiter: string; readonly width: number } | undefined;
  for (const delimiter of delimiters) {
    const width = usualWidth([...rowsBy(delimiter).take(sniffedRows)]);
    if (width >= 2 && width > (best?.width ?? 0)) best = { delimiter, width };
  }
  return best?.delimiter;
}

/** How many columns nearly all rows have; 0 when they do not agree. */
function usualWidth(rows: readonly CsvRow[]): number {
  const counts = new Map<number, number>();
  for (const { cells } of rows) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  const [width, count] = [...counts].reduce((most, each) => (each[1] > most[1] ? each : most), [0, 0]);
  return count >= rows.length * regularShare ? width : 0;
}

/**
 * Glue's rules: every cell is text, short enough to be a name, and the rows below are not text alone; a column of
 * numbers among which some are misspelt is none of text. The last cell may be empty, and so may a first one: indexes
 * have no name.
 */
function isHeader(cells: readonly string[], below: readonly CsvRow[], width: number): boolean {
  if (cells.length !== width || !cells.some((_, index) => isMostlyNumbers(below, index))) return false;
  return cells.every((cell, index) => {
    const text = cell.trim();
    if (text === '') return index === 0 || index === cells.length - 1;
    return typeOf(text) === 'string' && text.length < longestHeaderCell && !/\p{Cc}/u.test(text);
  });
}

function isMostlyNumbers(rows: readonly CsvRow[], index: number): boolean {
  const values = rows.slice(0, sniffedRows).map(({ cells }) => cells[index]?.trim() ?? '');
  const numbers = values.filter((value) => value !== '' && typeOf(value) !== 'string').length;
  return numbers > 0 && numbers * 2 >= values.filter(Boolean).length;
}

/** Lower case, each once; what has no name is `col` and its place. */
function columnNames(header: readonly string[], width: number): string[] {
  const names: string[] = [];
  for (let index = 0; index < width; index++) {
    const name = header[index]?.trim().toLowerCase() || `col${index}`;
    let free = name;
    for (let count = 2; names.includes(free); count++) free = `${name}_${count}`;
    names.push(free);
  }
  return names;
}

function columnTypes(rows: readonly CsvRow[], width: number, trimmed: boolean): string[] {
  const types: (string | undefined)[] = new Array(width).fill(undefined);
  for (const { cells } of rows) {
    if (cells.length !== width) continue;
    for (let index = 0; index < width; index++) {
      if (types[index] === 'string') continue;
      const text = trimmed ? cells[index]!.trim() : cells[index]!;
      if (text === '' || text === '\\N') continue;
      const type = typeOf(text);
      types[index] = types[index] === undefined || types[index] === type ? type : wider(types[index]!, type);
    }
  }
  return types.map((type) => type ?? 'string');
}

function wider(a: string, b: string): string {
  return a !== 'string' && b !== 'string' ? 'double' : 'string';
}

/** Glue takes numbers for numbers and everything else, dates too, for text. */
function typeOf(text: string): 'bigint' | 'double' | 'string' {
  if (/^[+-]?\d+$/.test(text)) {
    if (text.length < 18) return 'bigint';
    return BigInt.asIntN(64, BigInt(text)) === BigInt(text) ? 'bigint' : 'double';
  }
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? 'double' : 'string';
}
