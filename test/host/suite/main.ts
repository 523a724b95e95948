/** Runs in the extension host: the suite under mocha, its outcome as a file. */
import { rename, writeFile } from 'node:fs/promises';
import type Mocha from 'mocha';
import { connectionTests } from './connections.ts';
import { documentTests } from './documents.ts';
import { manifestTests } from './manifest.ts';
import { pipelineTests } from './pipeline.ts';

export interface HostReport {
  readonly tests: readonly { readonly title: string; readonly error?: string }[];
  readonly skipped: number;
}

export async function activate(): Promise<void> {
  const file = process.env.STRATA_HOST_REPORT;
  const mocha = process.env.STRATA_HOST_MOCHA;
  if (!file || !mocha) return;
  const report = await run(mocha).catch(
    (error: Error): HostReport => ({ tests: [{ title: 'the suite starts', error: String(error.stack) }], skipped: 0 }),
  );
  await writeFile(`${file}.new`, JSON.stringify(report));
  await rename(`${file}.new`, file);
}

async function run(url: string): Promise<HostReport> {
  const module = (await import(url)) as { readonly default: typeof Mocha };
  const mocha = new module.default({ ui: 'bdd', timeout: 120_000, reporter: 'min' });
  // The global `describe` and `it` come with this event, as for a file.
  mocha.suite.emit('pre-require', globalThis as unknown as Mocha.MochaGlobals, '', mocha);
  for (const define of [manifestTests, connectionTests, documentTests, pipelineTests]) define();
  const tests: { title: string; error?: string }[] = [];
  let skipped = 0;
  await new Promise<void>((resolve) => {
    mocha
      .run(() => resolve())
      .on('pass', (test: Mocha.Test) => tests.push({ title: test.fullTitle() }))
      .on('fail', (test: Mocha.Test, error: Error) =>
        tests.push({ title: test.fullTitle(), error: String(error.stack ?? error) }),
      )
      .on('pending', () => {
        skipped++;
      });
  });
  return { tests, skipped };
}
