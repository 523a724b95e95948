/** What the extension costs a window that does not use it yet: the time of its activation, and what is read for it. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Browser, chromium as playwright } from '@playwright/test';
import * as esbuild from 'esbuild';
import { chromium, chromiumFlags } from '../../scripts/workbench/chromium.ts';
import { launchWorkbench } from '../../scripts/workbench/launch.ts';
import { freePort } from '../support/freePort.ts';
import { tempFolder } from '../support/tempFolder.ts';
import type { ActivationReport } from './support/activationHost.ts';
import type { Benchmark } from './support/benchmark.ts';
import { measured, ratio } from './support/measuring.ts';

const strata = 'strata.strata-lakehouse';
const empty = 'strata.bench-empty';
const warmUp = 'strata.bench-warm-up';
const loadLimitMs = 120_000;

export const activationBenchmark: Benchmark = {
  name: 'activation',
  title: 'Activation in the extension host',
  async run({ quick, product, say }, signal) {
    const built = await product();
    const { bytes, files } = built.loadedAtStart('extension');
    const executablePath = await chromium(say, signal);
    const loads = quick ? 2 : 10;
    await using folder = tempFolder('strata-bench-activation');
    // Nothing in it activates the extension: no strata.yaml, no SQL.
    const workspace = path.join(folder.path, 'workspace');
    const reports = path.join(folder.path, 'reports');
    for (const each of [workspace, reports]) await mkdir(each);
    await using server = await launchWorkbench(
      {
        folder: workspace,
        port: await freePort(),
        data: path.join(folder.path, 'data'),
        product: built.folder,
        extensions: [
          await emptyExtension(folder.path, warmUp),
          await emptyExtension(folder.path, empty),
          await measuringExtension(folder.path),
        ],
        env: { STRATA_BENCH_REPORTS: reports, STRATA_BENCH_EXTENSIONS: [warmUp, strata, empty].join(',') },
        onProgress: say,
      },
      signal,
    );
    const browser = await playwright.launch({ executablePath, args: [...chromiumFlags] });
    try {
      const times: { readonly strata: number; readonly empty: number }[] = [];
      for (let load = 0; load < loads; load++) {
        say(`window ${load + 1} of ${loads}`);
        times.push(await timesOfLoad(browser, server.url, path.join(reports, `${load}.json`), signal));
      }
      const ours = times.map((each) => each.strata);
      const theirs = times.map((each) => each.empty);
      return {
        measures: [
          measured('activation', 'ms', ours, 50),
          measured('an empty extension: activation', 'ms', theirs),
          ratio('activation, Strata ÷ empty extension', ours, theirs),
          measured('read at activation', 'bytes', [bytes]),
        ],
        how: [
          'extension.activate() awaited by another extension in the extension host of code-server, reading of its files included.',
          `${loads} windows on an empty folder, some seconds after they opened; both extensions in turns, after a third one.`,
          `Bytes of the minified production bundle: the entry and the chunks it imports statically, ${files} files. The editor’s own modules are not counted.`,
        ],
      };
    } finally {
      await browser.close();
    }
  },
};

/** One window in a browser that knows nothing of those before, closed when its host has reported. */
async function timesOfLoad(
  browser: Browser,
  url: string,
  reportFile: string,
  signal: AbortSignal,
): Promise<{ readonly strata: number; readonly empty: number }> {
  const context = await browser.newContext();
  try {
    await (await context.newPage()).goto(url);
    const deadline = Date.now() + loadLimitMs;
    while (!existsSync(reportFile)) {
      if (Date.now() > deadline) throw new Error('The extension host did not report in time.');
      await sleep(100, undefined, { signal });
    }
  } finally {
    await context.close();
  }
  const report = JSON.parse(await readFile(reportFile, 'utf8')) as ActivationReport;
  if ('error' in report) throw new Error(report.error);
  const [ours, theirs] = [report.times[strata], report.times[empty]];
  if (ours === undefined || theirs === undefined) throw new Error('The extension host left a time out.');
  return { strata: ours, empty: theirs };
}

/** Does nothing; an ES module like ours. */
async function emptyExtension(parent: string, id: string): Promise<string> {
  const folder = await extensionFolder(parent, id, [`onCommand:${id}`]);
  await writeFile(path.join(folder, 'dist/main.js'), 'export function activate() {}\n');
  return folder;
}

async function measuringExtension(parent: string): Promise<string> {
  const folder = await extensionFolder(parent, 'strata.bench-host', ['onStartupFinished']);
  await esbuild.build({
    entryPoints: [path.join(import.meta.dirname, 'support/activationHost.ts')],
    outfile: path.join(folder, 'dist/main.js'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['vscode'],
    logLevel: 'warning',
  });
  return folder;
}

async function extensionFolder(parent: string, id: string, activationEvents: readonly string[]): Promise<string> {
  const [publisher = '', name = ''] = id.split('.');
  const manifest = {
    name,
    publisher,
    version: '0.0.1',
    type: 'module',
    engines: { vscode: '^1.105.0' },
    main: 'dist/main.js',
    activationEvents,
  };
  const folder = path.join(parent, name);
  await mkdir(path.join(folder, 'dist'), { recursive: true });
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
  return folder;
}
