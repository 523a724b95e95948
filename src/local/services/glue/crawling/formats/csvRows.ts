/** One record of a CSV file. */
export interface CsvRow {
  readonly cells: readonly string[];
  /** Whether any cell stood in quotes. */
  readonly isQuoted: boolean;
}

/**
 * The records of a text, empty lines left out. Quoted cells may hold delimiters, doubled quotes and line ends.
 * @param isComplete false: the text is the beginning of more, and its last, unfinished record is left out
 */
export function* csvRows(text: string, delimiter: string, quote: string, isComplete: boolean): Generator<CsvRow> {
  let at = 0;
  while (at < text.length) {
    const cells: string[] = [];
    let isQuoted = false;
    for (;;) {
      const cell = text[at] === quote && quote !== '' ? quotedCell(text, at, quote) : plainCell(text, at, delimiter);
      if (!cell) {
        // A quote that is never closed: the record goes on beyond the text, or there is none.
        return;
      }
      isQuoted ||= cell.isQuoted;
      const rest = cell.isQuoted ? plainCell(text, cell.end, delimiter) : cell;
      cells.push(cell.isQuoted ? cell.value + rest.value : cell.value);
      at = rest.end;
      if (text[at] !== delimiter) break;
      at++;
    }
    if (at >= text.length && !isComplete) return;
    if (text[at] === '\r' && text[at + 1] === '\n') at++;
    at++;
    if (cells.length > 1 || cells[0] !== '') yield { cells, isQuoted };
  }
}

interface Cell {
  readonly value: string;
  /** The place after it. */
  readonly end: number;
  readonly isQuoted: boolean;
}

function plainCell(text: string, from: number, delimiter: string): Cell {
  let end = from;
  while (end < text.length) {
    const character = text[end];
    if (character === delimiter || character === '\n') break;
    if (character === '\r' && text[end + 1] === '\n') break;
    end++;
  }
  return { value: text.slice(from, end), end, isQuoted: false };
}

function quotedCell(text: string, from: number, quote: string): Cell | undefined {
  for (let at = text.indexOf(quote, from + 1); at >= 0; at = text.indexOf(quote, at + 2)) {
    if (text[at + 1] === quote) continue;
    const value = text.slice(from + 1, at).replaceAll(quote + quote, quote);
    return { value, end: at + 1, isQuoted: true };
  }
  return undefined;
}
