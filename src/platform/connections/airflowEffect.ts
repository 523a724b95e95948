import type { Effect } from '../../core/effect.ts';

/** Lists that are asked for by POST, as their filters are too long for a URL; and what only tells what it would do. */
const readingPosts = /(^|\/)(dagRuns|taskInstances)\/list$|\/dry_run$/;

/**
 * What a request to Airflow's REST API does, judged by method and path. Clearing runs tasks again: a change, not a loss.
 * https://airflow.apache.org/docs/apache-airflow/stable/stable-rest-api-ref.html
 * @param request with `Method` and `Path`, as MWAA's InvokeRestApi takes it
 */
export function effectOfAirflowRequest(request: unknown): Effect {
  const { Method = '', Path = '', Body } = (request ?? {}) as Readonly<Record<string, unknown>>;
  const path = String(Path).split('?')[0] ?? '';
  const method = String(Method).toUpperCase();
  if (method === 'GET' || method === 'HEAD') return 'read';
  if (method === 'DELETE') return 'destroy';
  if (method === 'POST' && (readingPosts.test(path) || isDryRun(Body))) return 'read';
  return 'write';
}

/** Of clearTaskInstances and others: what would be cleared is listed, nothing is done. */
function isDryRun(body: unknown): boolean {
  return body !== null && typeof body === 'object' && 'dry_run' in body && body.dry_run === true;
}
