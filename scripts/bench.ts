/**
 * `npm run bench`: the benchmarks of test/bench, one after the other, as each takes the machine for itself. Prints what
 * was found beside what is aimed at, and writes it to test/bench/results. A slow machine fails nothing; a benchmark that
 * breaks off does.
 *
 * Usage: npm run bench [-- NAME… [--quick]]
 *
 * `--quick` takes small numbers, to see that everything runs; what it finds goes to test-artifacts/bench instead.
 */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { toAppError } from '../src/core/appError.ts';
import { activationBenchmark } from '../test/bench/activation.ts';
import { cdcBenchmark } from '../test/bench/cdc.ts';
import { cubeBenchmark } from '../test/bench/cube.ts';
import { dbtBenchmark } from '../test/bench/dbt.ts';
import { endpointBenchmark } from '../test/bench/endpoint.ts';
import { mapBenchmark } from '../test/bench/map.ts';
import { pipelineBenchmark } from '../test/bench/pipeline.ts';
import { prefixBenchmark } from '../test/bench/prefix.ts';
import { s3Benchmark } from '../test/bench/s3.ts';
import { sparkBenchmark } from '../test/bench/spark.ts';
import type { Benchmark, Findings, Measure } from '../test/bench/support/benchmark.ts';
import { timed } from '../test/bench/support/measuring.ts';
import { buildProduct, type Product } from '../test/bench/support/product.ts';
import { warehouseBenchmark } from '../test/bench/warehouse.ts';

const benchmarks: readonly Benchmark[] = [
  activationBenchmark,
  endpointBenchmark,
  s3Benchmark,
  pipelineBenchmark,
  prefixBenchmark,
  warehouseBenchmark,
  cdcBenchmark,
  cubeBenchmark,
  dbtBenchmark,
  mapBenchmark,
  sparkBenchmark,
];

const root = path.resolve(import.meta.dirname, '..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false } },
});
const { quick } = values;
const results = path.join(root, quick ? 'test-artifacts/bench' : 'test/bench/results');

const unknown = positionals.filter((name) => !benchmarks.some((each) => each.name === name));
if (unknown.length > 0) {
  say(`There is no benchmark ${unknown.join(', ')}; there are ${benchmarks.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupt.abort());

let product: Promise<Product> | undefined;
const build = () => {
  product ??= buildProduct(interrupt.signal);
  return product;
};
await mkdir(results, { recursive: true });
for (const benchmark of benchmarks) {
  if (positionals.length > 0 && !positionals.includes(benchmark.name)) continue;
  if (interrupt.signal.aborted) break;
  say(`\n── ${benchmark.title}`);
  try {
    const request = { quick, product: build, say: (message: string) => say(`   ${message}`) };
    const { ms, result: findings } = await timed(() => benchmark.run(request, interrupt.signal));
    const seconds = Math.round(ms / 1000);
    await save(benchmark, findings, seconds);
    print(findings.measures);
    say(`   took ${seconds} s`);
  } catch (error) {
    const { message, hint } = toAppError(error);
    say(`   broke off: ${message}${hint ? `\n   ${hint}` : ''}`);
    process.exitCode = 1;
  }
}
await (await product?.catch(() => undefined))?.[Symbol.asyncDispose]();

/** Of the machine only what the figures depend on. */
async function save(benchmark: Benchmark, { measures, how }: Findings, seconds: number): Promise<void> {
  const result = {
    benchmark: benchmark.name,
    title: benchmark.title,
    date: new Date().toISOString().slice(0, 10),
    ...(quick && { quick }),
    seconds,
    machine: {
      platform: process.platform,
      arch: process.arch,
      cores: os.availableParallelism(),
      memoryGiB: Math.round(os.totalmem() / 2 ** 30),
      node: process.versions.node,
    },
    how,
    measures: measures.map((each) => ({ ...each, ...(each.below !== undefined && { holds: holds(each) }) })),
  };
  const file = path.join(results, `${benchmark.name}.json`);
  await writeFile(`${file}.new`, `${JSON.stringify(result, undefined, 2)}\n`);
  await rename(`${file}.new`, file);
}

function holds({ value, below }: Measure): boolean {
  return below === undefined || value < below;
}

function print(measures: readonly Measure[]): void {
  const width = Math.max(...measures.map(({ name }) => name.length));
  for (const measure of measures) {
    const { name, value, unit, below } = measure;
    const aim = below === undefined ? '' : `   aim < ${figure(below)} ${unit}: ${holds(measure) ? 'holds' : 'MISSED'}`;
    process.stdout.write(`${name.padEnd(width)}  ${figure(value).padStart(12)} ${unit.padEnd(9)}${aim}`.trimEnd());
    process.stdout.write('\n');
  }
}

function figure(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 4 });
}

function say(message: string): void {
  process.stderr.write(`${message}\n`);
}
