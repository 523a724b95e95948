/** The adapter for EventBridge Scheduler, against the local endpoint and moto. */
import { randomBytes } from 'node:crypto';
import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  type GetScheduleCommandOutput,
  ListSchedulesCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NodeAddress } from '../../../src/core/node.ts';
import {
  type AdapterSides,
  act,
  below,
  bothSides,
  expectRefusals,
  found,
  pagesBelow,
  prepare,
  refined,
  restrictions,
  rootOf,
  startAdapterSides,
  textOf,
  type Which,
} from '../../support/adapterSides.ts';

let sides: AdapterSides;
beforeAll(async () => {
  sides = await startAdapterSides();
});
afterAll(() => sides?.[Symbol.asyncDispose]());

const schedules: NodeAddress = { kind: 'scheduler.schedules', path: [] };
const scheduleAt = (name: string, group = 'default'): NodeAddress => ({
  kind: 'scheduler.schedule',
  path: [group, name],
});
const schedulerOf = (which: Which) => new SchedulerClient(sides.sdk(which));
const target = {
  Arn: 'arn:aws:states:us-east-1:123456789012:stateMachine:lake',
  RoleArn: 'arn:aws:iam::123456789012:role/scheduler',
  Input: '{"day": "today"}',
  RetryPolicy: { MaximumEventAgeInSeconds: 600, MaximumRetryAttempts: 3 },
};

async function scheduleOn(which: Which, settings: Partial<CreateScheduleCommandInput> = {}): Promise<string> {
  const Name = settings.Name ?? `schedule-${randomBytes(4).toString('hex')}`;
  await schedulerOf(which).send(
    new CreateScheduleCommand({
      ScheduleExpression: 'cron(0 2 * * ? *)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: target,
      ...settings,
      Name,
    }),
  );
  return Name;
}

async function definitionOf(which: Which, Name: string, GroupName = 'default') {
  const { $metadata: _, ...schedule } = await schedulerOf(which).send(new GetScheduleCommand({ Name, GroupName }));
  return schedule;
}

/** What must outlive a change of the state. */
function kept({ State: _, LastModificationDate: __, ...rest }: Omit<GetScheduleCommandOutput, '$metadata'>) {
  return rest;
}

async function removeSchedules(which: Which): Promise<void> {
  const client = schedulerOf(which);
  for (;;) {
    const { Schedules = [] } = await client.send(new ListSchedulesCommand({ MaxResults: 100 }));
    if (Schedules.length === 0) return;
    await prepare(which, Schedules, ({ Name, GroupName }) =>
      client.send(new DeleteScheduleCommand({ Name, GroupName })),
    );
  }
}

const hours = (count: number) => new Date(Math.floor(Date.now() / 1000) * 1000 + count * 3_600_000);

describe.each(bothSides)('%s', (which) => {
  test('the schedules are a group of Pipelines, and come page by page', async () => {
    await removeSchedules(which);
    const ctx = sides.ctx(which);
    const group = await rootOf(ctx, 'scheduler', 'pipelines');
    expect(group).toMatchObject({ ...schedules, label: 'Schedules', expandable: true });
    expect(await below(ctx, group)).toEqual([]);
    const names = Array.from({ length: 110 }, (_, i) => `many-${String(i).padStart(3, '0')}`);
    await prepare(which, names, (Name) => scheduleOn(which, { Name }));
    const pages = await pagesBelow(ctx, group, { limit: 200 });
    expect(pages.map((page) => page.length)).toEqual([100, 10]);
    expect(
      pages
        .flat()
        .map(({ label }) => label)
        .sort(),
    ).toEqual(names);
    const late = await pagesBelow(ctx, group, { limit: 200, prefix: 'many-10' });
    expect(late.map((page) => page.length)).toEqual([10]);
    const [first] = await below(ctx, group, 'many-007');
    expect(first).toEqual({
      kind: 'scheduler.schedule',
      path: ['default', 'many-007'],
      label: 'many-007',
      description: 'enabled',
      icon: 'calendar',
      expandable: false,
      traits: ['enabled'],
      arn: expect.stringMatching(/^arn:aws:scheduler:us-east-1:\d{12}:schedule\/default\/many-007$/),
    });
    await removeSchedules(which);
  });

  test('a schedule shows its expression, its target and when it fires next', async () => {
    const name = await scheduleOn(which, {
      Description: 'every night',
      ScheduleExpressionTimezone: 'Europe/Madrid',
    });
    const ctx = sides.ctx(which);
    const node = await found(ctx, scheduleAt(name));
    expect(node).toMatchObject({ label: name, icon: 'calendar', traits: ['enabled'] });
    expect(node.tooltip).toBe(`cron(0 2 * * ? *) Europe/Madrid\nevery night\n→ ${target.Arn}`);
    expect(node.description).toMatch(/^next .*\d:00:00/);
    const [plain] = await below(ctx, schedules, name);
    expect(await refined(ctx, plain!)).toEqual(node);
    const off = await scheduleOn(which, { State: 'DISABLED' });
    expect(await found(ctx, scheduleAt(off))).toMatchObject({
      description: 'disabled',
      icon: 'circle-slash',
      traits: ['disabled'],
    });
  });

  test('schedules of one name in two groups are two', async () => {
    const client = schedulerOf(which);
    const GroupName = `nightly-${randomBytes(4).toString('hex')}`;
    await client.send(new CreateScheduleGroupCommand({ Name: GroupName }));
    const name = await scheduleOn(which, { Description: 'outer' });
    await scheduleOn(which, { Name: name, GroupName, Description: 'grouped' });
    const ctx = sides.ctx(which);
    const both = await below(ctx, schedules, name);
    expect(both.map(({ path }) => path).sort()).toEqual([
      ['default', name],
      [GroupName, name],
    ]);
    await act(ctx, 'scheduler.disable', scheduleAt(name, GroupName));
    expect((await definitionOf(which, name, GroupName)).State).toBe('DISABLED');
    expect((await definitionOf(which, name)).State).toBe('ENABLED');
    expect((await found(ctx, scheduleAt(name, GroupName))).tooltip).toContain('grouped');
  });

  test('disabling and enabling change the state and nothing else', async () => {
    const name = await scheduleOn(which, {
      Description: 'every night',
      ScheduleExpression: 'rate(5 minutes)',
      ScheduleExpressionTimezone: 'Asia/Tokyo',
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
      StartDate: hours(1),
      EndDate: hours(48),
      ActionAfterCompletion: 'NONE',
    });
    const before = await definitionOf(which, name);
    const ctx = sides.ctx(which);
    expect(await act(ctx, 'scheduler.disable', scheduleAt(name))).toEqual({ kind: 'done' });
    const disabled = await definitionOf(which, name);
    expect(disabled.State).toBe('DISABLED');
    expect(kept(disabled)).toEqual(kept(before));
    const [listed] = await below(ctx, schedules, name);
    expect(listed).toMatchObject({ description: 'disabled', icon: 'circle-slash', traits: ['disabled'] });
    expect(await act(ctx, 'scheduler.enable', scheduleAt(name))).toEqual({ kind: 'done' });
    const enabled = await definitionOf(which, name);
    expect(enabled.State).toBe('ENABLED');
    expect(kept(enabled)).toEqual(kept(before));
  });

  test('the next fires are told in the zone of the schedule, or that there are none', async () => {
    const ctx = sides.ctx(which);
    const fires = async (settings: Partial<CreateScheduleCommandInput>) => {
      const name = await scheduleOn(which, settings);
      const outcome = await act(ctx, 'scheduler.showNextFires', scheduleAt(name));
      expect(outcome).toMatchObject({ kind: 'document', title: `${name}.txt`, language: 'plaintext' });
      const [head, ...lines] = textOf(outcome).trimEnd().split('\n');
      return { head, lines: lines.filter((line) => line !== '') };
    };
    const nightly = await fires({ ScheduleExpressionTimezone: 'Asia/Kolkata' });
    expect(nightly.head).toBe('cron(0 2 * * ? *) (Asia/Kolkata)');
    expect(nightly.lines).toHaveLength(10);
    for (const line of nightly.lines) expect(line).toMatch(/ at 2:00:00 AM GMT\+5:30$/);
    expect(new Set(nightly.lines).size).toBe(10);
    expect((await fires({ ScheduleExpression: 'at(2099-12-31T23:00:00)' })).lines).toEqual([
      'Thursday, December 31, 2099 at 11:00:00 PM UTC',
    ]);
    expect((await fires({ State: 'DISABLED' })).lines).toEqual(['The schedule is disabled and will not fire.']);
    const start = hours(24);
    start.setUTCMinutes(0, 0);
    const short = await fires({
      ScheduleExpression: 'rate(1 hour)',
      StartDate: start,
      EndDate: new Date(start.getTime() + 2.5 * 3_600_000),
    });
    expect(short.lines).toHaveLength(3);
    for (const line of short.lines) expect(line).toMatch(/:00:00 [AP]M UTC$/);
    const name = await scheduleOn(which, { ScheduleExpression: 'rate(1 hour)' });
    const made = (await definitionOf(which, name)).CreationDate;
    const first = textOf(await act(ctx, 'scheduler.showNextFires', scheduleAt(name))).split('\n')[2];
    expect(new Date(first?.replace(' at ', ' ') ?? '').getUTCMinutes()).toBe(made?.getUTCMinutes());
  });

  test('its definition, ARN and page of the console are offered', async () => {
    const name = await scheduleOn(which);
    const ctx = sides.ctx(which);
    const definition = await act(ctx, 'scheduler.showDefinition', scheduleAt(name));
    expect(definition).toMatchObject({ kind: 'document', title: `${name}.json`, language: 'json' });
    const shown = JSON.parse(textOf(definition)) as object;
    expect(shown).toMatchObject({ Name: name, ScheduleExpression: 'cron(0 2 * * ? *)', Target: target });
    expect(shown).not.toHaveProperty('$metadata');
    expect(textOf(await act(ctx, 'scheduler.copyArn', scheduleAt(name)))).toMatch(
      new RegExp(`:schedule/default/${name}$`),
    );
    const aws = sides.ctx(which, { restriction: 'read-only' });
    expect(await act(aws, 'scheduler.openInConsole', scheduleAt(name))).toMatchObject({
      kind: 'open-external',
      url: expect.stringContaining(`schedules/default/${name}`),
    });
  });

  test.each(restrictions)('nothing is changed when %s', async (restriction) => {
    const name = await scheduleOn(which);
    const before = await definitionOf(which, name);
    const ctx = sides.ctx(which, { restriction });
    await expectRefusals(ctx, restriction, 'scheduler', {
      'scheduler.enable': [scheduleAt(name)],
      'scheduler.disable': [scheduleAt(name)],
    });
    expect(await definitionOf(which, name)).toEqual(before);
    expect(textOf(await act(ctx, 'scheduler.showNextFires', scheduleAt(name)))).toContain('cron(0 2 * * ? *)');
  });

  test('what is missing is said to be missing, by its name', async () => {
    const ctx = sides.ctx(which);
    const missing = { code: 'not-found', message: expect.stringContaining('gone') };
    await expect(found(ctx, scheduleAt('gone'))).rejects.toMatchObject(missing);
    await expect(act(ctx, 'scheduler.disable', scheduleAt('gone'))).rejects.toMatchObject(missing);
    await expect(found(ctx, scheduleAt('x', 'gone'))).rejects.toMatchObject({ code: 'not-found' });
  });
});

// moto words a refusal in XML, which the Scheduler's clients cannot read.
test('who may not look is told so', async () => {
  const name = await scheduleOn('local');
  await sides.asStranger('local', async (ctx) => {
    const refused = { code: 'access-denied', hint: expect.stringMatching(/\S/) };
    await expect(below(ctx, schedules)).rejects.toMatchObject(refused);
    await expect(act(ctx, 'scheduler.disable', scheduleAt(name))).rejects.toMatchObject(refused);
  });
  expect((await definitionOf('local', name)).State).toBe('ENABLED');
});
