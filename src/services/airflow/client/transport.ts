/** How requests reach an Airflow: one interface over MWAA's own call, its web server, and servers of the user's. */

/** Of the stable REST API: 1 is Airflow 2's, 2 Airflow 3's. */
export type ApiVersion = 1 | 2;

export interface AirflowRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below `/api/v1` or `/api/v2`, percent-encoded: `/dags/shop/dagRuns`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: unknown;
}

export interface AirflowTransport {
  readonly version: ApiVersion;
  /** Airflow's own version, such as `3.0.6`. */
  readonly airflow: string;
  /**
   * The answer's JSON; undefined for none.
   * @throws AppError saying what to do; `read-only` for a request that does more than was granted
   */
  send(request: AirflowRequest, signal: AbortSignal): Promise<unknown>;
}

/** The API that a version of Airflow has: `3.0.6` has 2. */
export function apiOf(airflow: string): ApiVersion {
  return Number.parseInt(airflow, 10) >= 3 ? 2 : 1;
}

/** A path from its parts, each percent-encoded; `~` stays, as it stands for any. */
export function pathOf(...parts: readonly string[]): string {
  return parts.map((part) => `/${encodeURIComponent(part)}`).join('');
}
