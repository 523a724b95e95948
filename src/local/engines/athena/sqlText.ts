/** Pieces of DuckDB's SQL that hold texts. */
import { quoteText } from '../../../core/sqlQuoting.ts';

export function quoteList(texts: readonly string[]): string {
  return `[${texts.map(quoteText).join(', ')}]`;
}

/** A text as a regular expression that matches just it (RE2). */
export function quotePattern(text: string): string {
  return text.replaceAll(/[\\^$.|?*+()[\]{}]/g, String.raw`\$&`);
}
