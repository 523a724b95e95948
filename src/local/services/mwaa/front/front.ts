/**
 * What stands at an environment's web address: a port that stays the same while Airflow itself comes and goes, with MWAA's
 * own pages beside Airflow's. The first request starts Airflow.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from '../../../../core/log.ts';
import type { Airflow } from '../airflow/airflow.ts';
import type { EnvironmentPlace } from '../environments/environment.ts';
import { answerCli } from './cli.ts';
import { forward } from './forward.ts';
import { answerSignIn, signInPage } from './signIn.ts';
import type { WebTokens } from './webTokens.ts';

export interface FrontOptions {
  /** The one that it had; 0 for any. */
  readonly port: number;
  readonly place: EnvironmentPlace;
  readonly need: (signal: AbortSignal) => Promise<Airflow>;
  readonly tokens: WebTokens;
  readonly log: Log;
}

export interface Front extends AsyncDisposable {
  readonly port: number;
}

/** Listens at the wanted port, or at another one where that is taken. */
export async function openFront(options: FrontOptions): Promise<Front> {
  const server = createServer((request, response) => {
    answer(request, response, options).catch((error: Error & { readonly hint?: string }) => {
      if (response.headersSent) {
        response.destroy();
        return;
      }
      options.log.error(`${request.method} ${request.url} of ${options.place.name} failed`, error);
      response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8' });
      response.end([error.message, error.hint].filter(Boolean).join('\n'));
    });
  });
  server.requestTimeout = 0;
  const port = await listen(server, options.port);
  if (options.port !== 0 && port !== options.port) {
    options.log.warn(
      `port ${options.port} is taken by another program; Airflow of ${options.place.name} is at ${port}`,
    );
  }
  return {
    port,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, options: FrontOptions): Promise<void> {
  if (!isOwn(request)) {
    response.writeHead(403, { 'content-type': 'text/plain' }).end('This address answers to its own pages only.');
    return;
  }
  const abort = new AbortController();
  response.on('close', () => abort.abort());
  const path = (request.url ?? '/').split('?')[0];
  switch (path) {
    case '/aws_mwaa/aws-console-sso':
      return signInPage(response);
    // Airflow 3 has its plugins' pages there.
    case '/aws_mwaa/login':
    case '/pluginsv2/aws_mwaa/login':
      return await answerSignIn(request, response, options, abort.signal);
    case '/aws_mwaa/cli':
      return await answerCli(request, response, options, abort.signal);
    default:
      return await forward(request, response, await options.need(abort.signal));
  }
}

/** A page of another site can reach 127.0.0.1 too, and after DNS rebinding it comes with a foreign Host. */
function isOwn({ headers }: IncomingMessage): boolean {
  const host = headers.host ?? '';
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host)) return false;
  return headers.origin === undefined || headers.origin === `http://${host}`;
}

async function listen(server: Server, port: number): Promise<number> {
  const attempt = (wanted: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(wanted, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  await attempt(port).catch((error: NodeJS.ErrnoException) => {
    if (port === 0 || !['EADDRINUSE', 'EACCES'].includes(error.code ?? '')) throw error;
    return attempt(0);
  });
  return (server.address() as AddressInfo).port;
}
