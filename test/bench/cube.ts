/** A pivot of ten million rows: beside the same question put to a bare DuckDB by hand, one step deeper, and on screen. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { chromium as playwright } from '@playwright/test';
import { chromium, chromiumFlags } from '../../scripts/workbench/chromium.ts';
import { pivotWindow } from '../../src/core/cube/assemblePivot.ts';
import type { DeclaredCube } from '../../src/core/cube/declaredCube.ts';
import { emptyPivot, type PivotRequest, withOpen } from '../../src/core/cube/pivotRequest.ts';
import { silentLog } from '../../src/core/log.ts';
import { createCtx } from '../../src/platform/createCtx.ts';
import type { CubeHost } from '../../src/protocol/cubeProtocol.ts';
import { createRpc } from '../../src/protocol/rpc.ts';
import { type OpenCube, openCube, type PivotAnswer } from '../../src/services/cubes/openCube.ts';
import { tempFolder } from '../support/tempFolder.ts';
import type { Benchmark } from './support/benchmark.ts';
import { measured, ratio, timed } from './support/measuring.ts';

const ratioAim = 1.2;
const pixelsAimMs = 600;

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
    const pixels = await untilPixels(cube, path.join((await product()).folder, 'dist/webview'), rounds, signal);
    bare.disconnectSync();
    return {
      measures: [
        measured('pivot', 'ms', ours),
        measured('the same by hand on a bare DuckDB', 'ms', hands),
        ratio('pivot beside bare DuckDB', ours, hands, ratioAim),
        measured('a member expanded (200 to 5,000 customers by year)', 'ms', steps),
        measured('from the click to the cells on screen', 'ms', pixels, pixelsAimMs),
      ],
      how: [
        `${count} rows of Parquet (25 regions, 5,000 customers, 4 years of days, decimals); region by year, a sum and a count, with all totals.`,
        'By hand: one GROUPING SETS statement of the same sets, in this process; ours in the engine’s process, members as text, cells assembled.',
        'On screen: the built page in a headless Chromium, its host in this process; from Reload until the total has been drawn.',
      ],
    };
  },
};

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

/** Milliseconds from a click on Reload until the page has drawn the total of the new answer. */
async function untilPixels(cube: OpenCube, dist: string, rounds: number, signal: AbortSignal): Promise<number[]> {
  const executablePath = await chromium(() => {}, signal);
  const browser = await playwright.launch({ executablePath, args: [...chromiumFlags] });
  try {
    const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
    await page.route('http://page.test/**', async (route) => {
      const name = path.basename(new URL(route.request().url()).pathname);
      const contentType = name.endsWith('.css') ? 'text/css' : name.endsWith('.js') ? 'text/javascript' : 'text/html';
      const body = name === 'index.html' ? pageHtml : await readFile(path.join(dist, name));
      await route.fulfill({ contentType, body });
    });
    let listener: (message: unknown) => void = () => {};
    await page.exposeFunction('strataPost', (message: unknown) => listener(message));
    const post = (message: unknown) =>
      void page.evaluate((sent) => window.postMessage(sent, '*'), message).catch(() => {});
    using _rpc = createRpc({ post, on: (given) => (listener = given) }, hostOf(cube) as never);
    await page.goto('http://page.test/index.html');
    const times: number[] = [];
    const total = page.locator('tbody tr.total td').last();
    await total.filter({ hasText: /\d/ }).waitFor();
    for (let round = 0; round < rounds; round++) {
      times.push(
        await page.evaluate(async () => {
          const started = performance.now();
          const reload = [...document.querySelectorAll('button')].find((each) => each.textContent === 'Reload');
          reload?.click();
          const shown = () => /\d/.test(document.querySelector('tbody tr.total td:last-child')?.textContent ?? '');
          const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
          while (shown()) await frame();
          while (!shown()) await frame();
          return performance.now() - started;
        }),
      );
    }
    return times;
  } finally {
    await browser.close();
  }
}

const pageHtml = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><link rel="stylesheet" href="cube.css"></head><body>
<script>globalThis.acquireVsCodeApi = () => ({ postMessage: (message) => strataPost(message), setState() {} })</script>
<div id="app" data-state="{}" data-l10n=""></div><script type="module" src="cube.js"></script></body></html>`;

/** As much of the panel's host as a table needs. */
function hostOf(cube: OpenCube): Pick<CubeHost, 'open' | 'pivot' | 'cells' | 'age'> {
  let answer: PivotAnswer | undefined;
  let number = 0;
  return {
    open: async () => ({ cube: cube.cube, engine: 'DuckDB', refreshable: false, definable: false, views: [] }),
    pivot: async ({ part }, signal) => {
      answer = await cube.pivot(request, signal);
      const { table, sql, milliseconds, more } = answer;
      return {
        number: ++number,
        table,
        sql,
        milliseconds,
        more,
        window: pivotWindow(table, request, answer.cells, part),
      };
    },
    cells: async (part) => pivotWindow(answer!.table, request, answer!.cells, part),
    age: async () => ({ at: null, stale: null }),
  };
}
