import { defineConfig } from 'vitest/config';

/**
 * `unit` tests sit beside their sources and need nothing installed; `contract` tests start the local endpoint,
 * moto, Python and DuckDB, so they run one file at a time with room to breathe; one that fails is tried once more, as
 * a busy machine may be late, and is marked `retry` in the report.
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
          name: 'contract',
          include: ['test/{contract,wire,pipelines,faults,cli}/**/*.test.ts'],
          fileParallelism: false,
          retry: 1,
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
