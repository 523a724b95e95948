/** The run that a task has started in another service, as its operator says. */
import type { RunId, RunRef } from '../../core/run.ts';

/**
 * From the links that operators of the Amazon provider leave, which lead to pages of the AWS console.
 * @param links by their names, as Airflow gives them
 */
export function childOfLinks(links: ReadonlyMap<string, string>): RunRef | undefined {
  for (const url of links.values()) {
    const child = childOfConsoleUrl(url);
    if (child) return child;
  }
  return undefined;
}

/** What a page of the AWS console is about, where that is a run; also as it stands in a line of a log. */
export function childOfConsoleUrl(url: string): RunRef | undefined {
  const glue = /#\/job\/([^/\s]+)\/run\/(jr_[0-9a-f]+)/.exec(url);
  if (glue) return ref('glue-jobs', decode(glue[2]), 'glue-jobs.job', decode(glue[1]));
  const execution = /#\/(?:v2\/)?executions\/details\/(arn(?::|%3A)[^\s?]+)/.exec(url);
  if (execution) {
    const arn = decode(execution[1]);
    const machine = arn.replace(':execution:', ':stateMachine:').replace(/:[^:]+$/, '');
    return ref('step-functions', arn, 'step-functions.machine', machine);
  }
  const query = /#\/?query-editor\/history\/([0-9a-f-]{36})/.exec(url);
  if (query) return ref('athena', decode(query[1]), 'athena.workgroup', 'primary');
  return undefined;
}

/**
 * From what a task returned, for operators that leave no link.
 * @param operator the class, such as `RedshiftDataOperator`
 */
export function childOfResult(operator: string, result: unknown): RunRef | undefined {
  const value = Array.isArray(result) ? (result.at(-1) as unknown) : result;
  if (typeof value !== 'string') return undefined;
  if (/Redshift/.test(operator) && /^[0-9a-f-]{36}$/.test(value)) {
    return { service: 'redshift', id: value as RunId, of: { kind: 'redshift.warehouses', path: [] } };
  }
  if (/^arn:[^:]+:states:[^:]+:\d+:execution:/.test(value)) {
    const machine = value.replace(':execution:', ':stateMachine:').replace(/:[^:]+$/, '');
    return ref('step-functions', value, 'step-functions.machine', machine);
  }
  return undefined;
}

function ref(service: string, id: string, kind: RunRef['of']['kind'], of: string): RunRef {
  return { service, id: id as RunId, of: { kind, path: [of] } };
}

function decode(text = ''): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
