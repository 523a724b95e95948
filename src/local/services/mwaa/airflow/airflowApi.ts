/** Airflow's REST API on this machine, signed in with the endpoint's own login. */
import type { AirflowHome, AirflowSecrets } from './airflowHome.ts';
import type { AirflowVersion } from './airflowVersions.ts';

export interface ApiRequest {
  readonly method: string;
  /** Below `/api/v1` or `/api/v2`, with a slash in front: `/dags`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
}

export interface ApiAnswer {
  readonly status: number;
  /** Parsed where it is JSON. */
  readonly body: unknown;
}

/** Tokens of Airflow 3 hold for a day; a new one is asked for long before. */
const tokenMs = 60 * 60_000;

export class AirflowApi {
  readonly #version: AirflowVersion;
  readonly #home: AirflowHome;
  readonly #url: string;
  #token: { readonly text: string; readonly until: number } | undefined;

  /** @param url of its own web server, without a slash at the end */
  constructor(version: AirflowVersion, home: AirflowHome, url: string) {
    this.#version = version;
    this.#home = home;
    this.#url = url;
  }

  get major(): 2 | 3 {
    return this.#version.major;
  }

  get login(): Pick<AirflowSecrets, 'user' | 'password'> {
    return this.#home.secrets;
  }

  async call({ method, path, query, body }: ApiRequest, signal: AbortSignal): Promise<ApiAnswer> {
    const base = this.#version.major === 3 ? '/api/v2' : '/api/v1';
    const url = new URL(`${this.#url}${base}${path}`);
    for (const [name, value] of Object.entries(query ?? {})) {
      for (const each of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(each));
    }
    const response = await fetch(url, {
      method,
      headers: {
        authorization: await this.authorization(signal),
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal,
    });
    return { status: response.status, body: parsed(await response.text()) };
  }

  /** Resolves to undefined when all that must run does; otherwise to what does not, in a few words. */
  async complaint(signal: AbortSignal): Promise<string | undefined> {
    const path = this.#version.major === 3 ? '/api/v2/monitor/health' : '/health';
    try {
      const answer = await fetch(`${this.#url}${path}`, { signal });
      const parts = (await answer.json()) as Record<string, { readonly status: string | null }>;
      const needed = ['metadatabase', 'scheduler', ...(this.#version.major === 3 ? ['dag_processor'] : [])];
      const ill = needed.filter((name) => parts[name]?.status !== 'healthy');
      return ill.length === 0 ? undefined : `${ill.join(', ')} not healthy`;
    } catch (error) {
      signal.throwIfAborted();
      return `the web server does not answer (${(error as Error).message})`;
    }
  }

  /** The header that signs a request in. */
  async authorization(signal: AbortSignal): Promise<string> {
    const { user, password } = this.#home.secrets;
    if (this.#version.major === 2) return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    return `Bearer ${await this.token(signal)}`;
  }

  /** Of Airflow 3: what programs send and what its pages keep in a cookie. */
  async token(signal: AbortSignal): Promise<string> {
    if (this.#token && this.#token.until > Date.now()) return this.#token.text;
    const { user: username, password } = this.#home.secrets;
    const response = await fetch(`${this.#url}/auth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password }),
      signal,
    });
    if (!response.ok) throw new Error(`Airflow refused the endpoint's own login (${response.status}).`);
    const { access_token: text } = (await response.json()) as { readonly access_token: string };
    this.#token = { text, until: Date.now() + tokenMs };
    return text;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Logs, and the pages of errors, are text.
    return text;
  }
}
