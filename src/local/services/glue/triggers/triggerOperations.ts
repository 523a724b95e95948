/** https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-jobs-trigger.html */
import { z } from 'zod';
import type { Call, Operations } from '../../../server/operation.ts';
import { paging, takePage } from '../../../server/pageToken.ts';
import { glueArn } from '../arns.ts';
import { alreadyExists, glueOperation, invalidInput, notFound } from '../glueOperation.ts';
import { pageSize, readToken } from '../paging.ts';
import { type TagStore, tagsInput } from '../tags.ts';
import { checkTrigger } from './checkTrigger.ts';
import type { TriggerRunner } from './triggerRunner.ts';
import { type Trigger, triggerName, triggerSettings, triggerTypes } from './triggerShapes.ts';

export function triggerOperations(runner: TriggerRunner, tags: TagStore): Operations {
  const need = (call: Call, name: string): Trigger => {
    const trigger = runner.triggers(call.region).get(name);
    if (!trigger) throw notFound(`Trigger with name: ${name} not found.`);
    return trigger;
  };

  const put = (call: Call, trigger: Trigger) => {
    runner.triggers(call.region).put(trigger.Name, trigger);
    runner.set(call.region, trigger);
  };

  /** Those after a page's token, and only those that start this job. */
  const find = function* (call: Call, token: string | null | undefined, job: string | null | undefined) {
    const from = readToken(token);
    for (const { value } of runner.triggers(call.region).all()) {
      if (from !== undefined && value.Name <= from) continue;
      if (!job || value.Actions.some((action) => action.JobName === job)) yield value;
    }
  };

  return {
    CreateTrigger: glueOperation(
      triggerSettings.extend({
        Name: triggerName,
        Type: z.enum(triggerTypes),
        WorkflowName: z.string().optional(),
        StartOnCreation: z.boolean().optional(),
        Tags: tagsInput.optional(),
      }),
      ({ Name, Type, WorkflowName, StartOnCreation, Tags, ...given }, call) => {
        if (WorkflowName !== undefined || Type === 'EVENT') {
          throw invalidInput('The local endpoint has no Glue workflows, nor the EVENT triggers that begin them.');
        }
        if (StartOnCreation && Type === 'ON_DEMAND') {
          throw invalidInput('StartOnCreation is not supported for ON_DEMAND triggers.');
        }
        const { EventBatchingCondition: _, Actions = [], ...settings } = given;
        const State = StartOnCreation ? 'ACTIVATED' : 'CREATED';
        const trigger: Trigger = { ...settings, Name, Type, State, Actions, met: [] };
        checkTrigger(trigger);
        if (!runner.triggers(call.region).insert(Name, trigger)) {
          throw alreadyExists(`Trigger with name ${Name} already exists`);
        }
        tags.add(call.region, glueArn(call, 'trigger', Name), Tags ?? {});
        runner.set(call.region, trigger);
        return { Name };
      },
    ),

    UpdateTrigger: glueOperation(
      z.object({ Name: triggerName, TriggerUpdate: triggerSettings.extend({ Name: triggerName.optional() }) }),
      ({ Name, TriggerUpdate }, call) => {
        const old = need(call, Name);
        const { EventBatchingCondition: _, Name: __, ...changes } = TriggerUpdate;
        const changed = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
        const trigger: Trigger = { ...old, ...changed, met: changes.Predicate ? [] : old.met };
        checkTrigger(trigger);
        put(call, trigger);
        return { Trigger: describe(trigger) };
      },
    ),

    StartTrigger: glueOperation(z.object({ Name: triggerName }), ({ Name }, call) => {
      const trigger = need(call, Name);
      if (trigger.Type === 'ON_DEMAND') runner.fire(call.region, trigger);
      else put(call, { ...trigger, State: 'ACTIVATED' });
      return { Name };
    }),

    StopTrigger: glueOperation(z.object({ Name: triggerName }), ({ Name }, call) => {
      const trigger = need(call, Name);
      if (trigger.Type === 'ON_DEMAND') throw invalidInput(`Trigger ${Name} is ON_DEMAND and cannot be stopped.`);
      put(call, { ...trigger, State: 'DEACTIVATED', met: [] });
      return { Name };
    }),

    GetTrigger: glueOperation(z.object({ Name: triggerName }), ({ Name }, call) => ({
      Trigger: describe(need(call, Name)),
    })),

    GetTriggers: glueOperation(z.object({ ...paging, DependentJobName: z.string().nullish() }), (input, call) => {
      const found = find(call, input.NextToken, input.DependentJobName);
      const { items, ...next } = takePage(found, ({ Name }) => Name, pageSize(input, 200));
      return { Triggers: items.map(describe), ...next };
    }),

    ListTriggers: glueOperation(
      z.object({ ...paging, DependentJobName: z.string().nullish(), Tags: tagsInput.nullish() }),
      (input, call) => {
        const wanted = Object.entries(input.Tags ?? {});
        const tagged = find(call, input.NextToken, input.DependentJobName).filter(({ Name }) => {
          if (wanted.length === 0) return true;
          const known = tags.get(call.region, glueArn(call, 'trigger', Name));
          return wanted.every(([key, value]) => known[key] === value);
        });
        const { items, ...next } = takePage(tagged, ({ Name }) => Name, pageSize(input, 200));
        return { TriggerNames: items.map(({ Name }) => Name), ...next };
      },
    ),

    BatchGetTriggers: glueOperation(z.object({ TriggerNames: z.array(z.string()) }), (input, call) => {
      const found = input.TriggerNames.map((name) => ({ name, trigger: runner.triggers(call.region).get(name) }));
      return {
        Triggers: found.flatMap(({ trigger }) => (trigger ? [describe(trigger)] : [])),
        TriggersNotFound: found.filter(({ trigger }) => !trigger).map(({ name }) => name),
      };
    }),

    DeleteTrigger: glueOperation(z.object({ Name: triggerName }), ({ Name }, call) => {
      // Deleting what is not there is no error.
      runner.triggers(call.region).delete(Name);
      runner.forget(call.region, Name);
      tags.forget(call.region, glueArn(call, 'trigger', Name));
      return { Name };
    }),
  };
}

function describe({ met: _, ...trigger }: Trigger) {
  return trigger;
}
