import type { Cell } from '../../src/core/relation.ts';

export type CopyFormat = 'tsv' | 'csv' | 'json' | 'markdown';

/** Rows as text for another program. NULL is empty in text formats, null in JSON. */
export function formatRows(format: CopyFormat, columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  switch (format) {
    case 'tsv':
      return lines([columns, ...rows], (cell) => tsvField(cell), '\t');
    case 'csv':
      return lines([columns, ...rows], (cell) => csvField(cell), ',');
    case 'json':
      return JSON.stringify(
        rows.map((row) => Object.fromEntries(row.map((cell, i) => [columns[i] ?? i, cell]))),
        undefined,
        2,
      );
    case 'markdown': {
      const line = (cells: readonly Cell[]) => `| ${cells.map(markdownField).join(' | ')} |`;
      return [line(columns), `|${columns.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n');
    }
  }
}

function lines(rows: readonly (readonly Cell[])[], field: (cell: Cell) => string, separator: string): string {
  return rows.map((row) => row.map(field).join(separator)).join('\n');
}

/** Spreadsheets read a quoted field of many lines as one cell. */
function tsvField(cell: Cell): string {
  const text = cell === null ? '' : String(cell);
  return /["\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function csvField(cell: Cell): string {
  if (cell === null) return '';
  const text = String(cell);
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function markdownField(cell: Cell): string {
  return cell === null ? '' : String(cell).replaceAll('\\', '\\\\').replaceAll('|', '\\|').replace(/\r?\n/g, '<br>');
}
