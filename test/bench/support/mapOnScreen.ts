/** The pipeline map in the real workbench: from the command until its nodes are drawn, and how it moves. */
import path from 'node:path';
import { chromium as playwright } from '@playwright/test';
import { chromium, chromiumFlags } from '../../../scripts/workbench/chromium.ts';
import { launchWorkbench } from '../../../scripts/workbench/launch.ts';
import { freePort } from '../../support/freePort.ts';
import { tempFolder } from '../../support/tempFolder.ts';
import { WorkbenchPage } from '../../ui/workbench.ts';

/** Milliseconds. */
export interface MapOnScreen {
  /** From the command in the palette; the page is loaded. */
  readonly open: number;
  /** From Refresh: files are read, the map is laid out and drawn. */
  readonly refresh: readonly number[];
  /** The longest frame of each drag across the picture, readable and as a whole. */
  readonly near: readonly number[];
  readonly whole: readonly number[];
}

/** @param product the unpacked extension */
export async function mapOnScreen(
  workspace: string,
  nodes: number,
  product: string,
  rounds: number,
  say: (message: string) => void,
  signal: AbortSignal,
): Promise<MapOnScreen> {
  const executablePath = await chromium(say, signal);
  await using folder = tempFolder('strata-bench-map-screen');
  await using server = await launchWorkbench(
    { folder: workspace, port: await freePort(), data: path.join(folder.path, 'data'), product, onProgress: say },
    signal,
  );
  const browser = await playwright.launch({ executablePath, args: [...chromiumFlags] });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const workbench = new WorkbenchPage(page);
    await workbench.open(server.url);
    await workbench.showStrata();
    const started = performance.now();
    await workbench.run('Strata: Show Pipeline Map');
    const map = workbench.panel().locator('.map');
    await map.locator(`svg[data-nodes="${nodes}"] .map-node`).first().waitFor({ timeout: 120_000 });
    const open = performance.now() - started;
    const times: Record<'refresh' | 'near' | 'whole', number[]> = { refresh: [], near: [], whole: [] };
    for (let round = 0; round < rounds; round++) {
      times.refresh.push(await workbench.panel().locator('main').evaluate(refreshed));
      times.near.push(await map.evaluate(dragged));
    }
    await workbench.panel().getByRole('button', { name: 'Fit' }).click();
    await map.locator('.distant').first().waitFor();
    for (let round = 0; round < rounds; round++) times.whole.push(await map.evaluate(dragged));
    return { open, ...times };
  } finally {
    await browser.close();
  }
}

/** From a click on Refresh until the map that was read anew has been handed over to the screen. */
async function refreshed(main: Element): Promise<number> {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const picture = main.querySelector('.map svg');
  const button = [...main.querySelectorAll('button')].find((each) => each.textContent?.trim() === 'Refresh');
  if (!picture || !button) throw new Error('There is no map.');
  const drawn = new Promise<void>((resolve) => {
    const changes = new MutationObserver(() => {
      changes.disconnect();
      resolve();
    });
    changes.observe(picture, { subtree: true, childList: true, attributes: true });
  });
  const started = performance.now();
  button.click();
  await Promise.race([drawn, new Promise((resolve) => setTimeout(resolve, 5000))]);
  await frame();
  return performance.now() - started;
}

/** The longest time between two frames while the picture is dragged about. */
async function dragged(map: Element): Promise<number> {
  const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  const at = (type: string, x: number) =>
    map.dispatchEvent(new PointerEvent(type, { bubbles: true, pointerId: 1, button: 0, clientX: x, clientY: 500 }));
  map.setPointerCapture = () => {};
  at('pointerdown', 600);
  let longest = 0;
  let last = await frame();
  for (let i = 1; i <= 30; i++) {
    at('pointermove', 600 + (i <= 15 ? i : 30 - i) * 20);
    const now = await frame();
    longest = Math.max(longest, now - last);
    last = now;
  }
  at('pointerup', 600);
  return longest;
}
