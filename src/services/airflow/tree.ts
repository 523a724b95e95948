/** Environments → DAGs → runs and tasks. */
import { formatAge, formatDateTime } from '../../core/format.ts';
import { t } from '../../core/l10n.ts';
import type { Node, NodeAddress } from '../../core/node.ts';
import { mapPage, type Page, type PageRequest, pageOf } from '../../core/page.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { stateIcons } from '../../platform/runs/stateIcon.ts';
import type { AirflowClient } from './client/airflowClient.ts';
import type { Dag, DagRun, DagTask, ImportError } from './client/model.ts';
import { clientOf } from './clientOf.ts';
import { environmentKey } from './place.ts';
import { groupOf, inOrder } from './runSteps.ts';
import { runStateOf, squareOf } from './states.ts';

/** Squares of a row, newest at the end. */
const mostSquares = 10;
/** Airflow gives no more at once; a page of the tree is one of Airflow's, so that it takes few requests. */
const dagsAPage = 100;

/** What could not be imported first, then DAGs by name with their newest runs: three requests for a hundred of them. */
export async function listDags(
  ctx: Ctx,
  parent: NodeAddress,
  request: PageRequest,
  signal: AbortSignal,
): Promise<Page<Node>> {
  const key = environmentKey(parent);
  const client = await clientOf(ctx, key, signal);
  const first = request.token === undefined && !request.prefix;
  const [page, errors] = await Promise.all([
    client.dags({ ...request, limit: Math.min(request.limit, dagsAPage) }, signal),
    first ? client.importErrors({ limit: 1 }, signal) : { items: [] },
  ]);
  const runs = await newestOf(client, page.items, signal);
  const nodes = page.items.map((dag) => dagNode(key, dag, runs.get(dag.id)));
  return pageOf([...(errors.items.length > 0 ? [errorsNode(key)] : []), ...nodes], page.next);
}

/** The newest runs of DAGs in one request. A DAG that runs seldom may have none among them: see `refineDag`. */
async function newestOf(
  client: AirflowClient,
  dags: readonly Dag[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly DagRun[]>> {
  if (dags.length === 0) return new Map();
  const runs = await client.newestRuns({ dags: dags.map(({ id }) => id), limit: 100 }, signal);
  return Map.groupBy(runs, ({ dag }) => dag);
}

/** A DAG's row with its newest runs, where the page had none of them. */
export async function refineDag(ctx: Ctx, node: Node, signal: AbortSignal): Promise<Node> {
  if (node.traits?.includes('runs')) return node;
  return await findDag(ctx, node, signal);
}

/** @throws AppError `not-found` */
export async function findDag(ctx: Ctx, { path }: NodeAddress, signal: AbortSignal): Promise<Node> {
  const [key = '', id = ''] = path;
  const client = await clientOf(ctx, key, signal);
  const [dag, runs] = await Promise.all([client.dag(id, signal), client.dagRuns(id, { limit: mostSquares }, signal)]);
  return dagNode(key, dag, runs.items);
}

function dagNode(key: string, dag: Dag, runs: readonly DagRun[] | undefined): Node {
  const last = runs?.[0];
  const squares = (runs ?? [])
    .slice(0, mostSquares)
    .map(({ state }) => squareOf(state))
    .reverse()
    .join('');
  const next = dag.nextRun === undefined || dag.paused ? '' : t('next {0}', formatAge(dag.nextRun, Date.now()));
  const when = [dag.schedule, dag.paused ? t('paused') : next];
  const { icon, iconColor } = last ? stateIcons[runStateOf(last.state)] : { icon: 'circle-outline', iconColor: '' };
  return {
    kind: 'airflow.dag',
    path: [key, dag.id],
    label: dag.id,
    description: [squares, ...when, ...dag.tags.map((tag) => `#${tag}`)].filter(Boolean).join(' · '),
    tooltip: [
      dag.id,
      dag.description,
      dag.owners.length > 0 ? t('Owner: {0}', dag.owners.join(', ')) : '',
      dag.tags.length > 0 ? t('Tags: {0}', dag.tags.join(', ')) : '',
      dag.schedule ? t('Schedule: {0}', dag.schedule) : t('No schedule'),
      dag.nextRun === undefined ? '' : t('Next run: {0}', formatDateTime(dag.nextRun)),
      last ? t('Last run: {0}', `${last.id} (${last.state})`) : '',
      dag.relativeFile ?? dag.file,
    ]
      .filter(Boolean)
      .join('\n'),
    icon: dag.paused ? 'debug-pause' : icon,
    ...(dag.paused || !iconColor ? {} : { iconColor }),
    expandable: true,
    traits: [dag.paused ? 'paused' : 'active', ...(last ? ['runs'] : [])],
  };
}

/** Its runs, then its tasks, each behind all that lead to it. */
export async function listTasks(
  ctx: Ctx,
  parent: NodeAddress,
  request: PageRequest,
  signal: AbortSignal,
): Promise<Page<Node>> {
  const [key = '', dag = ''] = parent.path;
  const client = await clientOf(ctx, key, signal);
  const tasks = await client.tasks(dag, signal);
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const shown = inOrder(tasks)
    .filter((id) => id.startsWith(request.prefix ?? ''))
    .flatMap((id) => byId.get(id) ?? [])
    .map((task) => taskNode(key, dag, task));
  return pageOf([...(request.prefix ? [] : [runsNode(key, dag)]), ...shown]);
}

function runsNode(key: string, dag: string): Node {
  return { kind: 'airflow.runs', path: [key, dag], label: t('Runs'), icon: 'history', expandable: true };
}

function taskNode(key: string, dag: string, task: DagTask): Node {
  const { id, operator, mapped, retries, triggerRule, owner, downstream } = task;
  const group = groupOf(id);
  return {
    kind: 'airflow.task',
    path: [key, dag, id],
    label: id,
    description: [operator, mapped ? t('mapped') : ''].filter(Boolean).join(' · '),
    tooltip: [
      id,
      operator,
      group === undefined ? '' : t('Group: {0}', group),
      owner ? t('Owner: {0}', owner) : '',
      t('Trigger rule: {0}', triggerRule),
      retries > 0 ? t('Retries: {0}', retries) : '',
      downstream.length > 0 ? t('Downstream: {0}', downstream.join(', ')) : '',
    ]
      .filter(Boolean)
      .join('\n'),
    icon: 'symbol-event',
    expandable: false,
  };
}

/** Runs of a DAG, newest first. */
export async function listDagRuns(
  ctx: Ctx,
  parent: NodeAddress,
  request: PageRequest,
  signal: AbortSignal,
): Promise<Page<Node>> {
  const [key = '', dag = ''] = parent.path;
  const client = await clientOf(ctx, key, signal);
  return mapPage(await client.dagRuns(dag, request, signal), (run) => runNode(key, run));
}

function runNode(key: string, run: DagRun): Node {
  const at = run.startedAt ?? run.queuedAt;
  return {
    kind: 'airflow.run',
    path: [key, run.dag, run.id],
    label: run.id,
    description: [run.state, at === undefined ? '' : formatAge(at, Date.now())].filter(Boolean).join(' · '),
    tooltip: [run.id, run.state, run.type, run.logicalDate, run.note].filter(Boolean).join('\n'),
    ...stateIcons[runStateOf(run.state)],
    expandable: false,
    traits: [run.state, run.state === 'queued' || run.state === 'running' ? 'live' : 'over'],
  };
}

function errorsNode(key: string): Node {
  return {
    kind: 'airflow.import-errors',
    path: [key],
    label: t('Import errors'),
    icon: 'error',
    iconColor: 'charts.red',
    expandable: true,
  };
}

export async function listImportErrors(
  ctx: Ctx,
  parent: NodeAddress,
  request: PageRequest,
  signal: AbortSignal,
): Promise<Page<Node>> {
  const key = environmentKey(parent);
  const client = await clientOf(ctx, key, signal);
  return mapPage(await client.importErrors(request, signal), (error) => errorNode(key, error));
}

function errorNode(key: string, { id, file, trace }: ImportError): Node {
  const said = trace.trim().split('\n').at(-1) ?? '';
  return {
    kind: 'airflow.import-error',
    path: [key, id],
    label: file.split('/').at(-1) ?? file,
    description: said,
    tooltip: [file, trace].join('\n\n'),
    icon: 'error',
    iconColor: 'charts.red',
    expandable: false,
  };
}
