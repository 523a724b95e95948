/**
 * Airflow's command line over HTTP: https://docs.aws.amazon.com/mwaa/latest/userguide/call-mwaa-apis-cli.html
 */
import { execFile } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { runtimeFile } from '../runtimeFile.ts';
import type { FrontOptions } from './front.ts';
import { readText } from './readText.ts';

/** Those that would serve, or change what is the endpoint's business; MWAA has none of them either. */
const refused = new Set([
  ...['api-server', 'celery', 'dag-processor', 'db', 'flower', 'kerberos', 'kubernetes', 'scheduler', 'standalone'],
  ...['triggerer', 'users', 'webserver'],
]);
const mostOutput = 16 * 2 ** 20;

export async function answerCli(
  request: IncomingMessage,
  response: ServerResponse,
  { need, tokens, place }: FrontOptions,
  signal: AbortSignal,
): Promise<void> {
  const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (request.method !== 'POST' || !token || !tokens.accepts(token, 'cli', place)) {
    response.writeHead(403, { 'content-type': 'text/plain' }).end('Forbidden');
    return;
  }
  const command = (await readText(request)).trim();
  const word = command.split(/\s/)[0] ?? '';
  if (word === '' || refused.has(word)) {
    response.writeHead(400, { 'content-type': 'text/plain' }).end(`The command ${word} is not supported.`);
    return;
  }
  const { python, env, folder } = (await need(signal)).tools;
  const args = [runtimeFile('command_line.py'), command];
  const options = { env, cwd: folder, signal, maxBuffer: mostOutput, encoding: 'buffer' as const };
  const { stdout, stderr, failed } = await new Promise<{ stdout: Buffer; stderr: Buffer; failed: boolean }>(
    (resolve) => {
      execFile(python, args, options, (error, out, err) =>
        resolve({ stdout: out, stderr: err, failed: error !== null }),
      );
    },
  );
  response.writeHead(failed ? 400 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ stderr: stderr.toString('base64'), stdout: stdout.toString('base64') }));
}
