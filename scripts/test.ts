/**
 * `npm test`: the whole suite, stage after stage, as each takes the machine for itself. Ends with a table and a line
 * `N passed, N failed`; a stage that breaks off counts as one failure at least.
 *
 * Usage: npm test [-- STAGE… [--filter TEXT]]
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Of those passed, how many did so only when they were tried again. */
  readonly retried?: number;
}

interface Stage {
  readonly name: string;
  /** What it needs built or installed first. */
  readonly prepare?: () => Promise<void>;
  readonly command: (report: string, filter: string | undefined) => readonly string[];
  readonly count: (report: string) => Promise<Counts>;
}

const root = path.resolve(import.meta.dirname, '..');
const artifacts = path.join(root, 'test-artifacts');
const bin = (name: string) => path.join(root, 'node_modules', name);

const vitest = (project: string): Stage => ({
  name: project,
  command: (report, filter) => [
    bin('vitest/vitest.mjs'),
    'run',
    `--project=${project}`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...(filter ? [filter] : []),
  ],
  count: countVitest,
});

const stages: readonly Stage[] = [
  vitest('unit'),
  vitest('contract'),
  vitest('spark'),
  {
    name: 'host',
    prepare: buildOnce,
    command: (report) => [path.join(root, 'test/host/run.ts'), '--report', report],
    count: countOwn,
  },
  {
    name: 'ui',
    prepare: buildOnce,
    command: (_, filter) => [
      bin('@playwright/test/cli.js'),
      'test',
      '--config',
      path.join(root, 'test/ui/playwright.config.ts'),
      ...(filter ? ['--grep', filter] : []),
    ],
    count: countPlaywright,
  },
];

let built: Promise<void> | undefined;

function buildOnce(): Promise<void> {
  built ??= run('build', [path.join(root, 'scripts/build.ts')]).then((code) => {
    if (code !== 0) throw new Error('the build failed');
  });
  return built;
}

async function countVitest(report: string): Promise<Counts> {
  const result = JSON.parse(await readFile(report, 'utf8')) as Record<string, number> & {
    readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
  };
  // A file that cannot even be loaded has no tests of its own to count.
  const broken = result.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  return {
    passed: result.numPassedTests ?? 0,
    failed: (result.numFailedTests ?? 0) + broken.length,
    skipped: (result.numPendingTests ?? 0) + (result.numTodoTests ?? 0),
  };
}

async function countPlaywright(report: string): Promise<Counts> {
  const { stats, errors } = JSON.parse(await readFile(report, 'utf8')) as {
    readonly stats: {
      readonly expected: number;
      readonly unexpected: number;
      readonly flaky: number;
      readonly skipped: number;
    };
    readonly errors: readonly unknown[];
  };
  const { expected, unexpected, flaky, skipped } = stats;
  return { passed: expected + flaky, failed: unexpected + errors.length, skipped, retried: flaky };
}

async function countOwn(report: string): Promise<Counts> {
  return JSON.parse(await readFile(report, 'utf8')) as Counts;
}

function run(name: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<number> {
  process.stdout.write(`\n── ${name} ${'─'.repeat(Math.max(2, 70 - name.length))}\n`);
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env });
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

async function runStage(stage: Stage, filter: string | undefined): Promise<Counts> {
  const report = path.join(artifacts, `${stage.name}.json`);
  await rm(report, { force: true });
  try {
    await stage.prepare?.();
    const env = { ...process.env, STRATA_TEST_REPORT: report, PLAYWRIGHT_JSON_OUTPUT_NAME: report };
    const code = await run(stage.name, stage.command(report, filter), env);
    const counts = existsSync(report) ? await stage.count(report) : { passed: 0, failed: 0, skipped: 0 };
    return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  } catch (error) {
    process.stdout.write(`${stage.name}: ${(error as Error).message}\n`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { filter: { type: 'string' } } });
const unknown = positionals.filter((name) => !stages.some((stage) => stage.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no stage ${unknown.join(', ')}; there are ${stages.map(({ name }) => name).join(', ')}.\n`,
  );
  process.exit(2);
}
await mkdir(artifacts, { recursive: true });
const total = { passed: 0, failed: 0, skipped: 0 };
const lines: string[] = [];
for (const stage of stages) {
  if (positionals.length > 0 && !positionals.includes(stage.name)) continue;
  const started = Date.now();
  const counts = await runStage(stage, values.filter);
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
  const seconds = Math.round((Date.now() - started) / 1000);
  lines.push(
    `${stage.name.padEnd(10)} ${String(counts.passed).padStart(6)} passed ${String(counts.failed).padStart(4)} failed ${String(seconds).padStart(5)} s${counts.retried ? ` (${counts.retried} at the second try)` : ''}`,
  );
}
process.stdout.write(`\n${lines.join('\n')}\n\n`);
process.stdout.write(
  `${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ''}\n`,
);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
