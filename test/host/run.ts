/**
 * Runs test/host/suite inside a real extension host. code-server starts that host when a browser opens the workbench;
 * a small extension of ours then runs mocha there and writes down what came out.
 *
 * Usage: node test/host/run.ts --report FILE
 */
import { existsSync } from 'node:fs';
import { glob, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium as playwright } from '@playwright/test';
import * as esbuild from 'esbuild';
import { chromium, chromiumFlags } from '../../scripts/workbench/chromium.ts';
import { launchWorkbench } from '../../scripts/workbench/launch.ts';
import { stopEndpoint } from '../../src/platform/connections/localEndpoint.ts';
import { freePort } from '../support/freePort.ts';
import { copySamples } from '../support/sampleWorkspace.ts';
import { tempFolder } from '../support/tempFolder.ts';
import type { HostReport } from './suite/main.ts';

const root = path.resolve(import.meta.dirname, '../..');
const limitMs = 5 * 60_000;
const say = (message: string) => process.stderr.write(`${message}\n`);

const { values } = parseArgs({ options: { report: { type: 'string' } } });
const signal = AbortSignal.timeout(15 * 60_000);
const report = await runSuite();
for (const { title, error } of report.tests)
  say(`${error === undefined ? '✓' : '✗'} ${title}${error ? `\n${error}` : ''}`);
const failed = report.tests.filter(({ error }) => error !== undefined).length;
const counts = { passed: report.tests.length - failed, failed, skipped: report.skipped };
if (values.report) await writeFile(values.report, JSON.stringify(counts));
process.exit(failed > 0 || counts.passed === 0 ? 1 : 0);

async function runSuite(): Promise<HostReport> {
  const executablePath = await chromium(say, signal);
  await using folder = tempFolder('strata-host');
  const workspace = path.join(folder.path, 'sample-workspace');
  await copySamples(workspace, ['batch-datalake']);
  const outcome = path.join(folder.path, 'report.json');
  const profiles = path.join(folder.path, 'aws-config');
  await writeFile(profiles, '[profile strata-host-test]\nregion = eu-west-1\n');
  const port = await freePort();
  await using server = await launchWorkbench(
    {
      folder: workspace,
      port,
      data: path.join(folder.path, 'data'),
      extensions: [await testExtension(path.join(folder.path, 'test-extension'))],
      env: {
        STRATA_HOST_REPORT: outcome,
        STRATA_HOST_MOCHA: pathToFileURL(path.join(root, 'node_modules/mocha/index.js')).href,
        AWS_CONFIG_FILE: profiles,
        AWS_SHARED_CREDENTIALS_FILE: path.join(folder.path, 'no-credentials'),
      },
      onProgress: say,
    },
    signal,
  );
  const browser = await playwright.launch({ executablePath, args: [...chromiumFlags] });
  try {
    await (await browser.newPage()).goto(server.url);
    const deadline = Date.now() + limitMs;
    while (!existsSync(outcome)) {
      if (Date.now() > deadline) throw new Error('the suite did not end in time');
      await sleep(200);
    }
    const report = JSON.parse(await readFile(outcome, 'utf8')) as HostReport;
    if (report.tests.some(({ error }) => error !== undefined)) await sayLog(path.join(folder.path, 'data'));
    return report;
  } finally {
    await browser.close();
    await stopEndpoint(workspace, signal);
  }
}

/** What the extension itself has written, for whoever looks for the cause of a failure. */
async function sayLog(data: string): Promise<void> {
  for await (const file of glob('user-data/logs/*/exthost*/strata.strata-lakehouse/*.log', { cwd: data }))
    say(await readFile(path.join(data, file), 'utf8'));
}

/** An extension that does nothing but run the suite. */
async function testExtension(folder: string): Promise<string> {
  const manifest = {
    name: 'host-tests',
    publisher: 'strata',
    version: '0.0.1',
    type: 'module',
    engines: { vscode: '^1.105.0' },
    main: 'dist/main.js',
    activationEvents: ['onStartupFinished'],
  };
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
  await esbuild.build({
    entryPoints: [path.join(import.meta.dirname, 'suite/main.ts')],
    outfile: path.join(folder, 'dist/main.js'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return folder;
}
