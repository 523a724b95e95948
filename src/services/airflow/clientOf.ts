import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { AirflowClient } from './client/airflowClient.ts';
import { httpTransport } from './client/httpTransport.ts';
import { mwaaTransport } from './client/mwaaTransport.ts';
import { mwaaServer, ownServer } from './client/signIns.ts';
import type { AirflowTransport } from './client/transport.ts';
import { describeMwaa, type MwaaEnvironment } from './mwaa.ts';
import { ownAirflow } from './ownAirflows.ts';
import { readKey } from './place.ts';

/** What AWS says of an environment changes by updates, which take many minutes; a local one wakes up in seconds. */
const keptMs = { aws: 20_000, local: 1500 };
/** The first version that InvokeRestApi serves. */
const firstInvoked = [2, 4, 3] as const;

interface Kept<T> {
  readonly value: T;
  readonly until: number;
}

const environments = new Map<string, Kept<MwaaEnvironment>>();
const versions = new Map<string, Kept<string>>();

/**
 * A client of an environment, in the context that it is asked in.
 * @throws AppError `not-found`; `conflict` for an environment that is not up; `unreachable`
 */
export async function clientOf(ctx: Ctx, key: string, signal: AbortSignal): Promise<AirflowClient> {
  const { kind, name } = readKey(key);
  return new AirflowClient(kind === 'mwaa' ? await mwaaOf(ctx, name, signal) : await ownOf(ctx, name, signal));
}

async function ownOf(ctx: Ctx, name: string, signal: AbortSignal): Promise<AirflowTransport> {
  const { url } = await ownAirflow(ctx, name);
  const known = versions.get(url);
  const server = ownServer(ctx, name, url);
  const airflow = known && known.until > Date.now() ? { airflow: known.value } : {};
  const transport = await httpTransport(ctx, { ...server, ...airflow }, signal);
  if (!airflow.airflow) versions.set(url, { value: transport.airflow, until: Date.now() + keptMs.aws });
  return transport;
}

async function mwaaOf(ctx: Ctx, name: string, signal: AbortSignal): Promise<AirflowTransport> {
  const { airflow, hostname, status } = await knownEnvironment(ctx, name, signal);
  if (!usable.has(status)) {
    throw new AppError('conflict', t('The environment {0} is {1}: nothing can be asked of it.', name, status), {
      hint: t('Wait until it is AVAILABLE: refresh to look again.'),
    });
  }
  const session = () => httpTransport(ctx, mwaaServer(ctx, name, airflow, hostname), signal);
  if (isBefore(airflow, firstInvoked)) return await session();
  const direct = mwaaTransport(ctx, name, airflow);
  return {
    ...direct,
    async send(request, given) {
      try {
        return await direct.send(request, given);
      } catch (error) {
        // An identity may be allowed the web server and not this call, which is the younger one.
        if (!isRefusedCall(error)) throw error;
        return await (await session()).send(request, given);
      }
    },
  };
}

/** In which its web server answers. */
const usable = new Set(['AVAILABLE', 'UPDATING', 'CREATING_SNAPSHOT', 'MAINTENANCE', 'UPDATE_FAILED']);

/** Of AWS's, not of Airflow's: that has said so by itself. */
function isRefusedCall(error: unknown): boolean {
  return error instanceof AppError && error.code === 'access-denied' && /InvokeRestApi/.test(error.message);
}

/** An environment as it was a moment ago; other calls go to AWS for it at most every 20 s. */
export async function knownEnvironment(ctx: Ctx, name: string, signal: AbortSignal): Promise<MwaaEnvironment> {
  const { connection } = ctx;
  const key = [connection.id, connection.region, connection.endpoint, name].join(' ');
  const known = environments.get(key);
  if (known && known.until > Date.now()) return known.value;
  const value = await describeMwaa(ctx, name, signal);
  if (usable.has(value.status)) environments.set(key, { value, until: Date.now() + keptMs[connection.kind] });
  return value;
}

function isBefore(version: string, than: readonly number[]): boolean {
  const parts = version.split('.').map(Number);
  for (const [i, number] of than.entries()) if ((parts[i] ?? 0) !== number) return (parts[i] ?? 0) < number;
  return false;
}
