import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { formatNumber } from '../../core/format.ts';
import { t } from '../../core/l10n.ts';
import type { Ctx } from '../ctx.ts';
import type { RunColumn, RunResult } from '../service.ts';

/**
 * Writes the pages of a result to a file as they come: CSV in which every value is quoted and NULL is nothing, as the
 * result engine reads it; never more than a page in memory.
 */
export async function writeRows(
  ctx: Ctx,
  result: RunResult & { readonly kind: 'rows' },
  file: string,
  signal: AbortSignal,
): Promise<void> {
  await pipeline(Readable.from(linesOf(ctx, result, signal)), createWriteStream(file), { signal });
}

async function* linesOf(
  ctx: Ctx,
  { columns, pages, total }: RunResult & { readonly kind: 'rows' },
  signal: AbortSignal,
): AsyncGenerator<string> {
  yield lineOf(columns.map(({ name }: RunColumn) => name));
  let written = 0;
  for await (const page of pages(signal)) {
    yield page.map(lineOf).join('');
    written += page.length;
    if (total !== undefined && written < total) {
      ctx.report(t('Fetching the rows: {0} of {1}…', formatNumber(written), formatNumber(total)));
    }
  }
}

function lineOf(values: readonly (string | null)[]): string {
  return `${values.map((value) => (value === null ? '' : `"${value.replaceAll('"', '""')}"`)).join(',')}\n`;
}
