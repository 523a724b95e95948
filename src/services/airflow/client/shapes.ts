/**
 * The one place that knows how the versions of Airflow's API differ: what both answer becomes the types of model.ts.
 * https://airflow.apache.org/docs/apache-airflow/stable/stable-rest-api-ref.html and, for 1, the same of Airflow 2.
 */
import type { Dag, DagParam, DagRun, DagTask, ImportError, TaskInstance } from './model.ts';

type Json = Readonly<Record<string, unknown>>;

export function jsonObject(value: unknown): Json {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Json) : {};
}

export function jsonList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** An absent member, not one that is undefined, for a time that there is not. */
function time<Name extends string>(name: Name, value: unknown): { readonly [K in Name]?: number } {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? {} : ({ [name]: at } as { readonly [K in Name]: number });
}

export function dagOf(value: unknown): Dag {
  const it = jsonObject(value);
  return {
    id: text(it.dag_id),
    paused: it.is_paused === true,
    stale: it.is_stale === true || it.is_active === false,
    schedule: scheduleOf(it),
    // When it begins: version 1 calls so the moment after the interval that it works on.
    ...time('nextRun', it.next_dagrun_run_after ?? it.next_dagrun_create_after),
    owners: jsonList(it.owners).map(String),
    tags: jsonList(it.tags).map((tag) => text(jsonObject(tag).name)),
    description: text(it.description),
    file: text(it.fileloc),
    ...(text(it.relative_fileloc) ? { relativeFile: text(it.relative_fileloc) } : {}),
    hasImportErrors: it.has_import_errors === true,
  };
}

/** Version 1 has an object: `{__type: CronExpression, value}` or `{__type: TimeDelta, days, seconds}`. */
function scheduleOf(it: Json): string {
  if (typeof it.timetable_summary === 'string') return it.timetable_summary;
  const interval = jsonObject(it.schedule_interval);
  if (typeof interval.value === 'string') return interval.value;
  if (interval.__type === 'TimeDelta') {
    const seconds = Number(interval.days ?? 0) * 86_400 + Number(interval.seconds ?? 0);
    return `${seconds} s`;
  }
  const described = text(it.timetable_description);
  return /^(Never|None)/.test(described) ? '' : described;
}

/** The params of a DAG's details, in the order in which it declares them. */
export function paramsOf(value: unknown): DagParam[] {
  return Object.entries(jsonObject(jsonObject(value).params)).map(([name, each]) => {
    const param = jsonObject(each);
    // A param without a schema is told as its bare value by version 1.
    const known = 'schema' in param || '__class' in param;
    return {
      name,
      value: known ? param.value : each,
      schema: jsonObject(param.schema),
      description: text(param.description) || text(jsonObject(param.schema).description),
    };
  });
}

export function dagRunOf(value: unknown): DagRun {
  const it = jsonObject(value);
  const date = text(it.logical_date) || text(it.execution_date);
  return {
    dag: text(it.dag_id),
    id: text(it.dag_run_id),
    state: text(it.state),
    type: text(it.run_type),
    ...(date ? { logicalDate: date } : {}),
    ...time('queuedAt', it.queued_at ?? it.run_after),
    ...time('startedAt', it.start_date),
    ...time('endedAt', it.end_date),
    conf: jsonObject(it.conf),
    note: text(it.note),
    triggeredBy: text(it.triggering_user_name) || text(it.triggered_by) || (it.external_trigger === true ? 'API' : ''),
  };
}

export function taskOf(value: unknown): DagTask {
  const it = jsonObject(value);
  return {
    id: text(it.task_id),
    operator: text(it.operator_name) || text(jsonObject(it.class_ref).class_name),
    downstream: jsonList(it.downstream_task_ids).map(String),
    mapped: it.is_mapped === true,
    retries: Number(it.retries ?? 0),
    triggerRule: text(it.trigger_rule),
    owner: text(it.owner),
    hasLinks: jsonList(it.extra_links).length > 0,
  };
}

export function taskInstanceOf(value: unknown): TaskInstance {
  const it = jsonObject(value);
  return {
    task: text(it.task_id),
    mapIndex: typeof it.map_index === 'number' ? it.map_index : -1,
    tryNumber: Number(it.try_number ?? 0),
    maxTries: Number(it.max_tries ?? 0),
    state: text(it.state) || 'none',
    operator: text(it.operator_name) || text(it.operator),
    ...time('queuedAt', it.queued_when ?? it.scheduled_when),
    ...time('startedAt', it.start_date),
    ...time('endedAt', it.end_date),
    rendered: jsonObject(it.rendered_fields),
    note: text(it.note),
  };
}

export function importErrorOf(value: unknown): ImportError {
  const it = jsonObject(value);
  const file = text(it.filename);
  return {
    id: String(it.import_error_id ?? ''),
    file,
    // Since 3.0 the file is named from the folder of its bundle.
    ...(file !== '' && !file.startsWith('/') ? { relativeFile: file } : {}),
    trace: text(it.stack_trace),
    ...time('at', it.timestamp),
  };
}
