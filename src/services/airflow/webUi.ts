/** Airflow's own pages. */
import type { NodeAddress } from '../../core/node.ts';
import type { RunRef } from '../../core/run.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { webServerUrl } from './client/signIns.ts';
import { apiOf } from './client/transport.ts';
import { clientOf, knownEnvironment } from './clientOf.ts';
import { ownAirflow } from './ownAirflows.ts';
import { readKey, readRunId } from './place.ts';

/** The page of a run. MWAA's opens at the beginning: its sign-in takes no place to go to. */
export async function runPage(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<string> {
  const { key, dag, run } = readRunId(ref.id);
  return await page(ctx, key, dag, run, signal);
}

/** The page of an environment or a DAG. */
export async function nodePage(ctx: Ctx, { path }: NodeAddress, signal: AbortSignal): Promise<string> {
  const [key = '', dag, run] = path;
  return await page(ctx, key, dag, run, signal);
}

async function page(
  ctx: Ctx,
  key: string,
  dag: string | undefined,
  run: string | undefined,
  signal: AbortSignal,
): Promise<string> {
  const { kind, name } = readKey(key);
  if (kind === 'mwaa') return await signedInPage(ctx, name, signal);
  const { url } = await ownAirflow(ctx, name);
  if (dag === undefined) return url;
  const isOld = (await clientOf(ctx, key, signal)).transport.version === 1;
  const at = `${url}/dags/${encodeURIComponent(dag)}`;
  if (run === undefined) return isOld ? `${at}/grid` : at;
  return isOld ? `${at}/grid?dag_run_id=${encodeURIComponent(run)}` : `${at}/runs/${encodeURIComponent(run)}`;
}

/** https://docs.aws.amazon.com/mwaa/latest/userguide/call-mwaa-apis-web.html: the token is good for a minute. */
async function signedInPage(ctx: Ctx, name: string, signal: AbortSignal): Promise<string> {
  const { hostname, airflow } = await knownEnvironment(ctx, name, signal);
  const token = (await ctx.aws.rest(
    {
      service: 'airflow',
      operation: 'CreateWebLoginToken',
      hostPrefix: 'env.',
      method: 'POST',
      path: `/webtoken/${encodeURIComponent(name)}`,
    },
    signal,
  )) as { readonly WebToken?: string };
  const door = apiOf(airflow) === 1 ? '/aws_mwaa/aws-console-sso' : '/pluginsv2/aws_mwaa/aws-console-sso';
  return `${webServerUrl(hostname)}${door}?login=true#${token.WebToken ?? ''}`;
}
