/** The adapter for Glue jobs, against the local endpoint, which runs the scripts, and moto, which keeps the books. */
import { randomBytes } from 'node:crypto';
import {
  CreateJobCommand,
  type CreateJobCommandInput,
  DeleteJobCommand,
  GetJobRunCommand,
  GetJobRunsCommand,
  GetJobsCommand,
  GlueClient,
} from '@aws-sdk/client-glue';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { NodeAddress } from '../../../src/core/node.ts';
import type { RunId, RunRef } from '../../../src/core/run.ts';
import { grant } from '../../../src/platform/createCtx.ts';
import {
  type AdapterSides,
  act,
  below,
  bothSides,
  expectRefusals,
  found,
  logOf,
  pagesBelow,
  prepare,
  refined,
  restrictions,
  rootOf,
  runOf,
  runPages,
  signal,
  sourceOf,
  startAdapterSides,
  textOf,
  toTheEnd,
  type Which,
} from '../../support/adapterSides.ts';

let sides: AdapterSides;
beforeAll(async () => {
  sides = await startAdapterSides();
  for (const which of bothSides) {
    await new S3Client(sides.sdk(which)).send(new CreateBucketCommand({ Bucket: 'scripts' }));
  }
});
afterAll(() => sides?.[Symbol.asyncDispose]());

const jobs: NodeAddress = { kind: 'glue-jobs.jobs', path: [] };
const jobAt = (name: string): NodeAddress => ({ kind: 'glue-jobs.job', path: [name] });
const glueOf = (which: Which) => new GlueClient(sides.sdk(which));

async function jobOn(
  which: Which,
  settings: Partial<CreateJobCommandInput> & { readonly script?: string } = {},
): Promise<string> {
  const { script = 'print("done")', ...more } = settings;
  const Name = `job-${randomBytes(4).toString('hex')}`;
  const Key = `${Name}/etl.py`;
  await new S3Client(sides.sdk(which)).send(new PutObjectCommand({ Bucket: 'scripts', Key, Body: script }));
  await glueOf(which).send(
    new CreateJobCommand({
      Name,
      Role: 'arn:aws:iam::123456789012:role/glue',
      Command: { Name: 'pythonshell', ScriptLocation: `s3://scripts/${Key}`, PythonVersion: '3.9' },
      ...more,
    }),
  );
  return Name;
}

async function runsOf(which: Which, JobName: string): Promise<string[]> {
  const { JobRuns = [] } = await glueOf(which).send(new GetJobRunsCommand({ JobName }));
  return JobRuns.map(({ Id = '' }) => Id);
}

async function argumentsOf(which: Which, ref: RunRef): Promise<Record<string, string> | undefined> {
  const command = new GetJobRunCommand({ JobName: ref.of.path[0], RunId: ref.id });
  return (await glueOf(which).send(command)).JobRun?.Arguments;
}

async function removeJobs(which: Which): Promise<void> {
  const glue = glueOf(which);
  const { Jobs = [] } = await glue.send(new GetJobsCommand({}));
  for (const { Name } of Jobs) await glue.send(new DeleteJobCommand({ JobName: Name }));
}

describe.each(bothSides)('%s', (which) => {
  test('the jobs are a group of Pipelines, each with what it runs on', async () => {
    await removeJobs(which);
    const ctx = sides.ctx(which);
    const group = await rootOf(ctx, 'glue-jobs', 'pipelines');
    expect(group).toMatchObject({ kind: 'glue-jobs.jobs', label: 'Glue jobs', expandable: true });
    expect(await below(ctx, group)).toEqual([]);
    const shell = await jobOn(which, { Description: 'cleans' });
    const spark = await jobOn(which, {
      GlueVersion: '5.0',
      Command: { Name: 'glueetl', ScriptLocation: 's3://scripts/spark.py' },
    });
    const nodes = Object.fromEntries((await below(ctx, group)).map((node) => [node.label, node]));
    expect(nodes[shell]).toEqual({
      kind: 'glue-jobs.job',
      path: [shell],
      label: shell,
      description: 'Python shell 3.9',
      tooltip: `cleans\nPython shell 3.9\ns3://scripts/${shell}/etl.py`,
      icon: 'tools',
      expandable: false,
    });
    expect(nodes[spark]).toMatchObject({ description: 'Spark, Glue 5.0' });
    const whole = await found(ctx, jobAt(shell));
    expect(whole).toMatchObject({ ...nodes[shell], arn: expect.stringMatching(`:job/${shell}$`) });
    expect(await refined(ctx, nodes[shell]!)).toEqual(nodes[shell]);
  });

  test('many jobs come page by page', async () => {
    await removeJobs(which);
    const names = Array.from({ length: 45 }, (_, i) => `many-${String(i).padStart(3, '0')}`);
    const Command = { Name: 'pythonshell', ScriptLocation: 's3://scripts/x.py' };
    const glue = glueOf(which);
    await prepare(which, names, (Name) => glue.send(new CreateJobCommand({ Name, Role: 'glue', Command })));
    const ctx = sides.ctx(which);
    const pages = await pagesBelow(ctx, jobs, { limit: 20 });
    expect(pages.map((page) => page.length)).toEqual([20, 20, 5]);
    expect(
      pages
        .flat()
        .map(({ label }) => label)
        .sort(),
    ).toEqual(names);
    expect(await below(ctx, jobs, 'many-03')).toHaveLength(10);
    await removeJobs(which);
  });

  test('a run is started, followed to its end, found again and shown at the job', async () => {
    const name = await jobOn(which);
    const ctx = sides.ctx(which);
    expect(await act(ctx, 'glue-jobs.openLastRun', jobAt(name))).toMatchObject({
      kind: 'done',
      message: 'This job has not run yet.',
    });
    const ref = runOf(await act(ctx, 'glue-jobs.run', jobAt(name)));
    expect(ref).toEqual({ service: 'glue-jobs', id: expect.stringMatching(/^jr_/), of: jobAt(name) });
    expect(await runsOf(which, name)).toEqual([ref.id]);
    const { run } = await toTheEnd(ctx, ref);
    expect(run).toMatchObject({ ref, title: name, state: 'succeeded', stateLabel: 'SUCCEEDED' });
    expect(run.endedAt).toBeGreaterThanOrEqual(run.startedAt!);
    expect(run.engine).toMatch(which === 'local' ? /^Local Python/ : /^Glue \d/);
    expect(runOf(await act(ctx, 'glue-jobs.openLastRun', jobAt(name)))).toEqual(ref);
    const [node] = await below(ctx, jobs, name);
    expect(await refined(ctx, node!)).toMatchObject({
      label: name,
      icon: 'pass',
      description: expect.stringMatching(/^succeeded (now|\d+ sec\. ago)$/),
    });
  });

  test('arguments go with a run, are shown, and go with its repetition', async () => {
    const name = await jobOn(which);
    const ctx = sides.ctx(which);
    const given = { '--day': '2026-01-31', '--note': 'a b="c" ö' };
    const ref = runOf(await act(ctx, 'glue-jobs.runWithArguments', jobAt(name), { arguments: given }));
    expect(await argumentsOf(which, ref)).toMatchObject(given);
    const { run } = await toTheEnd(ctx, ref);
    expect(run.facts).toEqual(
      expect.arrayContaining([
        { label: '--day', value: '2026-01-31' },
        { label: '--note', value: 'a b="c" ö' },
      ]),
    );
    const again = await sourceOf(ref).rerun!(grant(ctx, 'write'), ref, signal);
    expect(again.id).not.toBe(ref.id);
    expect(await argumentsOf(which, again)).toMatchObject(given);
    expect((await toTheEnd(ctx, again)).run.state).toBe('succeeded');
    await expect(
      act(ctx, 'glue-jobs.runWithArguments', jobAt(name), { arguments: { '--day': 3 } }),
    ).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('--day') });
    expect(await runsOf(which, name)).toHaveLength(2);
  });

  test('script, definition, ARN and the console are offered', async () => {
    const name = await jobOn(which, { script: 'print("ö")\n' });
    const ctx = sides.ctx(which);
    expect(await act(ctx, 'glue-jobs.openScript', jobAt(name))).toEqual({
      kind: 'document',
      title: 'etl.py',
      language: 'python',
      text: 'print("ö")\n',
    });
    const definition = JSON.parse(textOf(await act(ctx, 'glue-jobs.showDefinition', jobAt(name))));
    expect(definition).toMatchObject({ Name: name, Command: { PythonVersion: '3.9' } });
    expect(textOf(await act(ctx, 'glue-jobs.copyArn', jobAt(name)))).toMatch(
      new RegExp(`^arn:aws:glue:us-east-1:\\d{12}:job/${name}$`),
    );
    const aws = sides.ctx(which, { restriction: 'read-only' });
    expect(await act(aws, 'glue-jobs.openInConsole', jobAt(name))).toMatchObject({
      kind: 'open-external',
      url: expect.stringContaining(`/job/${name}/runs`),
    });
  });

  test.each(restrictions)('nothing is started or stopped when %s', async (restriction) => {
    const name = await jobOn(which);
    const ctx = sides.ctx(which, { restriction });
    await expectRefusals(ctx, restriction, 'glue-jobs', {
      'glue-jobs.run': [jobAt(name)],
      'glue-jobs.runWithArguments': [jobAt(name), { arguments: {} }],
    });
    expect(await runsOf(which, name)).toEqual([]);
    const ref = runOf(await act(sides.ctx(which), 'glue-jobs.run', jobAt(name)));
    const { stop, rerun } = sourceOf(ref);
    await expect(stop!(ctx, ref, signal)).rejects.toMatchObject({ code: 'read-only' });
    await expect(rerun!(ctx, ref, signal)).rejects.toMatchObject({ code: 'read-only' });
    expect(await runsOf(which, name)).toEqual([ref.id]);
    expect((await toTheEnd(ctx, ref)).run.state).toBe('succeeded');
  });

  test('what is missing is said to be missing', async () => {
    const ctx = sides.ctx(which);
    const missing = { code: 'not-found' };
    await expect(found(ctx, jobAt('gone'))).rejects.toMatchObject({
      ...missing,
      message: expect.stringMatching(/gone/),
    });
    await expect(act(ctx, 'glue-jobs.run', jobAt('gone'))).rejects.toMatchObject(missing);
    const name = await jobOn(which, { Command: { Name: 'pythonshell', ScriptLocation: 's3://scripts/none.py' } });
    await expect(act(ctx, 'glue-jobs.openScript', jobAt(name))).rejects.toMatchObject({
      ...missing,
      message: 'The specified key does not exist.',
    });
    const ref: RunRef = { service: 'glue-jobs', id: 'jr_none' as RunId, of: jobAt(name) };
    await expect(sourceOf(ref).describe(ctx, ref, signal)).rejects.toMatchObject(missing);
  });
});

// moto runs nothing: no script fails, writes a line or goes on long enough to be stopped, and it pages no runs.
describe('runs that really happen', () => {
  test('are listed newest first, by job and over all jobs', async () => {
    await removeJobs('local');
    const ctx = sides.ctx('local');
    const names = [await jobOn('local'), await jobOn('local')];
    const ids: string[] = [];
    for (const name of [...names, ...names]) {
      const ref = runOf(await act(ctx, 'glue-jobs.run', jobAt(name)));
      await toTheEnd(ctx, ref);
      ids.unshift(ref.id);
    }
    const pages = await runPages(ctx, 'glue-jobs', 1, jobAt(names[0]!));
    expect(pages.map((page) => page.map(({ ref }) => ref.id))).toEqual([[ids[1]], [ids[3]]]);
    const all = await runPages(ctx, 'glue-jobs', 50);
    expect(all.flat().map(({ ref }) => ref.id)).toEqual(ids);
  });

  test('log what they write, line by line, with its level and stream', async () => {
    const script = [
      'import sys',
      'print("one ö")',
      'print("WARNING: two")',
      'print("to the side", file=sys.stderr)',
      'print(sys.argv[sys.argv.index("--day") + 1])',
    ].join('\n');
    const name = await jobOn('local', { script });
    const ctx = sides.ctx('local');
    const outcome = await act(ctx, 'glue-jobs.runWithArguments', jobAt(name), { arguments: { '--day': 'today' } });
    const log = await logOf(ctx, runOf(outcome));
    const lines = (stream: string) => log.filter((event) => event.stream === stream).map(({ message }) => message);
    expect(lines('output')).toEqual(['one ö', 'WARNING: two', 'today']);
    expect(lines('error')).toEqual(['to the side']);
    expect(log.find(({ message }) => message.includes('two'))?.level).toBe('warn');
    expect(await logOf(ctx, runOf(await act(ctx, 'glue-jobs.openLastRun', jobAt(name))))).toEqual(log);
  });

  test('fail in the words of the script', async () => {
    const name = await jobOn('local', {
      script: 'def clean():\n    raise ValueError("no such column: total")\nclean()\n',
    });
    const ctx = sides.ctx('local');
    const ref = runOf(await act(ctx, 'glue-jobs.run', jobAt(name)));
    const { run } = await toTheEnd(ctx, ref);
    expect(run).toMatchObject({
      state: 'failed',
      stateLabel: 'FAILED',
      error: { message: expect.stringContaining('no such column: total') },
    });
    const [node] = await below(ctx, jobs, name);
    const shown = await refined(ctx, node!);
    expect(shown).toMatchObject({ icon: 'error', description: expect.stringMatching(/^failed /) });
    expect(shown.tooltip).toContain('no such column: total');
    const log = (await logOf(ctx, ref)).map(({ message }) => message).join('\n');
    expect(log).toMatch(/etl\.py", line 2, in clean\n.*ValueError: no such column: total/s);
  });

  test('are stopped, once', async () => {
    const name = await jobOn('local', { script: 'import time\nprint("up", flush=True)\ntime.sleep(600)' });
    const ctx = sides.ctx('local');
    const ref = runOf(await act(ctx, 'glue-jobs.run', jobAt(name)));
    const source = sourceOf(ref);
    await vi.waitFor(async () => expect((await source.describe(ctx, ref, signal)).state).toBe('running'), {
      timeout: 30_000,
      interval: 50,
    });
    await expect(act(ctx, 'glue-jobs.run', jobAt(name))).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/concurrent runs exceeded/i),
    });
    await source.stop!(grant(ctx, 'write'), ref, signal);
    expect((await toTheEnd(ctx, ref)).run).toMatchObject({ state: 'stopped', stateLabel: 'STOPPED' });
    await expect(source.stop!(grant(ctx, 'write'), ref, signal)).rejects.toMatchObject({ code: 'conflict' });
    const [node] = await below(ctx, jobs, name);
    expect(await refined(ctx, node!)).toMatchObject({ icon: 'circle-slash' });
  });

  test('are refused to whom they are not allowed', async () => {
    const name = await jobOn('local');
    await sides.asStranger('local', async (ctx) => {
      const refused = { code: 'access-denied', hint: expect.stringMatching(/\S/) };
      await expect(below(ctx, jobs)).rejects.toMatchObject(refused);
      await expect(act(ctx, 'glue-jobs.run', jobAt(name))).rejects.toMatchObject(refused);
    });
    expect(await runsOf('local', name)).toEqual([]);
  });
});
