import type { RelationSource } from '../../core/action.ts';
import { AppError } from '../../core/appError.ts';
import type { Cell, Column } from '../../core/relation.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { openRelation } from '../../platform/results/openRelation.ts';
import { ResultEngine } from '../../platform/results/resultEngine.ts';
import { wholeRelation } from '../../protocol/engineProtocol.ts';
import { serviceNamed } from '../../services/index.ts';
import { formatOfKey } from '../../services/s3/s3Nodes.ts';

const windowRows = 5000;

export interface ReadRows {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** Whether there are rows behind the last one that was read. */
  readonly more: boolean;
  /** Set when only the beginning of an object was looked at. */
  readonly partial?: string;
}

/** The rows of an object, whose format its name tells. @throws AppError `unsupported` when it does not */
export function objectSource(uri: string): RelationSource {
  const format = formatOfKey(uri);
  if (!format) throw new AppError('unsupported', `${uri} is no CSV, JSON or Parquet object by its name.`);
  return { kind: 'object', title: uri, uri, format };
}

/**
 * Rows of an object or of a query, which is waited for.
 * @param limit may be infinite
 * @throws AppError as `openRelation` does
 */
export async function readRows(
  ctx: Ctx,
  source: RelationSource,
  part: { readonly offset: number; readonly limit: number },
  signal: AbortSignal,
): Promise<ReadRows> {
  using engine = new ResultEngine();
  const runs = source.kind === 'query' ? serviceNamed(source.run.service)?.runs : undefined;
  await using opened = await openRelation(ctx, engine, source, runs, signal);
  const windowAt = async (offset: number, limit: number) =>
    (await engine.ask('rows', { handle: opened.handle, query: wholeRelation, offset, limit }, signal)).rows;
  const rows: (readonly Cell[])[] = [];
  let ended = false;
  while (!ended && rows.length < part.limit) {
    const size = Math.min(windowRows, part.limit - rows.length);
    const window = await windowAt(part.offset + rows.length, size);
    rows.push(...window);
    ended = window.length < size;
  }
  const more = !ended && (await windowAt(part.offset + rows.length, 1)).length > 0;
  return { columns: opened.columns, rows, more, ...(opened.partial ? { partial: opened.partial } : {}) };
}

/**
 * A cell for JSON: integers as numbers, as its readers expect them, as long as these keep them exactly; larger ones
 * and all decimals are text.
 */
export function jsonCell(cell: Cell, column: Column | undefined): Cell {
  return column?.kind === 'integer' && typeof cell === 'string' && Number.isSafeInteger(Number(cell))
    ? Number(cell)
    : cell;
}

/** Throws an error again, with what to look at where a table or object was not found. */
export function hintWhereMissing(hint: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof AppError) || error.code !== 'not-found' || error.hint) throw error;
    throw new AppError('not-found', error.message, { hint, cause: error });
  };
}
