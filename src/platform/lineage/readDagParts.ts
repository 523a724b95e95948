/** What the DAGs of a pipeline start, by their files; see workspace/airflow/readDags.ts. */
import path from 'node:path';
import { t } from '../../core/l10n.ts';
import type { Log } from '../../core/log.ts';
import { dataSetId, jobId } from '../../core/pipeline-map/names.ts';
import { dagFiles, dagFolders } from '../workspace/airflow/dagFolders.ts';
import { type DagInFile, readDags, type TaskInFile } from '../workspace/airflow/readDags.ts';
import { addQuery, type SqlEngine } from './addQuery.ts';
import { inFile, type PipelineScope, relative, warehouseNode } from './pipelineScope.ts';

/** Arguments of operators that name what a task starts. */
const startedArguments = [
  ...['job_name', 'crawler_name', 'function_name', 'state_machine_arn', 'replication_task_arn', 'replication_task'],
] as const;

/** Jobs of the template by everything that they may be called by. */
export type KnownJobs = ReadonlyMap<string, string>;

/**
 * Adds the DAGs of a pipeline.
 * @param projects the dbt projects of the pipeline, as paths from the workspace
 */
export async function readDagParts(
  scope: PipelineScope,
  jobs: KnownJobs,
  projects: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };
  const folders = await dagFolders({ workspace: { root: scope.root, trusted: true }, log: silent });
  const own = folders.filter(({ pipeline }) => pipeline.folder === scope.pipeline.folder);
  for (const { folder } of own) {
    const files = await dagFiles(folder);
    let read: Awaited<ReturnType<typeof readDags>>;
    try {
      read = await readDags(files, signal);
    } catch (error) {
      signal.throwIfAborted();
      scope.builder.fault({ file: relative(scope.root, folder), line: 1, message: (error as Error).message });
      continue;
    }
    for (const { file, dags, fault } of read) {
      if (fault) scope.builder.fault({ file: relative(scope.root, file), ...fault });
      for (const dag of dags) addDag(scope, file, dag, jobs, projects);
    }
  }
}

function addDag(
  scope: PipelineScope,
  file: string,
  dag: DagInFile,
  jobs: KnownJobs,
  projects: readonly string[],
): void {
  const environment = scope.template.resources.find(({ type }) => type === 'AWS::MWAA::Environment');
  const airflow = environment
    ? `mwaa:${String(environment.properties.Name ?? environment.id)}`
    : `url:${path.basename(scope.pipeline.folder)}`;
  const { description } = dag.facts;
  const unresolved: string[] = [];
  const node = { id: jobId('dag', dag.id), kind: 'dag', label: dag.id } as const;
  const evidence = inFile(scope, file, dag.line);
  scope.builder.node(
    {
      ...node,
      address: { kind: 'airflow.dag', path: [airflow, dag.id] },
      ...(typeof description === 'string' ? { description } : {}),
    },
    evidence,
  );
  for (const task of dag.tasks) {
    const at = inFile(scope, file, task.line);
    for (const id of startedBy(scope, task, jobs, projects, unresolved)) scope.builder.edge(node.id, id, 'starts', at);
    const sql = task.args.sql ?? task.args.query;
    if (typeof sql !== 'string' || /\{[{%]/.test(sql)) continue;
    const view = /^\s*refresh\s+materialized\s+view\s+([\w."]+)/i.exec(sql)?.[1];
    if (view !== undefined) {
      scope.builder.edge(node.id, warehouseNode(scope, view.replaceAll('"', '').split('.'), at), 'starts', at);
    } else addQuery(scope, `${dag.id}.${task.id}`, sql, engineOf(task.operator), at, {});
  }
  const known = scope.builder.get(node.id);
  if (known && unresolved.length > 0) scope.builder.node({ ...known, unresolved }, evidence);
}

/** The jobs that a task starts; what it names by an expression is noted. */
function startedBy(
  scope: PipelineScope,
  task: TaskInFile,
  jobs: KnownJobs,
  projects: readonly string[],
  unresolved: string[],
): string[] {
  const found: string[] = [];
  const open = (name: string) => unresolved.push(t('{0} of the task {1} is only known when it runs.', name, task.id));
  for (const name of startedArguments) {
    const value = task.args[name];
    if (value === undefined) continue;
    const job = typeof value === 'string' ? jobs.get(value.replace(/^arn:aws:.*[:/]/, '')) : undefined;
    if (job !== undefined) found.push(job);
    else if (typeof value !== 'string') open(name);
  }
  const dataSet = task.args.data_set_id;
  if (typeof dataSet === 'string' && scope.builder.has(dataSetId(dataSet))) found.push(dataSetId(dataSet));
  else if (dataSet !== undefined) open('data_set_id');
  const command = String(task.args.bash_command ?? '');
  if (/dbt/i.test(task.operator) || /(^|[\s;&])dbt\s/.test(command)) {
    // One project is the one that is meant; of several a path in the command says which.
    const named = projects.filter((each) => projects.length === 1 || command.includes(path.posix.basename(each)));
    found.push(...named.map((each) => jobId('dbt-project', each)));
  }
  return found;
}

function engineOf(operator: string): SqlEngine {
  if (/redshift/i.test(operator)) return 'redshift';
  return /athena/i.test(operator) ? 'athena' : 'postgres';
}
