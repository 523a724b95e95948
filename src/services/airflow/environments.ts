/** All places with an Airflow: environments of MWAA, and those that strata.yaml names. */
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { Node, NodeAddress } from '../../core/node.ts';
import { allPages, joinedPages, mapPage, type Page, type PageRequest, pageOf } from '../../core/page.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { clientOf, knownEnvironment } from './clientOf.ts';
import { filesNode } from './fileTree.ts';
import { listMwaa, type MwaaEnvironment } from './mwaa.ts';
import { type OwnAirflow, ownAirflow, ownAirflows } from './ownAirflows.ts';
import { dagAddress, type EnvironmentKey, readKey } from './place.ts';

/** Those of strata.yaml first; at last what the files of the workspace say. */
export async function listEnvironments(ctx: Ctx, request: PageRequest, signal: AbortSignal): Promise<Page<Node>> {
  const own = async (): Promise<Page<Node>> => {
    const all = (await ownAirflows(ctx)).map(ownNode);
    return pageOf(all.filter(({ label }) => label.startsWith(request.prefix ?? '')));
  };
  const mwaa = async (each: PageRequest, given: AbortSignal) =>
    mapPage(await mwaaNames(ctx, each, given), (name) => mwaaNode(name));
  const files = async (): Promise<Page<Node>> => {
    const node = request.prefix ? undefined : await filesNode(ctx);
    return pageOf(node ? [node] : []);
  };
  return await joinedPages([own, mwaa, files])(request, signal);
}

/** Where nothing but an own Airflow is used, AWS need have none: a server without MWAA hides nothing. */
async function mwaaNames(ctx: Ctx, request: PageRequest, signal: AbortSignal): Promise<Page<string>> {
  try {
    return await listMwaa(ctx, request, signal);
  } catch (error) {
    if (error instanceof AppError && error.code === 'unsupported') return { items: [] };
    throw error;
  }
}

/** The keys of all; what AWS refuses hides none of the user's own. */
export async function environmentKeys(ctx: Ctx, signal: AbortSignal): Promise<readonly EnvironmentKey[]> {
  const own = (await ownAirflows(ctx)).map(({ name }): EnvironmentKey => `url:${name}`);
  const mwaa: EnvironmentKey[] = [];
  try {
    const list = (request: PageRequest, given: AbortSignal) => mwaaNames(ctx, request, given);
    for await (const name of allPages(list, { limit: 25 }, signal)) mwaa.push(`mwaa:${name}`);
  } catch (error) {
    signal.throwIfAborted();
    if (own.length === 0) throw error;
    ctx.log.warn(`environments of MWAA could not be listed: ${String(error)}`);
  }
  return [...own, ...mwaa];
}

/** Of those of MWAA, those that are awake: the local endpoint starts an Airflow for whoever asks it something. */
export async function awakeKeys(ctx: Ctx, signal: AbortSignal): Promise<readonly EnvironmentKey[]> {
  const keys = await environmentKeys(ctx, signal);
  if (ctx.connection.kind !== 'local') return keys;
  const awake = await Promise.all(
    keys.map(async (key) => {
      const { kind, name } = readKey(key);
      if (kind === 'url') return true;
      // A member of the endpoint's own, which AWS does not have.
      const { StrataAirflow: state = 'running' } = (await knownEnvironment(ctx, name, signal)).definition;
      return state === 'running';
    }),
  );
  return keys.filter((_, i) => awake[i]);
}

/** @throws AppError `not-found` */
export async function findEnvironment(ctx: Ctx, key: string, signal: AbortSignal): Promise<Node> {
  const { kind, name } = readKey(key);
  if (kind === 'url') return ownNode(await ownAirflow(ctx, name));
  return mwaaNode(name, await knownEnvironment(ctx, name, signal));
}

/** A node of MWAA with its state and version, which take a call for each. */
export async function refineEnvironment(ctx: Ctx, node: Node, signal: AbortSignal): Promise<Node> {
  const { kind, name } = readKey(node.path[0] ?? '');
  return kind === 'url' ? node : mwaaNode(name, await knownEnvironment(ctx, name, signal));
}

function ownNode({ name, url }: OwnAirflow): Node {
  return {
    kind: 'airflow.environment',
    path: [`url:${name}`],
    label: name,
    description: new URL(url).host,
    tooltip: [t('An Airflow that strata.yaml names'), url].join('\n'),
    icon: 'plug',
    expandable: true,
    traits: ['own'],
    uri: url,
  };
}

function mwaaNode(name: string, known?: MwaaEnvironment): Node {
  const available = known?.status === 'AVAILABLE';
  return {
    kind: 'airflow.environment',
    path: [`mwaa:${name}`],
    label: name,
    description: known ? [`Airflow ${known.airflow}`, available ? '' : known.status].filter(Boolean).join(' · ') : '',
    tooltip: [known?.arn, known?.status, known?.fault].filter(Boolean).join('\n'),
    icon: 'server-environment',
    expandable: true,
    traits: ['mwaa'],
    ...(known ? { arn: known.arn } : {}),
  };
}

/** All that is known of an environment. @throws AppError `not-found` */
export async function definitionOf(ctx: Ctx, key: string, signal: AbortSignal): Promise<unknown> {
  const { kind, name } = readKey(key);
  return kind === 'url' ? await ownAirflow(ctx, name) : (await knownEnvironment(ctx, name, signal)).definition;
}

/** Where a DAG is, in all environments that answer. */
export async function environmentsWith(ctx: Ctx, dag: string, signal: AbortSignal): Promise<readonly NodeAddress[]> {
  const keys = await environmentKeys(ctx, signal);
  const found = await Promise.all(
    keys.map(async (key) => {
      const client = await clientOf(ctx, key, signal).catch(() => undefined);
      return await client?.dag(dag, signal).then(
        () => [dagAddress(key, dag)],
        () => [],
      );
    }),
  );
  signal.throwIfAborted();
  return found.flatMap((each) => each ?? []);
}
