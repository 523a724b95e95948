/**
 * Signing in to Airflow's pages with a web login token:
 * https://docs.aws.amazon.com/mwaa/latest/userguide/call-mwaa-apis-web.html
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Airflow } from '../airflow/airflow.ts';
import type { FrontOptions } from './front.ts';
import { readText } from './readText.ts';

/** The token stands behind the `#` of the address, which browsers do not send: a script hands it on. */
export function signInPage(response: ServerResponse): void {
  const nonce = randomBytes(16).toString('base64url');
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; script-src 'nonce-${nonce}'; form-action 'self'`,
    'referrer-policy': 'no-referrer',
  });
  response.end(`<!doctype html><meta charset="utf-8"><title>Airflow</title>
<form method="post" action="/aws_mwaa/login"><input type="hidden" name="token"></form>
<script nonce="${nonce}">
const form = document.forms[0];
form.token.value = location.hash.slice(1);
history.replaceState(null, '', location.pathname);
form.submit();
</script>`);
}

export async function answerSignIn(
  request: IncomingMessage,
  response: ServerResponse,
  { need, tokens, place }: FrontOptions,
  signal: AbortSignal,
): Promise<void> {
  const token = request.method === 'POST' ? new URLSearchParams(await readText(request)).get('token') : null;
  if (!token || !tokens.accepts(token, 'web', place)) {
    response.writeHead(403, { 'content-type': 'text/plain' }).end('The web login token is not valid, or has expired.');
    return;
  }
  const cookies = await sessionCookies(await need(signal), signal);
  // Programs take the cookie out of this answer, browsers go on with it.
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'set-cookie': [...cookies] });
  response.end(
    '<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=/"><title>Airflow</title>',
  );
}

async function sessionCookies({ api, url }: Airflow, signal: AbortSignal): Promise<readonly string[]> {
  // Its pages take the token out of the cookie; to them it must be readable.
  if (api.major === 3) return [`_token=${await api.token(signal)}; Path=/; SameSite=Lax`];
  const page = await fetch(`${url}/login/`, { signal });
  const csrf = /name="csrf_token"[^>]*value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
  const { user, password } = api.login;
  const answer = await fetch(`${url}/login/`, {
    method: 'POST',
    headers: { cookie: cookieHeader(page) },
    body: new URLSearchParams({ csrf_token: csrf, username: user, password }),
    redirect: 'manual',
    signal,
  });
  const cookies = answer.headers.getSetCookie();
  if (cookies.length === 0) throw new Error(`Airflow refused the endpoint's own login (${answer.status}).`);
  return cookies;
}

function cookieHeader(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}
