import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, vi } from 'vitest';
import type { ActionOutcome } from '../../src/core/action.ts';
import type { AppErrorCode } from '../../src/core/appError.ts';
import type { Connection } from '../../src/core/connection.ts';
import { silentLog } from '../../src/core/log.ts';
import type { LogEvent } from '../../src/core/logEvent.ts';
import type { Node, NodeAddress, TreeName } from '../../src/core/node.ts';
import type { Page, PageRequest } from '../../src/core/page.ts';
import type { Run, RunRef, RunState, Step } from '../../src/core/run.ts';
import { connectionTo } from '../../src/platform/connections/localEndpoint.ts';
import { awsConnection } from '../../src/platform/connections/profiles.ts';
import { createCtx } from '../../src/platform/createCtx.ts';
import type { Ctx } from '../../src/platform/ctx.ts';
import { invokeAction } from '../../src/platform/invokeAction.ts';
import { followRun } from '../../src/platform/runs/followRun.ts';
import type { RunSource } from '../../src/platform/service.ts';
import { actionWithId, serviceNamed, serviceOf } from '../../src/services/index.ts';
import { startTestEndpoint, type TestEndpoint } from './endpoint.ts';
import { startMoto } from './moto.ts';
import { tempFolder } from './tempFolder.ts';

export type Which = 'local' | 'moto';
export const bothSides: readonly Which[] = ['local', 'moto'];

/** Never aborted: what a test calls ends by itself. */
export const { signal } = new AbortController();

/** What stands between a caller and a change. */
export type Restriction = 'read-only' | 'protected' | 'untrusted';
const refusalCodes: Readonly<Record<Restriction, AppErrorCode>> = {
  'read-only': 'read-only',
  protected: 'confirmation-missing',
  untrusted: 'untrusted-workspace',
};
export const restrictions = Object.keys(refusalCodes) as readonly Restriction[];

export interface AdapterSides extends AsyncDisposable {
  readonly endpoint: TestEndpoint;
  readonly moto: { readonly url: string };
  /** For the SDK's clients that prepare what an adapter is to find. */
  sdk(which: Which): TestEndpoint['client'];
  /**
   * A context as the command line makes it: for the local endpoint of a workspace, or for an AWS profile whose endpoint
   * is moto. A restricted one is an AWS connection in either case, as the local endpoint is never read-only.
   */
  ctx(which: Which, options?: { readonly restriction?: Restriction; readonly root?: string }): Ctx;
  /** What is called meanwhile has keys that may do nothing; moto, which takes any otherwise, then looks at them. */
  asStranger<T>(which: Which, use: (ctx: Ctx) => Promise<T>): Promise<T>;
}

/** The local endpoint and moto, started side by side: what an adapter does must hold on both. */
export async function startAdapterSides(): Promise<AdapterSides> {
  const [endpoint, moto] = await Promise.all([startTestEndpoint(), startMoto()]);
  // moto takes any keys, so that the endpoint's serve an AWS connection to either.
  vi.stubEnv('AWS_ACCESS_KEY_ID', endpoint.file.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', endpoint.file.secretAccessKey);
  vi.stubEnv('AWS_PROFILE', undefined);
  const home = tempFolder('strata-aws-home');
  const credentials = path.join(home.path, 'credentials');
  await writeFile(credentials, '[stranger]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = none\n');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', credentials);
  vi.stubEnv('AWS_CONFIG_FILE', path.join(home.path, 'config'));
  const url = (which: Which) => (which === 'local' ? endpoint.file.url : moto.url);
  const made: Ctx[] = [];
  const make = (connection: Connection, workspace: Ctx['workspace']) => {
    const ctx = createCtx({ connection, workspace, report() {}, log: silentLog });
    made.push(ctx);
    return ctx;
  };
  return {
    endpoint,
    moto,
    sdk: (which) => ({ ...endpoint.client, endpoint: url(which) }),
    ctx(which, { restriction, root } = {}) {
      const aws = {
        ...awsConnection(undefined, {
          region: endpoint.file.region,
          access: restriction === 'read-only' ? 'read-only' : 'read-write',
          protected: restriction === 'protected',
        }),
        endpoint: url(which),
      };
      const local = which === 'local' && !restriction;
      return make(local ? connectionTo(endpoint.file) : aws, { root, trusted: restriction !== 'untrusted' });
    },
    async asStranger(which, use) {
      const profile = { name: 'stranger', region: endpoint.file.region, source: 'keys', endpoint: url(which) } as const;
      const ctx = make(awsConnection(profile, { access: 'read-write' }), { root: undefined, trusted: true });
      const checkKeys = async (from: number) => {
        if (which === 'moto') await fetch(`${moto.url}/moto-api/reset-auth`, { method: 'POST', body: `${from}` });
      };
      await checkKeys(0);
      try {
        return await use(ctx);
      } finally {
        await checkKeys(Number.POSITIVE_INFINITY);
      }
    },
    async [Symbol.asyncDispose]() {
      for (const ctx of made) ctx.aws[Symbol.dispose]();
      vi.unstubAllEnvs();
      await endpoint[Symbol.asyncDispose]();
      await moto[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}

/** Prepares many things: side by side on the local endpoint, one after the other on moto, whose threads are not safe. */
export async function prepare<T>(which: Which, all: readonly T[], make: (each: T) => Promise<unknown>): Promise<void> {
  const abreast = which === 'local' ? 25 : 1;
  for (let i = 0; i < all.length; i += abreast) await Promise.all(all.slice(i, i + abreast).map(make));
}

/** Carries out an action as every front door does. */
export async function act(
  ctx: Ctx,
  id: string,
  target: NodeAddress,
  input?: unknown,
  typedName?: string,
): Promise<ActionOutcome> {
  const action = actionWithId(id);
  if (!action) throw new Error(`there is no action ${id}`);
  return await invokeAction(action, ctx, { target, input, ...(typedName === undefined ? {} : { typedName }) }, signal);
}

/** The run that an action started or found. */
export function runOf(outcome: ActionOutcome): RunRef {
  if (outcome.kind === 'run') return outcome.run;
  if (outcome.kind === 'relation' && outcome.relation.kind === 'query') return outcome.relation.run;
  throw new Error(`${outcome.kind}, not a run`);
}

export function sourceOf(ref: RunRef): RunSource {
  const source = serviceNamed(ref.service)?.runs;
  if (!source) throw new Error(`${ref.service} has no runs`);
  return source;
}

export interface EndedRun {
  readonly run: Run;
  readonly steps: readonly Step[];
  /** The states that it went through, as they were seen. */
  readonly states: readonly RunState[];
}

/** Follows a run until it is over, as panels and `--follow` do. */
export async function toTheEnd(ctx: Ctx, ref: RunRef): Promise<EndedRun> {
  const snapshots = await Array.fromAsync(followRun(ctx, sourceOf(ref), ref, signal));
  const last = snapshots.at(-1);
  if (!last) throw new Error(`nothing is known of ${ref.id}`);
  return { ...last, states: snapshots.map(({ run }) => run.state) };
}

/** All that a run logs, until it is over. */
export async function logOf(ctx: Ctx, ref: RunRef): Promise<LogEvent[]> {
  const batches = sourceOf(ref).logs?.(ctx, ref, signal);
  if (!batches) throw new Error(`${ref.service} has no logs`);
  return (await Array.fromAsync(batches)).flat();
}

/** Every page of a list of runs, newest first. */
export async function runPages(ctx: Ctx, service: string, limit: number, of?: NodeAddress): Promise<Run[][]> {
  const list = serviceNamed(service)?.runs?.list;
  if (!list) throw new Error(`${service} has no runs`);
  return await everyPage((request) => list(ctx, of ? { ...request, of } : request, signal), { limit });
}

/** The text of a document or of what was copied. */
export function textOf(outcome: ActionOutcome): string {
  if (outcome.kind === 'document' || outcome.kind === 'copy') return outcome.text;
  throw new Error(`${outcome.kind} has no text`);
}

/** What a node opens to, page by page as a tree reads it. */
export async function pagesBelow(ctx: Ctx, parent: NodeAddress, request: PageRequest): Promise<Node[][]> {
  const list = serviceOf(parent.kind)?.children?.[parent.kind];
  if (!list) throw new Error(`${parent.kind} has no children`);
  return await everyPage((each) => list(ctx, parent, each, signal), request);
}

/** All that a node opens to. */
export async function below(ctx: Ctx, parent: NodeAddress, prefix?: string): Promise<Node[]> {
  return (await pagesBelow(ctx, parent, { limit: 200, ...(prefix === undefined ? {} : { prefix }) })).flat();
}

/** The roots of a service in a tree, page by page. */
export async function rootPages(ctx: Ctx, service: string, tree: TreeName, request: PageRequest): Promise<Node[][]> {
  const list = serviceNamed(service)?.roots?.[tree];
  if (!list) throw new Error(`${service} has no roots in ${tree}`);
  return await everyPage((each) => list(ctx, each, signal), request);
}

/** The one root of a service in a tree, such as the group that holds its jobs. */
export async function rootOf(ctx: Ctx, service: string, tree: TreeName): Promise<Node> {
  const [root, ...others] = (await rootPages(ctx, service, tree, { limit: 200 })).flat();
  if (!root || others.length > 0) throw new Error(`${service} has ${others.length} roots more than one in ${tree}`);
  return root;
}

/** Every page of a list, with the token of each handed to the next. */
export async function everyPage<T>(
  list: (request: PageRequest) => Promise<Page<T>>,
  request: PageRequest,
): Promise<T[][]> {
  const pages: T[][] = [];
  let token: string | undefined;
  do {
    const page = await list(token === undefined ? request : { ...request, token });
    pages.push([...page.items]);
    token = page.next;
  } while (token !== undefined && pages.length < 1000);
  return pages;
}

export async function found(ctx: Ctx, address: NodeAddress): Promise<Node> {
  const find = serviceOf(address.kind)?.find?.[address.kind];
  if (!find) throw new Error(`${address.kind} cannot be found`);
  return await find(ctx, address, signal);
}

export async function refined(ctx: Ctx, node: Node): Promise<Node> {
  const refine = serviceOf(node.kind)?.refine?.[node.kind];
  if (!refine) throw new Error(`${node.kind} is not refined`);
  return await refine(ctx, node, signal);
}

/**
 * Tries every action of a service that changes something, where nothing may be changed; each must be refused with the
 * restriction's own code. An action without an attempt fails the test, so that none can be added past it.
 */
export async function expectRefusals(
  ctx: Ctx,
  restriction: Restriction,
  service: string,
  attempts: Readonly<Record<string, readonly [target: NodeAddress, input?: unknown]>>,
): Promise<void> {
  const changing = (serviceNamed(service)?.actions ?? []).filter(({ effect }) => effect !== 'read');
  expect(Object.keys(attempts).sort()).toEqual(changing.map(({ id }) => id).sort());
  for (const [id, [target, input]] of Object.entries(attempts)) {
    const refusal = act(ctx, id, target, input);
    await expect(refusal, id).rejects.toMatchObject({
      code: refusalCodes[restriction],
      hint: expect.stringMatching(/\S/),
    });
  }
}
