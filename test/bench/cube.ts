/** A pivot of ten million rows: beside the same question put to a bare DuckDB by hand, one step deeper, and on screen. */
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DeclaredCube } from '../../src/core/cube/declaredCube.ts';
import { emptyPivot, type PivotRequest, withOpen } from '../../src/core/cube/pivotRequest.ts';
import { silentLog } from '../../src/core/log.ts';
import { createCtx } from '../../src/platform/createCtx.ts';
import { type OpenCube, openCube } from '../../src/services/cubes/openCube.ts';
import { tempFolder } from '../support/tempFolder.ts';
import type { Benchmark, Measure } from './support/benchmark.ts';
import { cubeOnScreen, type OnScreen } from './support/cubeOnScreen.ts';
import { measured, ratio, timed } from './support/measuring.ts';

const ratioAim = 1.2;
const pixelsAimMs = 600;
const megabyte = 1e6;

const axis = (levels: readonly string[]) => ({ levels, depth: 1, expanded: [], collapsed: [] });
const request: PivotRequest = {
  ...emptyPivot,
  rows: axis(['region', 'customer']),
  columns: axis(['day.year', 'day.month']),
  measures: [
    { measure: 'amount', show: 'value' },
    { measure: 'orders', show: 'value' },
  ],
};

/** The same question as a person would write it. */
const byHand = (file: string) => `
  SELECT region, date_trunc('year', day) AS year, sum(amount), count(*)
  FROM read_parquet('${file}') GROUP BY GROUPING SETS ((), (region), (date_trunc('year', day)), (region, date_trunc('year', day)))`;

export const cubeBenchmark: Benchmark = {
  name: 'cube',
  title: 'A pivot of ten million rows',
  async run({ quick, product, say }, signal) {
    const count = quick ? 200_000 : 10_000_000;
    const rounds = quick ? 3 : 9;
    await using folder = tempFolder('strata-bench-cube');
    const file = path.join(folder.path, 'sales.parquet');
    const bare = await (await DuckDBInstance.create(':memory:')).connect();
    say(`writing ${count} rows`);
    await bare.run(`COPY (
      SELECT 'region ' || (i % 25) AS region, 'customer ' || (hash(i) % 5000) AS customer,
        DATE '2022-01-01' + CAST(hash(i + 7) % 1400 AS INTEGER) AS day,
        CAST((hash(i + 3) % 10000000) / 100.0 AS DECIMAL(12,2)) AS amount
      FROM range(${count}) AS r(i)) TO '${file}' (FORMAT parquet)`);
    await using cube = await open(file, signal);
    // What comes first pays for opening the file in both.
    await bare.runAndReadAll(byHand(file));
    await cube.pivot(request, signal);
    const [ours, hands, steps]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < rounds; round++) {
      const hand = await timed(async () => (await bare.runAndReadAll(byHand(file))).getRowsJson());
      const pivot = await timed(() => cube.pivot(request, signal));
      if (pivot.result.table.rows.length !== 26) throw new Error('The pivot is not the one that was asked for.');
      const opened = { ...request, rows: withOpen(request.rows, ['region 3'], true) };
      const at = { axis: 'rows', path: ['region 3'] } as const;
      const step = await timed(() => cube.expand(pivot.result, opened, at, signal));
      hands.push(hand.ms);
      ours.push(pivot.ms);
      steps.push(step.ms);
    }
    bare.disconnectSync();
    const shown = await cubeOnScreen(file, (await product()).folder, rounds, say, signal);
    return {
      measures: [
        measured('pivot', 'ms', ours),
        measured('the same by hand on a bare DuckDB', 'ms', hands),
        ratio('pivot beside bare DuckDB', ours, hands, ratioAim),
        measured('a member expanded (200 to 5,000 customers by year)', 'ms', steps),
        measured('in the workbench: from the click on the cube to its cells', 'ms', [shown.open]),
        measured('from Reload to the cells on screen', 'ms', shown.reload, pixelsAimMs),
        measured('from another question to the cells on screen', 'ms', shown.question, pixelsAimMs),
        measured('from the click on a member to those below it on screen', 'ms', shown.step, pixelsAimMs),
        ...memoryOf(shown),
      ],
      how: [
        `${count} rows of Parquet (25 regions, 5,000 customers, 4 years of days, decimals); region by year, with all totals.`,
        'By hand: one GROUPING SETS statement of the same sets, in this process; ours in the engine’s process, members as text, cells assembled.',
        'On screen: the production build in code-server and a headless Chromium; until the frame with the last cell has been handed over.',
        'Memory: the server with its extension host (PSS), before the cube was opened and after all clicks, with the engine; the heap of the page’s scripts.',
      ],
    };
  },
};

function memoryOf({ memory: { before, after, page } }: OnScreen): Measure[] {
  const inMegabytes = (bytes: number) => [bytes / megabyte];
  return [
    ...(before === undefined ? [] : [measured('memory of the editor, no cube open', 'MB', inMegabytes(before))]),
    ...(after === undefined ? [] : [measured('memory of the editor and the engine', 'MB', inMegabytes(after))]),
    measured('memory of the page', 'MB', inMegabytes(page)),
  ];
}

async function open(file: string, signal: AbortSignal): Promise<OpenCube> {
  const connection = {
    kind: 'local',
    id: 'local',
    label: 'local',
    region: 'us-east-1',
    endpoint: 'http://127.0.0.1:9',
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  } as never;
  const ctx = createCtx({
    connection,
    workspace: { root: undefined, trusted: true },
    report: () => {},
    log: silentLog,
  });
  const declared: DeclaredCube = {
    name: 'sales',
    title: 'Sales',
    engine: 'files',
    place: {},
    relation: { kind: 'files', format: 'parquet', pattern: file },
    refresh: { kind: 'none' },
    measures: [{ name: 'amount' }, { name: 'orders', aggregate: 'count' }],
    source: { kind: 'relation' },
  };
  return await openCube(ctx, () => undefined, declared, signal);
}
