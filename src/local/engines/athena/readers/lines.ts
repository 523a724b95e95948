import { quoteText } from '../../../../core/sqlQuoting.ts';
import { quoteList } from '../sqlText.ts';

/** Noncharacters of Unicode: no text has them, so that nothing is taken for a delimiter or for NULL. */
const noDelimiter = '\u{10FFFF}';
const noText = '\u{10FFFE}';

/** Lines of up to 16 MB; DuckDB would otherwise take sixteen times that for each thread's buffer. */
export const lineLimits = 'max_line_size = 16777216, buffer_size = 33554432';

/** A FROM item with a row for each line that is not empty: `line` and `file_index`. */
export function linesOf(files: readonly string[], skipLines: number): string {
  const reader =
    `read_csv(${quoteList(files)}, columns = {'line': 'VARCHAR'}, delim = ${quoteText(noDelimiter)}, quote = '', ` +
    `escape = '', nullstr = ${quoteText(noText)}, skip = ${skipLines}, header = false, auto_detect = false, ` +
    `strict_mode = false, ${lineLimits})`;
  return `(SELECT line, file_index FROM ${reader} WHERE line IS NOT NULL)`;
}
