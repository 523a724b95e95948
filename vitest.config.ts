import { defineConfig } from 'vitest/config';

/** Files that keep Spark busy: one at a time, when nothing else runs, as Spark takes every core. */
const spark = [
  'test/contract/awsglue.test.ts',
  'test/contract/glueSpark.test.ts',
  'test/contract/glueSparkScripts.test.ts',
  'test/faults/glueSpark.test.ts',
  'test/pipelines/oltpToOlap.test.ts',
  'test/pipelines/sourceToCube.test.ts',
];

const contract = { retry: 1, testTimeout: 120_000, hookTimeout: 300_000 };

/**
 * `unit` tests sit beside their sources and need nothing installed; `contract` tests start the local endpoint, moto,
 * Python and DuckDB, two files at a time, as they wait for most of their time; `spark` tests have the machine for
 * themselves. One of these that fails is tried once more, as a busy machine may be late, and is marked `retry` in the
 * report.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'webview/**/*.test.{ts,tsx}', 'test/*.test.ts', 'scripts/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          ...contract,
          name: 'contract',
          include: ['test/{contract,wire,pipelines,faults,cli}/**/*.test.ts'],
          exclude: spark,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: { ...contract, name: 'spark', include: spark, fileParallelism: false, sequence: { groupOrder: 2 } },
      },
    ],
  },
});
