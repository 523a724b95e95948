/** dbt through the resident process beside dbt's own command line, on projects of views over DuckDB. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runProgram } from '../../src/runtimes/runProgram.ts';
import { dbtPython } from '../../src/services/dbt/dbtPython.ts';
import { projectAt } from '../../src/services/dbt/projects.ts';
import { endResidents } from '../../src/services/dbt/resident.ts';
import { type DbtCtx, startRun } from '../../src/services/dbt/startRun.ts';
import { tempFolder } from '../support/tempFolder.ts';
import type { Benchmark, Measure } from './support/benchmark.ts';
import { measured, ratio, timed } from './support/measuring.ts';

export const dbtBenchmark: Benchmark = {
  name: 'dbt',
  title: 'dbt on the resident process',
  async run({ quick, say }, signal) {
    const sizes = quick ? [10] : [10, 500];
    const rounds = quick ? 1 : 3;
    const measures: Measure[] = [];
    for (const models of sizes) measures.push(...(await compare(models, rounds, say, signal)));
    return {
      measures,
      how: [
        `Projects of ${sizes.join(' and ')} views over a DuckDB file, parsed and built before; ${rounds} rounds, the two ways in turn in each.`,
        'Bare: the dbt command of the same environment, a process of its own. Resident: until the run is over, its events and state on the disk.',
        'The first command of the resident includes its start, the import of dbt and a parse that warms it up.',
      ],
    };
  },
};

async function compare(
  models: number,
  rounds: number,
  say: (message: string) => void,
  signal: AbortSignal,
): Promise<Measure[]> {
  await using folder = tempFolder('strata-bench-dbt');
  const root = folder.path;
  await writeProject(path.join(root, 'bench'), models);
  const log = { debug() {}, info() {}, warn: say, error: say };
  const ctx: DbtCtx = { workspace: { root, trusted: true }, report: say, log };
  const project = await projectAt(root, 'bench');
  const python = await dbtPython(ctx, project, signal);
  const dbt = path.join(path.dirname(python.file), 'dbt');
  const env = { ...process.env, DBT_SEND_ANONYMOUS_USAGE_STATS: 'false' };
  const place = ['--project-dir', project.folder, '--profiles-dir', project.folder];
  const bare = (...args: string[]) => runProgram(dbt, [...args, ...place], { env, cwd: project.folder }, signal);
  const resident = async (purpose: 'command' | 'query', ...args: string[]) =>
    (await startRun(ctx, { project, args, purpose }, signal)).untilEnded();
  try {
    say(`${models} models`);
    await bare('build');
    const first = await timed(() => resident('command', 'build'));
    const show = ['show', '--select', 'model_1'];
    await resident('query', ...show);
    const times: Record<'bare build' | 'resident build' | 'bare show' | 'resident show', number[]> = {
      'bare build': [],
      'resident build': [],
      'bare show': [],
      'resident show': [],
    };
    for (let round = 0; round < rounds; round++) {
      times['bare build'].push((await timed(() => bare('build'))).ms / 1000);
      times['resident build'].push((await timed(() => resident('command', 'build'))).ms / 1000);
      times['bare show'].push((await timed(() => bare(...show))).ms / 1000);
      times['resident show'].push((await timed(() => resident('query', ...show))).ms / 1000);
    }
    return [
      measured(`${models} models: first command of the resident`, 's', [first.ms / 1000]),
      ...Object.entries(times).map(([what, each]) => measured(`${models} models: ${what}`, 's', each)),
      ratio(`${models} models: build, Strata ÷ bare dbt`, times['resident build'], times['bare build']),
      ratio(`${models} models: show, Strata ÷ bare dbt`, times['resident show'], times['bare show']),
    ];
  } finally {
    await endResidents(root);
  }
}

/** A chain of views, as wide as ten. */
async function writeProject(folder: string, models: number): Promise<void> {
  await mkdir(path.join(folder, 'models'), { recursive: true });
  await writeFile(path.join(folder, 'dbt_project.yml'), 'name: bench\nversion: "1.0"\nprofile: bench\n');
  const output = '{type: duckdb, path: bench.duckdb, threads: 2}';
  await writeFile(path.join(folder, 'profiles.yml'), `bench:\n  target: dev\n  outputs:\n    dev: ${output}\n`);
  for (let i = 1; i <= models; i++) {
    const sql = i <= 10 ? `select ${i} as id` : `select id + 1 as id from {{ ref('model_${i - 10}') }}`;
    await writeFile(path.join(folder, 'models', `model_${i}.sql`), `${sql}\n`);
  }
}
