import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Airflow } from '../airflow/airflow.ts';

/** They are of one connection, not of what it carries: https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
const ofConnection = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade', 'te']);

/** Hands a request to Airflow's own web server and its answer back, as they come. */
export async function forward(request: IncomingMessage, response: ServerResponse, { url }: Airflow): Promise<void> {
  const headers = Object.entries(request.headers).filter(([name]) => !ofConnection.has(name));
  const onward = httpRequest(`${url}${request.url}`, {
    method: request.method ?? 'GET',
    headers: { ...Object.fromEntries(headers), 'x-forwarded-host': request.headers.host, 'x-forwarded-proto': 'http' },
  });
  // A client that hangs up is not waited for.
  response.on('close', () => onward.destroy());
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    onward.once('response', resolve);
    onward.once('error', reject);
  });
  request.pipe(onward);
  try {
    const answer = await answered;
    const back = Object.entries(answer.headers).filter(([name]) => !ofConnection.has(name));
    response.writeHead(answer.statusCode ?? 502, Object.fromEntries(back) as Record<string, string | string[]>);
    await pipeline(answer, response);
  } catch (error) {
    if (!response.destroyed) throw error;
  }
}
