/** Airflow's API at a web server: a user's own, or MWAA's for environments that AWS's API does not reach. */
import { AppError, isCancellation } from '../../../core/appError.ts';
import { t } from '../../../core/l10n.ts';
import { effectOfAirflowRequest } from '../../../platform/connections/airflowEffect.ts';
import type { Ctx } from '../../../platform/ctx.ts';
import { airflowError } from './airflowError.ts';
import { type AirflowRequest, type AirflowTransport, type ApiVersion, apiOf } from './transport.ts';

/** Without a byte of an answer, in milliseconds. */
const patienceMs = 60_000;

/** Headers that say who asks. */
export type SignIn = Readonly<Record<string, string>>;

export interface AirflowServer {
  /** The same for all who sign in to it alike. */
  readonly key: string;
  /** As the tree calls it. */
  readonly title: string;
  /** Where `/api/v…` lies below, without a slash at its end. */
  readonly url: string;
  /** Signs in; asked again when what it gave is no longer good. */
  readonly signIn: (version: ApiVersion, signal: AbortSignal) => Promise<SignIn>;
  /** What it gave before was refused, at once or after a while. */
  readonly refused: () => Promise<void>;
  /** The version, where it is known. */
  readonly airflow?: string;
}

/** Sign-ins by server, as signing in takes a request of its own and each context would. */
const signedIn = new Map<string, SignIn>();

/** @throws AppError `unreachable` when no Airflow answers there */
export async function httpTransport(ctx: Ctx, server: AirflowServer, signal: AbortSignal): Promise<AirflowTransport> {
  const airflow = server.airflow ?? (await versionOf(server, signal));
  const version = apiOf(airflow);
  const ask = async (request: AirflowRequest, given: AbortSignal): Promise<{ status: number; value: unknown }> => {
    const known = signedIn.get(server.key) ?? (await server.signIn(version, given));
    signedIn.set(server.key, known);
    const { method, path, query, body } = request;
    const search = query ? `?${new URLSearchParams(Object.entries(query).map(([k, v]) => [k, String(v)]))}` : '';
    const response = await fetchFrom(
      server,
      `/api/v${version}${path}${search}`,
      {
        method,
        headers: { accept: 'application/json', 'content-type': 'application/json', ...known },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
      given,
    );
    return { status: response.status, value: jsonOf(await response.text()) };
  };
  return {
    version,
    airflow,
    async send(request, given) {
      const { method, path, body } = request;
      ctx.aws.refuseUnlessGranted(
        effectOfAirflowRequest({ Method: method, Path: path, Body: body }),
        `${method} ${path}`,
      );
      let answer = await ask(request, given);
      if (answer.status === 401) {
        // It may have expired; once more with a new one, and no oftener.
        signedIn.delete(server.key);
        answer = await ask(request, given);
        if (answer.status === 401) {
          signedIn.delete(server.key);
          await server.refused();
        }
      }
      if (answer.status >= 300) throw airflowError(answer.status, answer.value, server.title);
      return answer.value;
    },
  };
}

/** Both versions tell theirs to anybody. */
async function versionOf(server: AirflowServer, signal: AbortSignal): Promise<string> {
  for (const api of ['v2', 'v1']) {
    const response = await fetchFrom(server, `/api/${api}/version`, {}, signal);
    const value = jsonOf(await response.text());
    const version = response.ok ? (value as { readonly version?: unknown } | undefined)?.version : undefined;
    if (typeof version === 'string') return version;
  }
  throw new AppError('unreachable', t('What answers at {0} is no Airflow.', server.url), {
    hint: t('Check the url in strata.yaml: it is what stands before /home in the browser.'),
  });
}

/** @throws AppError `unreachable` or `timeout` */
export async function fetchFrom(
  { url }: Pick<AirflowServer, 'url'>,
  path: string,
  init: RequestInit,
  signal: AbortSignal,
): Promise<Response> {
  try {
    // A page to sign in at is no answer, and a password must go nowhere else.
    return await fetch(url + path, {
      redirect: 'manual',
      ...init,
      signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
    });
  } catch (error) {
    if (signal.aborted || isCancellation(error)) throw new AppError('cancelled', t('Cancelled.'), { cause: error });
    if (error instanceof Error && error.name === 'TimeoutError') {
      throw new AppError('timeout', t('The Airflow at {0} does not answer.', url), { cause: error });
    }
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new AppError('unreachable', t('No Airflow answers at {0}: {1}', url, cause || 'ECONNREFUSED'), {
      hint: t('Start it, or mend the url in strata.yaml.'),
      cause: error,
    });
  }
}

function jsonOf(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
