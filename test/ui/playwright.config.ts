import path from 'node:path';
import { defineConfig } from '@playwright/test';

const root = path.resolve(import.meta.dirname, '../..');

/**
 * One worker: the workbench, the endpoint and Python share two cores. What fails is tried once more, in a workbench of
 * its own, as a browser on a busy machine may be late; the summary says which needed it.
 */
export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: '*.spec.ts',
  workers: 1,
  fullyParallel: false,
  retries: 1,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json']],
  outputDir: path.join(root, 'test-artifacts', 'ui'),
  use: { actionTimeout: 20_000, screenshot: 'only-on-failure' },
});
