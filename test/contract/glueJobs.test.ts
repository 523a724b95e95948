import {
  BatchGetJobsCommand,
  CreateJobCommand,
  type CreateJobCommandInput,
  DeleteJobCommand,
  GetJobCommand,
  GetJobRunsCommand,
  GetJobsCommand,
  GetTagsCommand,
  GlueClient,
  ListJobsCommand,
  StartJobRunCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateJobCommand,
} from '@aws-sdk/client-glue';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { type Moto, startMoto } from '../support/moto.ts';

let endpoint: TestEndpoint;
let moto: Moto;
beforeAll(async () => {
  [endpoint, moto] = await Promise.all([startTestEndpoint(), startMoto()]);
});
afterAll(async () => {
  await endpoint?.[Symbol.asyncDispose]();
  await moto?.[Symbol.asyncDispose]();
});

const clients = {
  local: () => new GlueClient(endpoint.client),
  moto: () => new GlueClient({ ...endpoint.client, endpoint: moto.url }),
};

const role = 'arn:aws:iam::000000000000:role/glue';
const job = (Name: string): CreateJobCommandInput => ({
  Name,
  Role: role,
  Description: 'Limpia los CSV',
  Command: { Name: 'pythonshell', ScriptLocation: 's3://lake/scripts/clean.py', PythonVersion: '3.9' },
  DefaultArguments: { '--bucket': 'lake', 'library-set': 'analytics' },
  ExecutionProperty: { MaxConcurrentRuns: 3 },
  MaxRetries: 2,
  Timeout: 30,
  MaxCapacity: 0.0625,
  GlueVersion: '3.0',
  Tags: { team: 'data' },
});

describe.each(Object.keys(clients) as (keyof typeof clients)[])('%s', (which) => {
  test('a job is kept as it was given, and found by name, list and batch', async () => {
    const client = clients[which]();
    for (const name of ['clean-1', 'clean-2']) await client.send(new CreateJobCommand(job(name)));
    const { Job } = await client.send(new GetJobCommand({ JobName: 'clean-1' }));
    const { Tags: _, ...kept } = job('clean-1');
    expect(Job).toMatchObject(kept);
    expect(Job!.CreatedOn).toBeInstanceOf(Date);
    const { Jobs } = await client.send(new GetJobsCommand({}));
    expect(Jobs!.map((each) => each.Name).sort()).toEqual(['clean-1', 'clean-2']);
    const first = await client.send(new ListJobsCommand({ MaxResults: 1 }));
    const second = await client.send(new ListJobsCommand({ MaxResults: 1, NextToken: first.NextToken! }));
    expect([...first.JobNames!, ...second.JobNames!]).toEqual(['clean-1', 'clean-2']);
    const batch = await client.send(new BatchGetJobsCommand({ JobNames: ['clean-2', 'missing'] }));
    expect(batch.Jobs!.map((each) => each.Name)).toEqual(['clean-2']);
    expect(batch.JobsNotFound).toEqual(['missing']);
  });

  test('tags', async () => {
    const client = clients[which]();
    await client.send(new CreateJobCommand(job('tagged')));
    const ResourceArn = `arn:aws:glue:${endpoint.file.region}:${which === 'local' ? endpoint.file.accountId : '123456789012'}:job/tagged`;
    await client.send(new TagResourceCommand({ ResourceArn, TagsToAdd: { stage: 'dev', owner: 'ana' } }));
    await client.send(new UntagResourceCommand({ ResourceArn, TagsToRemove: ['owner'] }));
    const { Tags } = await client.send(new GetTagsCommand({ ResourceArn }));
    expect(Tags).toEqual({ team: 'data', stage: 'dev' });
  });

  test('what is deleted is gone', async () => {
    const client = clients[which]();
    await client.send(new CreateJobCommand(job('short-lived')));
    expect(await client.send(new DeleteJobCommand({ JobName: 'short-lived' }))).toMatchObject({
      JobName: 'short-lived',
    });
    await expect(client.send(new GetJobCommand({ JobName: 'short-lived' }))).rejects.toMatchObject({
      name: 'EntityNotFoundException',
    });
    await expect(client.send(new StartJobRunCommand({ JobName: 'short-lived' }))).rejects.toMatchObject({
      name: 'EntityNotFoundException',
    });
  });
});

describe('what moto does not judge', () => {
  const client = () => clients.local();

  test('what a job leaves out gets Glue’s defaults', async () => {
    const Command = { Name: 'pythonshell', ScriptLocation: 's3://lake/a.py' };
    await client().send(new CreateJobCommand({ Name: 'plain', Role: role, Command }));
    expect((await client().send(new GetJobCommand({ JobName: 'plain' }))).Job).toMatchObject({
      MaxRetries: 0,
      Timeout: 2880,
      MaxCapacity: 0.0625,
      ExecutionProperty: { MaxConcurrentRuns: 1 },
    });
  });

  test('an update puts back to its default what it leaves out', async () => {
    await client().send(new CreateJobCommand(job('updated')));
    await client().send(new UpdateJobCommand({ JobName: 'updated', JobUpdate: { Timeout: 5 } }));
    const { Job } = await client().send(new GetJobCommand({ JobName: 'updated' }));
    expect(Job).toMatchObject({ Timeout: 5, MaxRetries: 0, Role: role, Command: { Name: 'pythonshell' } });
    expect(Job).not.toHaveProperty('Description');
  });

  test('the same job twice is one request, another of its name is refused', async () => {
    await client().send(new CreateJobCommand(job('twice')));
    await client().send(new CreateJobCommand(job('twice')));
    await expect(client().send(new CreateJobCommand({ ...job('twice'), Timeout: 1 }))).rejects.toMatchObject({
      name: 'IdempotentParameterMismatchException',
    });
  });

  test.each([
    [{ WorkerType: 'G.1X', MaxCapacity: undefined }, /Worker Type is not supported/],
    [{ MaxCapacity: 0.5 }, /Max Capacity/],
    [{ Timeout: 0 }, /'timeout' failed to satisfy constraint/],
    [{ MaxRetries: 11 }, /'maxRetries' failed to satisfy constraint/],
  ])('settings that do not go together: %j', async (wrong, message) => {
    const given = { ...job('wrong'), ...wrong } as CreateJobCommandInput;
    await expect(client().send(new CreateJobCommand(given))).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: expect.stringMatching(message) as string,
    });
  });

  test('runs of a job that is not there', async () => {
    await expect(client().send(new GetJobRunsCommand({ JobName: 'nobody' }))).rejects.toMatchObject({
      name: 'EntityNotFoundException',
    });
  });
});
