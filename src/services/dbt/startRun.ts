/** Invocations of dbt as runs: what one needs is gathered, and it is handed to the resident process. */
import path from 'node:path';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { RunId, RunRef } from '../../core/run.ts';
import { toolEnvironment } from '../../platform/connections/toolEnvironment.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { commandOf, optionOf, titleOf } from './dbtCommand.ts';
import { type DbtPython, dbtPython } from './dbtPython.ts';
import { withoutHeading } from './language/dbtFault.ts';
import { adapterOf, type DbtProfile, readProfile } from './profiles.ts';
import type { DbtProject } from './projects.ts';
import { askToRun, residentName } from './resident.ts';
import { createRun, type DbtRunRecord, endUnstarted, newRunId, ownTarget, pruneRuns, readRun } from './runFolder.ts';

export interface Invocation {
  readonly project: DbtProject;
  /** As after `dbt` on a command line. */
  readonly args: readonly string[];
  readonly purpose?: DbtRunRecord['purpose'];
  readonly title?: string;
}

export interface StartedRun {
  readonly id: RunId;
  readonly root: string;
  /** Waits until it is over, however it ends. @throws AppError when the resident process went away */
  readonly untilEnded: () => Promise<void>;
}

/** As much of a context as an invocation needs; no connection where only the project's own profile counts. */
export type DbtCtx = Pick<Ctx, 'workspace' | 'report' | 'log'> & { readonly connection?: Ctx['connection'] };

/** Databases that one process at a time may open. */
const exclusiveAdapters = new Set(['duckdb', 'sqlite']);

/**
 * Starts an invocation, which goes on when whoever started it is gone, unless it is one of the workbench's own.
 * @throws AppError `untrusted-workspace`, or what keeps dbt from starting
 */
export async function startRun(ctx: DbtCtx, invocation: Invocation, signal: AbortSignal): Promise<StartedRun> {
  const root = runnableRoot(ctx);
  const { project, args, purpose = 'command' } = invocation;
  const profile = await profileFor(project, args);
  const python = await dbtPython(ctx, project, signal);
  const chosen = chosenTarget(ctx, profile, args);
  const target = optionOf(args, '--target', '-t') ?? chosen ?? profile?.target ?? null;
  const adapter = profile ? adapterOf(profile, target ?? undefined) : '';
  const record: DbtRunRecord = {
    id: newRunId(Date.now()),
    state: 'queued',
    project: project.path,
    projectName: project.name,
    args,
    target,
    adapter,
    purpose,
    title: invocation.title ?? titleOf(args),
    engine: engineOf(python),
    resident: residentName(python),
    queuedAt: Date.now(),
  };
  const folder = await createRun(root, record);
  try {
    const own = purpose === 'command' ? [] : ownPaths(root, project);
    const { untilEnded } = await askToRun(
      root,
      python,
      {
        run: folder,
        cwd: project.folder,
        args: [...args, ...placeOf(project, profile, args), ...(chosen ? ['--target', chosen] : []), ...own],
        env: environmentOf(ctx, root),
        adapter,
        lane: exclusiveAdapters.has(adapter) || purpose === 'command' ? project.folder : `${project.folder} ${purpose}`,
        attached: purpose === 'service',
      },
      signal,
    );
    await pruneRuns(root);
    return { id: record.id as RunId, root, untilEnded };
  } catch (error) {
    await endUnstarted(root, record, error);
    throw error;
  }
}

/** Runs something to its end that the workbench itself needs. @throws AppError `failed` in dbt's words */
export async function runToEnd(ctx: DbtCtx, invocation: Invocation, signal: AbortSignal): Promise<DbtRunRecord> {
  const { id, root, untilEnded } = await startRun(ctx, { purpose: 'service', ...invocation }, signal);
  await untilEnded();
  const record = await readRun(root, id);
  if (record.state !== 'succeeded') throw faultOf(record.error);
  return record;
}

function faultOf(error = t('dbt did not succeed.')): AppError {
  const lacksPackages = /\bdbt deps\b/.test(error);
  const hint = lacksPackages ? { hint: t('Install Packages, in the menu of the project, fetches them.') } : {};
  return new AppError('failed', withoutHeading(error), hint);
}

export function runRef(project: string, id: RunId): RunRef {
  return { service: 'dbt', id, of: { kind: 'dbt.project', path: [project] } };
}

/**
 * The workspace's folder, where dbt may run.
 * @throws AppError `untrusted-workspace`, as even parsing a project runs its code; `invalid-input` without a folder
 */
export function runnableRoot({ workspace }: Pick<Ctx, 'workspace'>): string {
  if (!workspace.root) throw new AppError('invalid-input', t('Open the folder of a dbt project first.'));
  if (!workspace.trusted) {
    throw new AppError('untrusted-workspace', t('This workspace is not trusted, so dbt does not run here.'), {
      hint: t('Trust the workspace first: Workspaces: Manage Workspace Trust.'),
    });
  }
  return workspace.root;
}

/** `deps` and `clean` need no profile; what needs one is told where it was looked for. */
async function profileFor(project: DbtProject, args: readonly string[]): Promise<DbtProfile | undefined> {
  const named = optionOf(args, '--profiles-dir');
  const env = named ? { ...process.env, DBT_PROFILES_DIR: path.resolve(project.folder, named) } : process.env;
  try {
    return await readProfile(project, env);
  } catch (error) {
    if (['deps', 'clean', undefined].includes(commandOf(args)) || optionOf(args, '--profile')) return undefined;
    throw error;
  }
}

/** The target of the user's settings, where the command takes one and names none. */
function chosenTarget(ctx: DbtCtx, profile: DbtProfile | undefined, args: readonly string[]): string | undefined {
  const chosen = ctx.workspace.dbt?.target;
  if (!chosen || commandOf(args) === undefined || optionOf(args, '--target', '-t')) return undefined;
  return profile?.targets.some(({ name }) => name === chosen) ? chosen : undefined;
}

function placeOf(project: DbtProject, profile: DbtProfile | undefined, args: readonly string[]): string[] {
  if (commandOf(args) === undefined) return [];
  return [
    ...(optionOf(args, '--project-dir') ? [] : ['--project-dir', project.folder]),
    ...(profile && !optionOf(args, '--profiles-dir') ? ['--profiles-dir', profile.folder] : []),
  ];
}

/** What the workbench asks by itself leaves the user's own target folder, its results and its log alone. */
function ownPaths(root: string, project: DbtProject): string[] {
  const folder = ownTarget(root, project.path);
  return ['--target-path', folder, '--log-path', path.join(folder, 'logs')];
}

function environmentOf(ctx: DbtCtx, root: string): Record<string, string> {
  const own = Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return {
    DBT_SEND_ANONYMOUS_USAGE_STATS: 'false',
    ...(Object.fromEntries(own) as Record<string, string>),
    // Lines are shown as text; colours are given by their level.
    DBT_USE_COLORS: 'false',
    DBT_USE_COLORS_FILE: 'false',
    ...(ctx.connection ? toolEnvironment(ctx.connection, root) : {}),
  };
}

function engineOf({ version, source, file }: DbtPython): string {
  return source === 'own' ? `dbt ${version}` : `dbt ${version} (${source === 'venv' ? '.venv' : file})`;
}
