import { CommanderError } from 'commander';
import { AppError, type AppErrorCode, toAppError } from '../../core/appError.ts';
import { csvField } from '../../core/csvField.ts';

export type TableFormat = 'table' | 'json' | 'csv';

/** Rows in columns as wide as their widest cell; a terminal's width is not enforced, so that nothing is cut. */
export function printTable(headers: readonly string[], rows: readonly (readonly unknown[])[]): void {
  const text = rows.map((row) => row.map(cellText));
  const widths = headers.map((header, i) => Math.max(width(header), ...text.map((row) => width(row[i] ?? ''))));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell + ' '.repeat(Math.max(0, (widths[i] ?? 0) - width(cell))))
      .join('  ')
      .trimEnd();
  process.stdout.write(`${line(headers)}\n`);
  for (const row of text) process.stdout.write(`${line(row)}\n`);
}

/** One JSON document on standard output. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
}

/** RFC 4180; NULL is an empty field, the empty text is quoted, so that both survive. */
export function printCsv(headers: readonly string[], rows: readonly (readonly unknown[])[]): void {
  for (const row of [headers, ...rows]) process.stdout.write(`${row.map(csvCell).join(',')}\n`);
}

function csvCell(value: unknown): string {
  if (value === null || value === undefined) return csvField(null);
  return csvField(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  // A control character in data must not move the cursor, or clear the screen.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to show as what they are
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (c) => (c === '\n' ? '↵' : '·'));
}

const segmenter = new Intl.Segmenter();

/** Columns on screen: wide East Asian characters and emoji take two, combining marks none. */
function width(text: string): number {
  // Most texts are plain, and taking them apart would be the longest part of printing a long table.
  if (/^[\u0020-\u007e]*$/.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of segmenter.segment(text)) {
    columns +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u.test(
        segment,
      )
        ? 2
        : 1;
  }
  return columns;
}

/** @param onAccount whether the command named an AWS account */
export function printError(error: unknown, asJson: boolean, onAccount: boolean): void {
  // Commander has printed its own words and help by then, but not as JSON.
  if (error instanceof CommanderError && (!asJson || error.exitCode === 0)) return;
  const { code, message, hint } = error instanceof CommanderError ? wronglyTyped(error) : toAppError(error);
  const shown = { code, message, hint: (onAccount ? flagFor(code) : undefined) ?? hint };
  if (asJson) {
    process.stderr.write(
      `${JSON.stringify({ error: { code: shown.code, message: shown.message, hint: shown.hint } })}\n`,
    );
    return;
  }
  process.stderr.write(`${shown.message}\n`);
  if (shown.hint) process.stderr.write(`${shown.hint}\n`);
}

function wronglyTyped(error: CommanderError): AppError {
  const message = error.code === 'commander.help' ? 'No command was given.' : error.message.replace(/^error: /, '');
  return new AppError('invalid-input', message, { hint: 'strata --help lists commands and options.', cause: error });
}

/** What the editor asks in a dialogue is a flag here. */
function flagFor(code: AppErrorCode): string | undefined {
  if (code === 'read-only') return 'Allow it for this command: --allow-changes';
  if (code === 'confirmation-missing') return 'Name the connection to confirm: --confirm NAME';
  return undefined;
}

/** 0 only for success; 130 for an interrupt, as shells have it. */
export function exitCodeFor(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode;
  return toAppError(error).code === 'cancelled' ? 130 : 1;
}
