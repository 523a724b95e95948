import { cp } from 'node:fs/promises';
import path from 'node:path';
import { type LocalConnection, localConnectionId } from '../../src/core/connection.ts';
import { isFinal, type Run, type RunRef, type Step } from '../../src/core/run.ts';
import { createCtx } from '../../src/platform/createCtx.ts';
import type { Ctx } from '../../src/platform/ctx.ts';
import { invokeAction } from '../../src/platform/invokeAction.ts';
import { dbt } from '../../src/services/dbt/dbt.ts';
import { endResidents } from '../../src/services/dbt/resident.ts';
import { tempFolder } from './tempFolder.ts';

/** dbt does not ask this endpoint anything: the shop's tables are in a DuckDB file. */
const connection: LocalConnection = {
  kind: 'local',
  id: localConnectionId,
  label: 'Local endpoint',
  region: 'us-east-1',
  endpoint: 'http://127.0.0.1:9',
  credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
};

export interface DbtShop extends AsyncDisposable {
  /** The workspace, with the project in its folder `shop`. */
  readonly root: string;
  readonly project: string;
  readonly ctx: Ctx;
  /** Does an action on a node of the project, and gives the run that it started. */
  run(action: string, node?: string, input?: unknown): Promise<RunRef>;
  /** Waits for the end of a run. */
  end(ref: RunRef): Promise<{ readonly run: Run; readonly steps: readonly Step[] }>;
}

const { signal } = new AbortController();

/** The dbt project test/dbt/shop in a workspace of its own; the dbt process that it starts is ended with it. */
export async function dbtShop(): Promise<DbtShop> {
  const folder = tempFolder('strata-dbt');
  const root = folder.path;
  await cp(path.resolve(import.meta.dirname, '../dbt/shop'), path.join(root, 'shop'), { recursive: true });
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const ctx = createCtx({ connection, workspace: { root, trusted: true }, report: () => {}, log });
  return {
    root,
    project: path.join(root, 'shop'),
    ctx,
    run: async (action, node, input) => {
      const outcome = await doAction(ctx, action, node, input);
      if (outcome.kind === 'run') return outcome.run;
      if (outcome.kind === 'relation' && outcome.relation.kind === 'query') return outcome.relation.run;
      throw new Error(`dbt.${action} gave ${outcome.kind}`);
    },
    end: async (ref) => {
      for (;;) {
        const run = await dbt.runs!.describe(ctx, ref, signal);
        if (isFinal(run.state)) return { run, steps: await dbt.runs!.steps!(ctx, ref, signal) };
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async [Symbol.asyncDispose]() {
      await endResidents(root);
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Does an action on a node such as `model.shop.fct_sales`, or on the project. */
export async function doAction(ctx: Ctx, name: string, node?: string, input?: unknown) {
  const action = dbt.actions.find(({ id }) => id === `dbt.${name}`);
  if (!action) throw new Error(`There is no dbt.${name}.`);
  const target = node
    ? ({ kind: `dbt.${node.split('.')[0]}`, path: ['shop', node] } as const)
    : ({ kind: 'dbt.project', path: ['shop'] } as const);
  return await invokeAction(action, ctx, { target, input }, signal);
}
