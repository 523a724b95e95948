/** What a cube showed the last time, to compare the next with: a file for each cube and question. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type CellDifference, comparePivots, type PivotSnapshot } from '../../core/cube/comparePivots.ts';
import { shownValue } from '../../core/cube/shownValue.ts';
import type { PivotAnswer } from './openCube.ts';

/** A larger pivot is not kept: nobody compares so many cells. */
const mostCells = 20_000;

export interface Changes {
  readonly since: number;
  readonly cells: readonly CellDifference[];
}

/**
 * What differs from the last answer to the same question, which this one then takes the place of. An answer that says
 * the same leaves the earlier one, with its time, as it is.
 * @param folder where snapshots are kept
 * @param key of the cube and where it lies
 * @param now milliseconds since the epoch
 */
export async function changesSinceLast(
  folder: string,
  key: string,
  answer: PivotAnswer,
  now: number,
): Promise<Changes | undefined> {
  const { request, table } = answer;
  if (answer.more || table.rows.length * table.columns.length * request.measures.length > mostCells) return undefined;
  // The order says nothing of the figures.
  const question = JSON.stringify([key, { ...request, sort: null }]);
  const file = path.join(folder, `${createHash('sha256').update(question).digest('hex').slice(0, 32)}.json`);
  const before = await readSnapshot(file);
  const snapshot = snapshotOf(answer, now);
  const cells = before ? comparePivots(before, snapshot) : [];
  if (!before || cells.length > 0) await write(file, snapshot);
  return before && { since: before.at, cells };
}

function snapshotOf({ request, cells, table }: PivotAnswer, at: number): PivotSnapshot {
  return {
    at,
    measures: request.measures.map(({ measure, show }) => `${measure} ${show}`),
    cells: table.rows.flatMap((row) =>
      table.columns.map((column) => ({
        row: row.path,
        column: column.path,
        values: request.measures.map((measure) => shownValue(cells, row.path, column.path, measure)),
      })),
    ),
  };
}

async function readSnapshot(file: string): Promise<PivotSnapshot | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as PivotSnapshot;
  } catch {
    return undefined;
  }
}

async function write(file: string, snapshot: PivotSnapshot): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const beside = `${file}.${process.pid}.part`;
  try {
    await writeFile(beside, JSON.stringify(snapshot));
    await rename(beside, file);
  } finally {
    await rm(beside, { force: true });
  }
}
