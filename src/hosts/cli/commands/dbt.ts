import path from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../../../core/appError.ts';
import type { LogEvent } from '../../../core/logEvent.ts';
import { connectionTo, endpointStatus } from '../../../platform/connections/localEndpoint.ts';
import { withGrant } from '../../../platform/createCtx.ts';
import type { Ctx } from '../../../platform/ctx.ts';
import type { DbtProject } from '../../../services/dbt/projects.ts';
import type { DbtCtx, StartedRun } from '../../../services/dbt/startRun.ts';
import { type GlobalOptions, globalOptions, interruptSignal, openCtx, workspaceRoot } from '../cliContext.ts';
import { printJson, printTable } from '../output.ts';

const pollMs = 60;

/** `dbt`: dbt's own command line on the resident process, whose runs the workbench sees as well. */
export function registerDbt(program: Command): void {
  program
    .command('dbt')
    .description(
      'dbt’s own commands (build, run, test, ls, show …) with its own options; `dbt projects` lists projects, `dbt lineage MODEL.COLUMN` says what a column comes from and goes into',
    )
    .argument('[words...]', 'as after dbt, such as: build -s +fct_sales')
    .action(async (words: string[], _: unknown, command: Command) => {
      const options = { ...globalOptions(command), ...(words.includes('--json') ? { json: true } : {}) };
      const given = words.filter((word) => word !== '--json');
      const root = workspaceRoot(options.root);
      if (given[0] === 'projects') return await printProjects(root, options);
      const { effectOf } = await import('../../../services/dbt/dbtCommand.ts');
      const signal = interruptSignal();
      const project = await projectOf(root, given);
      const args = await fromProject(given);
      const ctx = await contextOf(options, root, signal);
      if (args[0] === 'lineage') {
        const { printLineage } = await import('./dbtLineage.ts');
        return await printLineage(ctx, project, args.slice(1), options, signal);
      }
      if (!('granted' in ctx)) return await runAndFollow(ctx, project, args, options, signal);
      await withGrant(ctx, effectOf(args), options.confirm, (granted) =>
        runAndFollow(granted, project, args, options, signal),
      );
    });
}

/**
 * The words of a command line with `--` behind `dbt`, so that what follows is dbt's alone: several of its options are
 * called as some of ours.
 */
export function withDbtWords(argv: readonly string[]): string[] {
  const valued = new Set(['--profile', '--region', '--root', '--confirm']);
  for (let i = 2; i < argv.length; i++) {
    const word = argv[i] ?? '';
    if (valued.has(word)) i++;
    else if (!word.startsWith('-')) {
      return word === 'dbt' ? [...argv.slice(0, i + 1), '--', ...argv.slice(i + 1)] : [...argv];
    }
  }
  return [...argv];
}

async function printProjects(root: string, options: GlobalOptions): Promise<void> {
  const { findProjects } = await import('../../../services/dbt/projects.ts');
  const { readProfile } = await import('../../../services/dbt/profiles.ts');
  const rows = await Promise.all(
    (await findProjects(root)).map(async (project) => {
      const profile = await readProfile(project).catch(() => undefined);
      const targets = profile?.targets.map(({ name }) => name) ?? [];
      return { project: project.name, folder: project.path, target: profile?.target ?? '', targets };
    }),
  );
  if (options.json) return printJson(rows);
  printTable(
    ['PROJECT', 'FOLDER', 'TARGET', 'TARGETS'],
    rows.map((row) => [row.project, row.folder, row.target, row.targets.join(' ')]),
  );
}

/** The project that dbt would take: the one named, the closest upwards, else the only one of the workspace. */
async function projectOf(root: string, args: readonly string[]): Promise<DbtProject> {
  const { findProjects, projectAround, projectAt } = await import('../../../services/dbt/projects.ts');
  const { optionOf } = await import('../../../services/dbt/dbtCommand.ts');
  const named = optionOf(args, '--project-dir');
  if (named !== undefined) return await projectAt(root, path.resolve(named));
  const around = await projectAround(root, process.cwd());
  if (around) return around;
  const [first, ...more] = await findProjects(root);
  if (first && more.length === 0) return first;
  const hint = first
    ? `There are: ${[first, ...more].map((each) => each.path).join(', ')}. Name one: --project-dir FOLDER`
    : 'A folder with a dbt_project.yml is one.';
  throw new AppError(
    first ? 'invalid-input' : 'not-found',
    first ? 'There are several dbt projects here.' : 'There is no dbt project here.',
    { hint },
  );
}

/** Folders are named from where the command was typed, and dbt runs in the project's. */
async function fromProject(args: readonly string[]): Promise<readonly string[]> {
  const { withOption } = await import('../../../services/dbt/dbtCommand.ts');
  const others = withOption(args, '--project-dir', () => undefined);
  return withOption(others, '--profiles-dir', (folder) => path.resolve(folder));
}

/** An account that was named; else the local endpoint where it runs; else what the project's own profile says. */
async function contextOf(options: GlobalOptions, root: string, signal: AbortSignal): Promise<Ctx | DbtCtx> {
  if (options.profile !== undefined || options.environment) return await openCtx(options, signal);
  const status = await endpointStatus(root, signal);
  const report = (message: string) => void process.stderr.write(`${message}\n`);
  const log = { debug() {}, info() {}, warn: report, error: report };
  return {
    workspace: { root, trusted: true },
    report,
    log,
    ...(status.state === 'running' ? { connection: connectionTo(status.file, options.region) } : {}),
  };
}

/** Prints what dbt says as it says it; its exit code is dbt's: 1 for failures, 2 for an error. */
async function runAndFollow(
  ctx: DbtCtx,
  project: DbtProject,
  args: readonly string[],
  options: GlobalOptions,
  signal: AbortSignal,
): Promise<void> {
  const { startRun } = await import('../../../services/dbt/startRun.ts');
  const { readRun } = await import('../../../services/dbt/runFolder.ts');
  const started = await startRun(ctx, { project, args }, new AbortController().signal);
  const stop = () => void stopped(started);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  await follow(started, options);
  const record = await readRun(started.root, started.id);
  if (options.json) process.stdout.write(`${JSON.stringify({ run: record })}\n`);
  if (record.state === 'stopped') process.exitCode = 130;
  else if (record.state !== 'succeeded') process.exitCode = record.exitCode || 2;
}

async function stopped({ root, id }: StartedRun): Promise<void> {
  const { readRun, runFolder } = await import('../../../services/dbt/runFolder.ts');
  const { askToStop } = await import('../../../services/dbt/resident.ts');
  await askToStop(root, (await readRun(root, id)).resident, runFolder(root, id));
}

async function follow({ root, id, untilEnded }: StartedRun, options: GlobalOptions): Promise<void> {
  const { eventReader } = await import('../../../services/dbt/events.ts');
  const { runFolder } = await import('../../../services/dbt/runFolder.ts');
  const { toLine } = await import('../../../services/dbt/runs.ts');
  const next = eventReader(runFolder(root, id));
  let said = 0;
  const printNew = async () => {
    for (let more = await next(); more.length > 0; more = await next()) {
      for (const event of more) {
        if (options.json) process.stdout.write(`${JSON.stringify(event)}\n`);
        else for (const line of toLine(event)) said += printLine(line);
      }
    }
  };
  let over = false;
  const end = untilEnded().finally(() => {
    over = true;
  });
  // A process that is gone is told by the run's own state.
  end.catch(() => {});
  while (!over) {
    await printNew();
    await Promise.race([end.catch(() => {}), new Promise((resolve) => setTimeout(resolve, pollMs))]);
  }
  await printNew();
  if (said === 0 && !options.json) await printOutput(runFolder(root, id));
}

function printLine({ message, level }: LogEvent): number {
  if (level === 'debug') return 0;
  process.stdout.write(`${message}\n`);
  return 1;
}

/** What dbt prints without an event: its help and its version. */
async function printOutput(folder: string): Promise<void> {
  const { readFile } = await import('node:fs/promises');
  process.stdout.write(await readFile(`${folder}/output.log`, 'utf8').catch(() => ''));
}
