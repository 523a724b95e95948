/** The service of Airflow against real Airflows of both generations, by every way that leads to one. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ActionOutcome } from '../../../src/core/action.ts';
import { silentLog } from '../../../src/core/log.ts';
import type { LogEvent } from '../../../src/core/logEvent.ts';
import type { NodeAddress } from '../../../src/core/node.ts';
import type { RunRef } from '../../../src/core/run.ts';
import { connectionTo } from '../../../src/platform/connections/localEndpoint.ts';
import type { WebLogin } from '../../../src/platform/connections/webLogins.ts';
import { createCtx, grant } from '../../../src/platform/createCtx.ts';
import type { Ctx } from '../../../src/platform/ctx.ts';
import { invokeAction } from '../../../src/platform/invokeAction.ts';
import { followRun, type RunSnapshot } from '../../../src/platform/runs/followRun.ts';
import { airflow } from '../../../src/services/airflow/airflow.ts';
import { httpTransport } from '../../../src/services/airflow/client/httpTransport.ts';
import { mwaaServer } from '../../../src/services/airflow/client/signIns.ts';
import { describeMwaa } from '../../../src/services/airflow/mwaa.ts';
import { actionWithId } from '../../../src/services/index.ts';
import { startTestEndpoint, type TestEndpoint } from '../../support/endpoint.ts';
import { signedFetch } from '../../support/signedFetch.ts';
import { tempFolder } from '../../support/tempFolder.ts';

const { signal } = new AbortController();
const workspace = tempFolder('strata-airflow');
let endpoint: TestEndpoint;
let s3: S3Client;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  s3 = new S3Client(endpoint.client);
  await s3.send(new CreateBucketCommand({ Bucket: 'lake' }));
});
afterAll(async () => {
  s3?.destroy();
  await endpoint?.[Symbol.asyncDispose]();
  await workspace[Symbol.asyncDispose]();
});

function ctxWith(login?: WebLogin): Ctx {
  return createCtx({
    connection: connectionTo(endpoint.file),
    workspace: { root: workspace.path, trusted: true },
    ...(login ? { webLogins: { find: async () => login, forget: async () => {}, hint: 'Sign in.' } } : {}),
    report: () => {},
    log: silentLog,
  });
}

async function act(ctx: Ctx, id: string, target: NodeAddress, input?: unknown): Promise<ActionOutcome> {
  const action = actionWithId(id);
  if (!action) throw new Error(id);
  return await invokeAction(action, ctx, { target, input }, signal);
}

async function started(ctx: Ctx, id: string, target: NodeAddress, input?: unknown): Promise<RunRef> {
  const outcome = await act(ctx, id, target, input);
  if (outcome.kind !== 'run') throw new Error(`${id} gave ${JSON.stringify(outcome)}`);
  return outcome.run;
}

async function children(ctx: Ctx, parent: NodeAddress) {
  return (await airflow.children?.[parent.kind]?.(ctx, parent, { limit: 200 }, signal))?.items ?? [];
}

async function toItsEnd(ctx: Ctx, run: RunRef): Promise<RunSnapshot> {
  if (!airflow.runs) throw new Error('no runs');
  let last: RunSnapshot | undefined;
  for await (const snapshot of followRun(ctx, airflow.runs, run, signal)) last = snapshot;
  if (!last) throw new Error('nothing was told');
  return last;
}

const outcomes = ({ steps }: RunSnapshot) => steps.map(({ id, state }) => `${id} ${state}`).sort();

/** The one user of an Airflow that the endpoint runs, whom nobody but its owner can read. */
async function loginOf(name: string): Promise<WebLogin> {
  const folder = path.join(endpoint.state, 'airflow', endpoint.file.region, name);
  const { user, password } = JSON.parse(await readFile(path.join(folder, 'secrets.json'), 'utf8')) as {
    readonly user: string;
    readonly password: string;
  };
  return { kind: 'password', user, password };
}

async function until<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found) return found;
    await sleep(200);
  }
}

describe.each(['3.0.6', '2.11.0'])('Airflow %s', (version) => {
  const name = `shop-${version[0]}`;
  const environment: NodeAddress = { kind: 'airflow.environment', path: [`mwaa:${name}`] };
  const dag: NodeAddress = { kind: 'airflow.dag', path: [`mwaa:${name}`, 'shapes'] };
  let ctx: Ctx;
  let run: RunRef;

  const put = async (file: string, body: string) =>
    await s3.send(new PutObjectCommand({ Bucket: 'lake', Key: `${name}/dags/${file}`, Body: body }));

  beforeAll(async () => {
    ctx = ctxWith();
    await put('shapes.py', await readFile(path.resolve(import.meta.dirname, '../airflow/shapes.py'), 'utf8'));
    await put('broken.py', 'import nowhere_to_be_found  # airflow dag\n');
    const body = {
      AirflowVersion: version,
      SourceBucketArn: 'arn:aws:s3:::lake',
      DagS3Path: `${name}/dags`,
      ExecutionRoleArn: 'arn:aws:iam::000000000000:role/airflow',
      NetworkConfiguration: { SubnetIds: ['subnet-1', 'subnet-2'], SecurityGroupIds: ['sg-1'] },
    };
    await signedFetch(endpoint, 'airflow', {
      method: 'PUT',
      path: `/environments/${name}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    await until(async () => (await describeMwaa(ctx, name, signal)).status === 'AVAILABLE');
    await until(async () => (await children(ctx, environment)).some(({ label }) => label === 'shapes'));
  });
  afterAll(async () => {
    await signedFetch(endpoint, 'airflow', { method: 'DELETE', path: `/environments/${name}` });
  });

  test('environments, DAGs and tasks are in the tree, and what could not be imported', async () => {
    const environments = await children(ctx, { kind: 'airflow.environments', path: [] });
    const node = environments.find(({ label }) => label === name);
    expect((node && (await airflow.refine?.[node.kind]?.(ctx, node, signal)))?.description).toBe(`Airflow ${version}`);
    const shown = await until(async () => {
      const nodes = await children(ctx, environment);
      return nodes[0]?.kind === 'airflow.import-errors' && nodes;
    });
    expect(shown[1]).toMatchObject({ label: 'shapes', traits: ['paused'] });
    expect(shown[1]?.description).toContain('#demo');
    const [error] = await children(ctx, { kind: 'airflow.import-errors', path: environment.path });
    expect(error).toMatchObject({ label: 'broken.py' });
    expect(error?.description).toContain("No module named 'nowhere_to_be_found'");
    const tasks = await children(ctx, dag);
    expect(tasks.map(({ label }) => label)).toEqual([
      'Runs',
      ...['extract', 'numbers', 'double', 'checks.flaky', 'checks.gate', 'done'],
    ]);
  });

  test('the params of a DAG are a form, and what they refuse is said in Airflow’s words', async () => {
    const form = await actionWithId('airflow.triggerWithParams')?.form?.(ctx, dag, signal);
    expect(form?.fields.region).toMatchObject({ default: 'Lima', enum: ['Lima', 'Cusco'] });
    expect(form?.fields.rows).toMatchObject({ default: 10, minimum: 1 });
    await expect(act(ctx, 'airflow.triggerWithParams', dag, { conf: { rows: 0 } })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('less than the minimum') as string,
    });
  });

  test('a run is followed with its tries, items and groups, its log with it', async () => {
    run = await started(ctx, 'airflow.triggerWithParams', dag, { conf: { fail: true, region: 'Cusco' } });
    const lines: LogEvent[] = [];
    const reading = (async () => {
      for await (const batch of airflow.runs?.logs?.(ctx, run, signal) ?? []) lines.push(...batch);
    })();
    const last = await toItsEnd(ctx, run);
    await reading;
    expect(last.run).toMatchObject({ state: 'failed', engine: `Airflow ${version}`, redrivable: true });
    const ids = outcomes(last).filter((each) => !each.startsWith('done'));
    expect(ids).toEqual([
      'checks.flaky#1 failed',
      'checks.flaky#2 succeeded',
      'checks.gate#1 failed',
      'double[0]#1 succeeded',
      'double[1]#1 succeeded',
      'extract#1 succeeded',
      'numbers#1 succeeded',
    ]);
    expect(last.steps.find(({ name }) => name === 'done')).toMatchObject({ stateLabel: 'upstream_failed' });
    const said = (stream: string) => lines.filter((line) => line.stream === stream).map(({ message }) => message);
    expect(said('extract').filter((text) => /(region Cusco|extracted)$/.test(text))).toHaveLength(2);
    expect(said('double[1]').join('\n')).toContain('doubling 2');
    expect(said('checks.flaky').join('\n')).toContain('ValueError: not yet');
    expect(said('checks.flaky · 2').join('\n')).not.toContain('ValueError');
    expect(lines.find(({ message }) => message.includes('RuntimeError: asked to fail'))).toMatchObject({
      stream: 'checks.gate',
      level: 'error',
    });
    const graph = await airflow.runs?.graph?.(ctx, run, signal);
    expect(graph?.nodes.find(({ id }) => id === 'checks.gate')?.parent).toBe('checks.*');
  });

  test('a step tells its rendered templates and its XCom', async () => {
    const steps = await airflow.runs?.steps?.(ctx, run, signal);
    const sections = async (id: string) => {
      const node = steps?.find((step) => step.id === id)?.node;
      return node ? await airflow.runs?.stepSections?.(ctx, run, node, signal) : [];
    };
    expect(await sections('extract#1')).toContainEqual({
      title: 'Rendered: bash_command',
      text: 'echo region Cusco; sleep 2; echo extracted',
    });
    const xcom = (await sections('checks.flaky#2'))?.find(({ title }) => title === 'XCom: return_value');
    expect(xcom?.text).toContain('42');
  });

  test('what failed is marked, cleared and run again in the same run', async () => {
    const gate = (await airflow.runs?.steps?.(ctx, run, signal))?.find(({ name }) => name === 'checks.gate')?.node;
    if (!gate) throw new Error('no gate');
    await act(ctx, 'airflow.markSuccess', gate);
    await airflow.runs?.redrive?.(grant(ctx, 'write'), run, signal);
    const green = await toItsEnd(ctx, run);
    expect(green.run.state).toBe('succeeded');
    expect(outcomes(green)).toContain('done#1 succeeded');
    expect(await act(ctx, 'airflow.clearDownstream', gate)).toMatchObject({ kind: 'run', run: { id: run.id } });
    const red = await toItsEnd(ctx, run);
    expect(red.run.state).toBe('failed');
    expect(outcomes(red)).toContain('checks.gate#2 failed');
  });

  test('runs are listed, run again, stopped and deleted', async () => {
    const listed = await airflow.runs?.list(ctx, { limit: 50 }, signal);
    expect(listed?.items.map(({ ref }) => ref.id)).toContain(run.id);
    const again = await airflow.runs?.rerun?.(grant(ctx, 'write'), run, signal);
    if (!again) throw new Error('no run');
    expect((await airflow.runs?.describe(ctx, again, signal))?.input).toContain('Cusco');
    await airflow.runs?.stop?.(grant(ctx, 'write'), again, signal);
    expect((await toItsEnd(ctx, again)).run.state).toBe('failed');
    const node: NodeAddress = { kind: 'airflow.run', path: [...dag.path, again.id.split('/').slice(2).join('/')] };
    await act(ctx, 'airflow.deleteRun', node);
    await expect(airflow.runs?.describe(ctx, again, signal)).rejects.toMatchObject({ code: 'not-found' });
    await act(ctx, 'airflow.pause', dag);
    expect((await airflow.find?.['airflow.dag']?.(ctx, dag, signal))?.traits).toContain('paused');
  });

  test('a context that reads starts nothing', async () => {
    await expect(airflow.runs?.rerun?.(ctx, run, signal)).rejects.toMatchObject({ code: 'read-only' });
  });

  test('the same Airflow answers at its address, with a session of MWAA’s and with a password', async () => {
    const { hostname } = await describeMwaa(ctx, name, signal);
    const session = await httpTransport(ctx, mwaaServer(ctx, name, version, hostname), signal);
    expect(await session.send({ method: 'GET', path: '/dags/shapes' }, signal)).toMatchObject({ dag_id: 'shapes' });

    await writeFile(path.join(workspace.path, 'strata.yaml'), `version: 1\nairflow:\n  url: http://${hostname}/\n`);
    const own: NodeAddress = { kind: 'airflow.environment', path: [`url:${path.basename(workspace.path)}`] };
    await expect(children(ctxWith(), own)).rejects.toMatchObject({ code: 'credentials-missing' });
    const wrong = ctxWith({ kind: 'password', user: 'nobody', password: 'wrong' });
    await expect(children(wrong, own)).rejects.toMatchObject({ code: 'credentials-expired' });
    const login = await loginOf(name);
    expect((await children(ctxWith(login), own)).map(({ label }) => label)).toContain('shapes');
  });

  test('a file that is mended loses its error', async () => {
    await s3.send(new DeleteObjectCommand({ Bucket: 'lake', Key: `${name}/dags/broken.py` }));
    await until(async () => (await children(ctx, environment)).every(({ kind }) => kind !== 'airflow.import-errors'));
  });
});
