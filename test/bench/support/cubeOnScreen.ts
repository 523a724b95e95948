/** A cube in the real workbench: from a click until its cells are drawn, and what editor and page hold for it. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FrameLocator, chromium as playwright } from '@playwright/test';
import { chromium, chromiumFlags } from '../../../scripts/workbench/chromium.ts';
import { launchWorkbench } from '../../../scripts/workbench/launch.ts';
import { stopEndpoint } from '../../../src/platform/connections/localEndpoint.ts';
import { freePort } from '../../support/freePort.ts';
import { tempFolder } from '../../support/tempFolder.ts';
import { WorkbenchPage } from '../../ui/workbench.ts';
import { memoryOfTree } from './processMemory.ts';

/** Milliseconds of each click, and bytes. */
export interface OnScreen {
  /** From the click on the cube in the tree; the panel is made, the engine starts. */
  readonly open: number;
  /** Everything is asked anew, the columns of the files too. */
  readonly reload: readonly number[];
  /** Rows and columns change places: a new statement over all rows. */
  readonly question: readonly number[];
  /** A member is expanded: what is below it is asked for. */
  readonly step: readonly number[];
  readonly memory: {
    /** The server with its extension host, before and after the cube was opened; the engine is among the latter. */
    readonly before: number | undefined;
    readonly after: number | undefined;
    /** The heap of the page's scripts. */
    readonly page: number;
  };
}

const definition = `version: 1
cubes:
  - name: sales
    title: Sales
    files: data/sales.parquet
    dimensions:
      - { name: region }
      - { name: customer }
      - { name: day, periods: [year, month] }
    hierarchies:
      - { name: place, levels: [region, customer] }
    measures:
      - { name: amount, digits: 2 }
      - { name: orders, aggregate: count }
`;

/**
 * @param parquet is moved into a workspace
 * @param product the unpacked extension
 */
export async function cubeOnScreen(
  parquet: string,
  product: string,
  rounds: number,
  say: (message: string) => void,
  signal: AbortSignal,
): Promise<OnScreen> {
  const executablePath = await chromium(say, signal);
  await using folder = tempFolder('strata-bench-cube-screen');
  const workspace = path.join(folder.path, 'workspace');
  await mkdir(path.join(workspace, 'data'), { recursive: true });
  await rename(parquet, path.join(workspace, 'data', 'sales.parquet'));
  await writeFile(path.join(workspace, 'strata.yaml'), definition);
  await using server = await launchWorkbench(
    { folder: workspace, port: await freePort(), data: path.join(folder.path, 'data'), product, onProgress: say },
    signal,
  );
  const browser = await playwright.launch({ executablePath, args: [...chromiumFlags, '--enable-precise-memory-info'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const workbench = new WorkbenchPage(page);
    await workbench.open(server.url);
    await workbench.showStrata();
    await workbench.run('Strata: Start Local Endpoint');
    await workbench.statusBar('Local endpoint').waitFor();
    await workbench.run('Strata: Refresh');
    await workbench.expand('Pipelines', 'Cubes');
    await workbench.row('Pipelines', 'Sales').waitFor();
    await sleep(3000, undefined, { signal });
    const before = (await memoryOfTree(server.pid, signal))?.pss;
    say('opening the cube');
    const started = performance.now();
    await workbench.inlineAction('Pipelines', 'Sales', 'Open as Cube');
    const panel = workbench.panel();
    await panel.locator('tr.total td.total').last().filter({ hasText: /\d/ }).waitFor({ timeout: 120_000 });
    const open = performance.now() - started;
    const times: Record<'reload' | 'question' | 'step', number[]> = { reload: [], question: [], step: [] };
    // The first of each compiles what it needs, and does not count.
    for (let round = -1; round < rounds; round++) {
      const found = {
        reload: await untilDrawn(panel, 'Reload'),
        question: await untilDrawn(panel, 'Swap rows and columns'),
        back: await untilDrawn(panel, 'Swap rows and columns'),
        step: await untilDrawn(panel, 'Expand region 3'),
        closed: await untilDrawn(panel, 'Collapse region 3'),
      };
      if (round < 0) continue;
      times.reload.push(found.reload);
      times.question.push(found.question, found.back);
      times.step.push(found.step);
    }
    const heap = await panel
      .locator('body')
      .evaluate(() => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize);
    const after = (await memoryOfTree(server.pid, signal))?.pss;
    return { open, ...times, memory: { before, after, page: heap } };
  } finally {
    await browser.close();
    await stopEndpoint(workspace, new AbortController().signal);
  }
}

/** Milliseconds from the click on a button, by its name, until the answer to it is drawn and no cell is missing. */
async function untilDrawn(panel: FrameLocator, name: string): Promise<number> {
  return await panel.locator('main.cube').evaluate(async (main, label) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const button = [...main.querySelectorAll('button')].find(
      (each) => each.getAttribute('aria-label') === label || each.textContent?.trim() === label,
    );
    if (!button) throw new Error(`There is no button ${label}.`);
    const before = main.querySelector('tbody');
    const rows = before?.innerHTML;
    const isDone = () => {
      const answer = main.querySelector('.answer');
      return answer?.getAttribute('aria-busy') === 'false' && !answer.querySelector('.pending');
    };
    const started = performance.now();
    button.click();
    // What is only hidden or ordered anew is answered without the engine, within a frame or two.
    const isAsked = () => !isDone() || main.querySelector('tbody')?.innerHTML !== rows;
    while (!isAsked()) await frame();
    while (!isDone()) await frame();
    // The frame that shows it has been handed over once the next one begins.
    await frame();
    return performance.now() - started;
  }, name);
}
