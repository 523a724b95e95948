import type { Command } from 'commander';
import { AppError } from '../../../core/appError.ts';
import { formatDuration } from '../../../core/format.ts';
import type { LogBatch } from '../../../core/logEvent.ts';
import type { NodeAddress } from '../../../core/node.ts';
import { allPages } from '../../../core/page.ts';
import { isFinal, type Run, type RunRef, type Step } from '../../../core/run.ts';
import { withGrant } from '../../../platform/createCtx.ts';
import type { Ctx } from '../../../platform/ctx.ts';
import { invokeAction } from '../../../platform/invokeAction.ts';
import type { RunSnapshot } from '../../../platform/runs/followRun.ts';
import { environmentKeys } from '../../../services/airflow/environments.ts';
import { actionWithId, serviceOf } from '../../../services/index.ts';
import { findRun, sourceOf } from '../../verbs/findRun.ts';
import { listRuns, runServices } from '../../verbs/listRuns.ts';
import { checkHasLog, followWithLogs, readWrittenLog } from '../../verbs/readLog.ts';
import { readNodeId } from '../../verbs/targetOf.ts';
import { type GlobalOptions, globalOptions, interruptSignal, openCtx } from '../cliContext.ts';
import { count, parseJson } from '../options.ts';
import { printJson, printTable } from '../output.ts';

/** What `strata run` starts: its action, and the tree that names are looked up in. */
const runnable: Readonly<
  Record<
    string,
    {
      action: string;
      /** Nodes below which the name is looked for, in this order. */
      groups: (ctx: Ctx, signal: AbortSignal) => Promise<readonly NodeAddress[]>;
      input: (text: string | undefined) => unknown;
    }
  >
> = {
  glue: {
    action: 'glue-jobs.runWithArguments',
    groups: async () => [{ kind: 'glue-jobs.jobs', path: [] }],
    input: (text) => ({ arguments: text === undefined ? {} : parseJson('--input', text) }),
  },
  dms: {
    action: 'dms.run',
    groups: async () => [{ kind: 'dms.tasks', path: [] }],
    input: (text) => (text === undefined ? {} : parseJson('--input', text)),
  },
  lambda: {
    action: 'lambda.invoke',
    groups: async () => [{ kind: 'lambda.functions', path: [] }],
    input: (text) => ({ payload: text ?? '{}' }),
  },
  dag: {
    action: 'airflow.triggerWithParams',
    groups: async (ctx, signal) =>
      (await environmentKeys(ctx, signal)).map((key) => ({ kind: 'airflow.environment', path: [key] })),
    input: (text) => ({ conf: text === undefined ? {} : parseJson('--input', text) }),
  },
  crawler: {
    action: 'glue-crawlers.run',
    groups: async () => [{ kind: 'glue-crawlers.crawlers', path: [] }],
    input: noInput,
  },
  stepfunctions: {
    action: 'step-functions.runWithInput',
    groups: async () => [{ kind: 'step-functions.machines', path: [] }],
    input: (text) => ({ input: JSON.stringify(text === undefined ? {} : parseJson('--input', text)) }),
  },
};

/** @throws AppError `invalid-input` when one was given, which would be lost */
function noInput(text: string | undefined): undefined {
  if (text === undefined) return undefined;
  throw new AppError('invalid-input', 'A crawler takes no input.', { hint: 'Leave --input out.' });
}

const ofHelp = 'the id of what was run, such as glue-jobs.job/NAME: then the run is not looked for';

/** `run`, `runs`, `logs` and `stop`. */
export function registerRunVerbs(program: Command): void {
  program
    .command('run')
    .description('start something, and follow it')
    .argument('<what>', Object.keys(runnable).join(', '))
    .argument('<name>')
    .option(
      '--input <json>',
      'input of the execution, arguments of the job, or how a DMS task starts: {"type":"reload-target"}',
    )
    .option('--follow', 'wait for its end and print what happens; the exit code says how it ended')
    .action(async (what: string, name: string, own: { input?: string; follow?: boolean }, command: Command) => {
      const options = globalOptions(command);
      const signal = interruptSignal();
      const ctx = await openCtx(options, signal);
      const run = await start(ctx, options, what, name, own.input, signal);
      if (own.follow) await follow(ctx, run, options, signal);
      else if (options.json) printJson(run);
      else process.stdout.write(`${run.id}\n`);
    });

  program
    .command('runs')
    .description('the newest runs of every service')
    .option('--limit <n>', 'most runs', count, 30)
    .option('--service <name>', runServices.join(', '))
    .option('--of <node>', 'the id of a job, a state machine or the like: only its runs, however old')
    .action(async (own: { limit: number; service?: string; of?: string }, command: Command) => {
      const options = globalOptions(command);
      const of = own.of === undefined ? undefined : readNodeId(own.of);
      const signal = interruptSignal();
      const wanted = { limit: own.limit, service: own.service, of };
      const { runs, failures } = await listRuns(await openCtx(options, signal), wanted, signal);
      const [failure] = failures;
      if (failure) process.stderr.write(`Some runs could not be listed: ${failure.message}\n`);
      if (options.json) printJson(runs);
      else
        printTable(
          ['SERVICE', 'NAME', 'STATE', 'STARTED', 'TOOK', 'RUN'],
          runs.map((run) => [run.ref.service, run.title, run.stateLabel, startOf(run), tookOf(run), run.ref.id]),
        );
    });

  program
    .command('logs')
    .description('what a run wrote')
    .argument('<run>', 'the run’s id, as `strata runs` prints it')
    .option('--of <node>', ofHelp)
    .option('--follow', 'go on until the run is over')
    .action(async (id: string, own: { of?: string; follow?: boolean }, command: Command) => {
      const options = globalOptions(command);
      const signal = interruptSignal();
      const ctx = await openCtx(options, signal);
      const ref = await runNamed(ctx, id, own.of, signal);
      checkHasLog(ref);
      const onLines = (lines: LogBatch) => printLines(lines, options);
      if (own.follow) await followWithLogs(ctx, ref, () => {}, onLines, signal);
      else await readWrittenLog(ctx, ref, onLines, signal);
    });

  program
    .command('spark-ui')
    .description('print the address of a Spark run’s own page, while it goes on and afterwards')
    .argument('<run>', 'the run’s id')
    .option('--of <node>', ofHelp)
    .action(async (id: string, own: { of?: string }, command: Command) => {
      const options = globalOptions(command);
      const signal = interruptSignal();
      const ctx = await openCtx(options, signal);
      const ref = await runNamed(ctx, id, own.of, signal);
      const { engineUi } = sourceOf(ref);
      if (!engineUi) throw new AppError('unsupported', `Runs of ${ref.service} have no Spark UI.`);
      const url = await engineUi(ctx, ref, signal);
      if (options.json) printJson({ url });
      else process.stdout.write(`${url}\n`);
    });

  program
    .command('stop')
    .description('stop a run')
    .argument('<run>', 'the run’s id')
    .option('--of <node>', ofHelp)
    .action(async (id: string, own: { of?: string }, command: Command) => {
      const options = globalOptions(command);
      const signal = interruptSignal();
      const ctx = await openCtx(options, signal);
      const ref = await runNamed(ctx, id, own.of, signal);
      const { stop } = sourceOf(ref);
      if (!stop) throw new AppError('unsupported', `Runs of ${ref.service} cannot be stopped.`);
      await withGrant(ctx, 'write', options.confirm, (granted) => stop(granted, ref, signal));
      if (options.json) printJson(ref);
      else process.stdout.write(`Asked ${ref.id} to stop.\n`);
    });
}

async function start(
  ctx: Ctx,
  options: GlobalOptions,
  what: string,
  name: string,
  input: string | undefined,
  signal: AbortSignal,
): Promise<RunRef> {
  const kind = Object.hasOwn(runnable, what) ? runnable[what] : undefined;
  if (!kind)
    throw new AppError('invalid-input', `${what} cannot be run.`, {
      hint: `Run one of: ${Object.keys(runnable).join(', ')}`,
    });
  const action = actionWithId(kind.action);
  if (!action) throw new Error(`There is no action ${kind.action}.`);
  const given = kind.input(input);
  const target = await findByLabel(ctx, await kind.groups(ctx, signal), name, signal);
  const typed = options.confirm === undefined ? {} : { typedName: options.confirm };
  const outcome = await invokeAction(action, ctx, { target, input: given, ...typed }, signal);
  if (outcome.kind !== 'run') throw new Error(`${kind.action} started no run.`);
  return outcome.run;
}

/** The node of a name below the first group that has it. @throws AppError `not-found` with what there is */
async function findByLabel(
  ctx: Ctx,
  groups: readonly NodeAddress[],
  name: string,
  signal: AbortSignal,
): Promise<NodeAddress> {
  const labels: string[] = [];
  for (const group of groups) {
    const list = serviceOf(group.kind)?.children?.[group.kind];
    const request = { limit: 200, prefix: name };
    if (!list) continue;
    for await (const node of allPages((each, s) => list(ctx, group, each, s), request, signal)) {
      if (node.label === name) return node;
      labels.push(node.label);
    }
  }
  const near = labels.length > 0 ? { hint: `There are: ${labels.slice(0, 10).join(', ')}` } : {};
  const [first] = groups;
  const where = first ? ` under ${serviceOf(first.kind)?.title ?? first.kind}` : '';
  throw new AppError('not-found', `There is no ${name}${where}.`, near);
}

/** @throws AppError `not-found` */
async function runNamed(ctx: Ctx, id: string, of: string | undefined, signal: AbortSignal): Promise<RunRef> {
  const found = await findRun(ctx, id, of === undefined ? undefined : readNodeId(of), signal);
  if (!found) throw new AppError('not-found', `There is no run ${id}.`, { hint: 'strata runs lists them.' });
  return found;
}

/** Follows a run to its end. @throws AppError `failed` when it did not succeed, so that the exit code says so */
async function follow(ctx: Ctx, ref: RunRef, options: GlobalOptions, signal: AbortSignal): Promise<void> {
  const seen = new Map<string, string>();
  let told: Run | undefined;
  const tell = ({ run, steps }: RunSnapshot) => {
    if (options.json) return printJsonLine({ run, steps });
    // The end is told after the steps that led to it.
    const tellState = () => {
      if (run.state !== told?.state) process.stderr.write(`${run.title}: ${run.stateLabel}\n`);
    };
    if (!isFinal(run.state)) tellState();
    for (const step of steps) reportStep(step, seen);
    if (isFinal(run.state)) tellState();
    told = run;
  };
  const last = (await followWithLogs(ctx, ref, tell, (lines) => printLines(lines, options), signal))?.run;
  if (!last || last.state === 'succeeded') return;
  const reason = [last.error?.name, last.error?.message].filter(Boolean).join(': ');
  throw new AppError('failed', `${last.title} ended as ${last.stateLabel}.${reason ? ` ${reason}` : ''}`);
}

function reportStep(step: Step, seen: Map<string, string>): void {
  if (seen.get(step.id) === step.state) return;
  seen.set(step.id, step.state);
  const took =
    step.startedAt !== undefined && step.endedAt !== undefined
      ? ` (${formatDuration(step.endedAt - step.startedAt)})`
      : '';
  const why = step.error ? `: ${step.error.name ?? ''} ${step.error.message.slice(0, 300)}` : '';
  process.stderr.write(`  ${step.name}: ${step.state}${took}${why}\n`);
}

function printLines(lines: LogBatch, options: GlobalOptions): void {
  for (const line of lines) {
    if (options.json) printJsonLine(line);
    else process.stdout.write(`${line.message}\n`);
  }
}

function printJsonLine(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

function startOf(run: Run): string {
  return run.startedAt === undefined ? '' : new Date(run.startedAt).toISOString().slice(0, 19).replace('T', ' ');
}

function tookOf(run: Run): string {
  return run.startedAt !== undefined && run.endedAt !== undefined ? formatDuration(run.endedAt - run.startedAt) : '';
}
