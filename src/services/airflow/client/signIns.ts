import { AppError } from '../../../core/appError.ts';
import { t } from '../../../core/l10n.ts';
import type { WebLogin, WebServer } from '../../../platform/connections/webLogins.ts';
import type { Ctx } from '../../../platform/ctx.ts';
import { airflowError } from './airflowError.ts';
import { type AirflowServer, fetchFrom, type SignIn } from './httpTransport.ts';
import type { ApiVersion } from './transport.ts';

/** A server of the user's own, signed in to as the front door knows how. */
export function ownServer(ctx: Ctx, title: string, url: string): AirflowServer {
  const server: WebServer = { title, origin: new URL(url).origin };
  return {
    key: `${ctx.connection.id} ${url}`,
    title,
    url,
    async signIn(version, signal) {
      const login = await ctx.webLogins?.find(server, signal);
      if (!login) {
        throw new AppError('credentials-missing', t('{0} asks who you are.', title), {
          ...(ctx.webLogins ? { hint: ctx.webLogins.hint } : {}),
        });
      }
      return await headersOf({ title, url }, login, version, signal);
    },
    refused: async () => await ctx.webLogins?.forget(server),
  };
}

/**
 * Version 2 gives a token for user and password, which lasts a day; version 1 takes them with each request.
 * https://airflow.apache.org/docs/apache-airflow/stable/security/api.html
 */
async function headersOf(
  server: { readonly title: string; readonly url: string },
  login: WebLogin,
  version: ApiVersion,
  signal: AbortSignal,
): Promise<SignIn> {
  if (login.kind === 'token') return { authorization: `Bearer ${login.token}` };
  const { user: username, password } = login;
  if (version === 1) {
    return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
  }
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  };
  const response = await fetchFrom(server, '/auth/token', init, signal);
  const answer = (await response.json().catch(() => ({}))) as { readonly access_token?: unknown };
  if (typeof answer.access_token === 'string') return { authorization: `Bearer ${answer.access_token}` };
  if (response.status === 404 || response.status === 405) {
    throw new AppError('unsupported', t('{0} gives no token for a password.', server.title), {
      hint: t('Sign in with a token instead: its administrator makes one.'),
    });
  }
  // Asked with what was refused, each request gets the refusal, and the login is asked for anew.
  if (response.status === 401 || response.status === 403) return {};
  throw airflowError(response.status, answer, server.title);
}

/**
 * The session that MWAA's web server gives for a token of AWS's; for environments that InvokeRestApi does not serve.
 * https://docs.aws.amazon.com/mwaa/latest/userguide/access-mwaa-apache-airflow-rest-api.html
 */
export function mwaaServer(ctx: Ctx, name: string, airflow: string, hostname: string): AirflowServer {
  const url = webServerUrl(hostname);
  return {
    key: `${ctx.connection.id} ${ctx.connection.region} ${name} ${url}`,
    title: name,
    url,
    airflow,
    async signIn(_, signal): Promise<SignIn> {
      const { WebToken: token = '' } = (await ctx.aws.rest(
        {
          service: 'airflow',
          operation: 'CreateWebLoginToken',
          hostPrefix: 'env.',
          method: 'POST',
          path: `/webtoken/${encodeURIComponent(name)}`,
        },
        signal,
      )) as { readonly WebToken?: string };
      const init = { method: 'POST', body: new URLSearchParams({ token }) };
      const response = await fetchFrom({ url }, '/aws_mwaa/login', init, signal);
      const cookies = response.headers.getSetCookie().map((each) => each.split(';')[0] ?? '');
      // Version 2 of the API takes the token that its pages keep in a cookie.
      const bearer = cookies.find((each) => each.startsWith('_token='))?.slice('_token='.length);
      if (bearer) return { authorization: `Bearer ${bearer}` };
      if (cookies.length > 0) return { cookie: cookies.join('; ') };
      throw airflowError(response.status, await response.text(), name);
    },
    refused: async () => {},
  };
}

/** The web server of an environment; one on this machine has no TLS. */
export function webServerUrl(hostname: string): string {
  return /^(localhost|127\.|\[::1\])/.test(hostname) ? `http://${hostname}` : `https://${hostname}`;
}
