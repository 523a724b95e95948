/** What is read of an Airflow, and what is done with it, in plain terms. */
import { type Page, type PageRequest, pageOf } from '../../../core/page.ts';
import type { Dag, DagParam, DagRun, DagTask, ImportError, LogPiece, TaskInstance } from './model.ts';
import { dagOf, dagRunOf, importErrorOf, jsonList, jsonObject, paramsOf, taskInstanceOf, taskOf } from './shapes.ts';
import { logPieceOf } from './taskLog.ts';
import { type AirflowTransport, pathOf } from './transport.ts';

/** Airflow gives no more at once unless its administrator lets it. */
const mostAtOnce = 100;

/** A task instance: `mapIndex` -1 for one that is not mapped. */
export interface TaskAt {
  readonly dag: string;
  readonly run: string;
  readonly task: string;
  readonly mapIndex: number;
}

export interface DagRunQuery {
  /** Only of these. */
  readonly dags?: readonly string[];
  readonly limit: number;
  readonly offset?: number;
}

export class AirflowClient {
  readonly transport: AirflowTransport;

  constructor(transport: AirflowTransport) {
    this.transport = transport;
  }

  /** By name; those whose file is gone are left out. `prefix` is asked of Airflow, which looks for it anywhere. */
  async dags(request: PageRequest, signal: AbortSignal): Promise<Page<Dag>> {
    const narrowed: Readonly<Record<string, string>> = request.prefix ? { dag_id_pattern: request.prefix } : {};
    const page = await this.#page('/dags', 'dags', request, { order_by: 'dag_id', ...narrowed }, signal);
    const dags = page.items.map(dagOf).filter(({ id, stale }) => !stale && id.startsWith(request.prefix ?? ''));
    return pageOf(dags, page.next);
  }

  /** @throws AppError `not-found` */
  async dag(id: string, signal: AbortSignal): Promise<Dag & { readonly params: readonly DagParam[] }> {
    const value = await this.#get(`${pathOf('dags', id)}/details`, {}, signal);
    return { ...dagOf(value), params: paramsOf(value) };
  }

  async tasks(dag: string, signal: AbortSignal): Promise<readonly DagTask[]> {
    return jsonList((await this.#get(`${pathOf('dags', dag)}/tasks`, {}, signal)).tasks).map(taskOf);
  }

  async importErrors(request: PageRequest, signal: AbortSignal): Promise<Page<ImportError>> {
    const page = await this.#page('/importErrors', 'import_errors', request, {}, signal);
    return pageOf(page.items.map(importErrorOf), page.next);
  }

  /** Runs of one DAG, newest first. */
  async dagRuns(dag: string, request: PageRequest, signal: AbortSignal): Promise<Page<DagRun>> {
    const order = { order_by: this.transport.version === 1 ? '-execution_date' : '-run_after' };
    const page = await this.#page(`${pathOf('dags', dag)}/dagRuns`, 'dag_runs', request, order, signal);
    return pageOf(page.items.map(dagRunOf), page.next);
  }

  /** The newest runs of several DAGs, or of all, in one request. */
  async newestRuns(query: DagRunQuery, signal: AbortSignal): Promise<readonly DagRun[]> {
    const body = {
      order_by: this.transport.version === 1 ? '-execution_date' : '-run_after',
      page_limit: Math.min(query.limit, mostAtOnce),
      page_offset: query.offset ?? 0,
      ...(query.dags ? { dag_ids: query.dags } : {}),
    };
    const answer = await this.transport.send({ method: 'POST', path: '/dags/~/dagRuns/list', body }, signal);
    return jsonList(jsonObject(answer).dag_runs).map(dagRunOf);
  }

  /** @throws AppError `not-found` */
  async dagRun(dag: string, run: string, signal: AbortSignal): Promise<DagRun> {
    return dagRunOf(await this.#get(pathOf('dags', dag, 'dagRuns', run), {}, signal));
  }

  /** All of a run, mapped ones each by itself. */
  async taskInstances(dag: string, run: string, signal: AbortSignal): Promise<readonly TaskInstance[]> {
    return await this.#all(`${pathOf('dags', dag, 'dagRuns', run)}/taskInstances`, 'task_instances', signal);
  }

  /** What a task instance was before, try by try, the last one included. */
  async tries(at: TaskAt, signal: AbortSignal): Promise<readonly TaskInstance[]> {
    return await this.#all(`${mappedPath(at)}/tries`, 'task_instances', signal);
  }

  /** @throws AppError `not-found` */
  async taskInstance(at: TaskAt, signal: AbortSignal): Promise<TaskInstance> {
    return taskInstanceOf(await this.#get(mappedPath(at), {}, signal));
  }

  /** @param next of the piece before; the beginning when it is left out */
  async log(at: TaskAt, tryNumber: number, next: string | undefined, signal: AbortSignal): Promise<LogPiece> {
    const query = { map_index: at.mapIndex, ...(next === undefined ? {} : { token: next }) };
    const piece = logPieceOf(await this.#get(`${taskPath(at)}/logs/${tryNumber}`, query, signal));
    // 3.0 takes its own tokens for nothing: each answer begins anew.
    return this.transport.airflow.startsWith('3.0.') ? { lines: piece.lines } : piece;
  }

  /** What an operator says of where its work can be seen, by the link's name. */
  async links(at: TaskAt, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
    const query: Readonly<Record<string, number>> = at.mapIndex >= 0 ? { map_index: at.mapIndex } : {};
    const answer = await this.#get(`${taskPath(at)}/links`, query, signal);
    // Version 2 wraps them.
    const links = jsonObject(answer.extra_links ?? answer);
    return new Map(Object.entries(links).flatMap(([name, url]) => (typeof url === 'string' ? [[name, url]] : [])));
  }

  /** The values that a task instance has left, by their keys. */
  async xcoms(at: TaskAt, signal: AbortSignal): Promise<ReadonlyMap<string, unknown>> {
    const path = `${taskPath(at)}/xcomEntries`;
    const entries = jsonList((await this.#get(path, { limit: mostAtOnce }, signal)).xcom_entries).map(jsonObject);
    const own = entries.filter(({ map_index: index }) => (typeof index === 'number' ? index : -1) === at.mapIndex);
    const values = await Promise.all(
      own.map(async ({ key }): Promise<[string, unknown]> => {
        const value = await this.#get(`${path}${pathOf(String(key))}`, { map_index: at.mapIndex }, signal);
        return [String(key), value.value];
      }),
    );
    return new Map(values);
  }

  async #get(
    path: string,
    query: Readonly<Record<string, string | number | boolean>>,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, unknown>>> {
    const request = { method: 'GET', path, ...(Object.keys(query).length > 0 ? { query } : {}) } as const;
    return jsonObject(await this.transport.send(request, signal));
  }

  async #page(
    path: string,
    member: string,
    { limit, token }: PageRequest,
    query: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Page<unknown>> {
    const offset = Number(token ?? 0);
    const answer = await this.#get(path, { limit: Math.min(limit, mostAtOnce), offset, ...query }, signal);
    const items = jsonList(answer[member]);
    const total = Number(answer.total_entries ?? 0);
    const end = offset + items.length;
    return pageOf(items, items.length > 0 && end < total ? String(end) : undefined);
  }

  async #all(path: string, member: string, signal: AbortSignal): Promise<readonly TaskInstance[]> {
    const found: TaskInstance[] = [];
    for (let token: string | undefined; ; ) {
      const request = { limit: mostAtOnce, ...(token === undefined ? {} : { token }) };
      const page = await this.#page(path, member, request, {}, signal);
      found.push(...page.items.map(taskInstanceOf));
      if (page.next === undefined) return found;
      token = page.next;
    }
  }
}

/** The path of a task of a run, which some parts want with the item as a query. */
export function taskPath({ dag, run, task }: TaskAt): string {
  return pathOf('dags', dag, 'dagRuns', run, 'taskInstances', task);
}

/** The path of one item of a mapped task, or of a task that is not mapped. */
export function mappedPath(at: TaskAt): string {
  return at.mapIndex < 0 ? taskPath(at) : `${taskPath(at)}/${at.mapIndex}`;
}
