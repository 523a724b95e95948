/** Rules: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html and its kin. */
import { z } from 'zod';
import { parseScheduleExpression } from '../../../core/scheduleExpression.ts';
import { parseEventPattern } from '../../event-pattern/eventPattern.ts';
import { PatternError } from '../../event-pattern/patternError.ts';
import { Fault, validationFault } from '../../server/fault.ts';
import { type Call, type Operations, operation } from '../../server/operation.ts';
import { busReference, paging, ruleName, tagsInput } from './inputs.ts';
import { pageOfCollection, pageOfList } from './paging.ts';
import { busName, defaultBus, type Rule, ruleArn, ruleId, ruleStates } from './rule.ts';
import type { RuleEngine } from './ruleEngine.ts';
import type { RuleStore } from './ruleStore.ts';

const written = z.object({
  Name: ruleName,
  EventBusName: busReference.optional(),
  EventPattern: z.string().max(4096).optional(),
  ScheduleExpression: z.string().max(256).optional(),
  State: z.enum(ruleStates).default('ENABLED'),
  Description: z.string().max(512).optional(),
  RoleArn: z.string().min(1).max(1600).optional(),
  Tags: tagsInput.default([]),
});
const named = z.object({ Name: ruleName, EventBusName: busReference.optional() });

/** @throws Fault InvalidEventPatternException */
export function checkPattern(pattern: string): ReturnType<typeof parseEventPattern> {
  try {
    return parseEventPattern(pattern);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new Fault('InvalidEventPatternException', `Event pattern is not valid. Reason: ${error.message}`);
  }
}

function checkSchedule(expression: string, bus: string): void {
  if (bus !== defaultBus) throw validationFault('ScheduleExpression is supported only on the default event bus.');
  const kind = parseScheduleExpression(expression)?.kind;
  // Rules, other than Scheduler, mind the number: `rate(1 minute)`, `rate(5 minutes)`.
  const wrongNumber = /^rate\((?:1 \w+s|(?!1 )\d+ \w*[^s])\)$/.test(expression);
  if ((kind !== 'cron' && kind !== 'rate') || wrongNumber) {
    throw validationFault('Parameter ScheduleExpression is not valid.');
  }
}

export function ruleOperations(store: RuleStore, engine: RuleEngine): Operations {
  const describe = (rule: Rule, call: Call) => ({
    Name: rule.name,
    Arn: ruleArn(rule, call),
    ...(rule.pattern === undefined ? {} : { EventPattern: rule.pattern }),
    ...(rule.schedule === undefined ? {} : { ScheduleExpression: rule.schedule }),
    State: rule.state,
    ...(rule.description === undefined ? {} : { Description: rule.description }),
    ...(rule.roleArn === undefined ? {} : { RoleArn: rule.roleArn }),
    EventBusName: rule.bus,
  });
  const require = (input: z.infer<typeof named>, call: Call) =>
    store.rule(call.region, { bus: busName(input.EventBusName), name: input.Name });
  const setState = (state: Rule['state']) =>
    operation(named, (input, call) => {
      const rule: Rule = { ...require(input, call), state, modified: new Date().toISOString() };
      store.put(call.region, rule);
      engine.arm(call.region, rule);
      return {};
    });

  return {
    // Replaces a rule that is there, but for its targets and tags.
    PutRule: operation(written, (input, call) => {
      const bus = busName(input.EventBusName);
      if (input.EventPattern === undefined && input.ScheduleExpression === undefined) {
        throw validationFault('Parameter(s) EventPattern or ScheduleExpression must be specified.');
      }
      if (input.ScheduleExpression !== undefined) checkSchedule(input.ScheduleExpression, bus);
      if (input.EventPattern !== undefined) checkPattern(input.EventPattern);
      store.bus(call.region, bus);
      const before = store.rules(call.region).get(ruleId({ bus, name: input.Name }));
      const rule: Rule = {
        ...{ bus, name: input.Name, state: input.State, targets: before?.targets ?? [] },
        ...(input.EventPattern === undefined ? {} : { pattern: input.EventPattern }),
        ...(input.ScheduleExpression === undefined ? {} : { schedule: input.ScheduleExpression }),
        ...(input.Description === undefined ? {} : { description: input.Description }),
        ...(input.RoleArn === undefined ? {} : { roleArn: input.RoleArn }),
        modified: new Date().toISOString(),
      };
      store.transaction(() => {
        store.put(call.region, rule);
        if (!before && input.Tags.length > 0) store.tags(call.region).put(ruleArn(rule, call), input.Tags);
      });
      engine.arm(call.region, rule);
      return { RuleArn: ruleArn(rule, call) };
    }),

    DescribeRule: operation(named, (input, call) => ({
      ...describe(require(input, call), call),
      CreatedBy: call.accountId,
    })),

    ListRules: operation(
      z.object({ NamePrefix: ruleName.optional(), EventBusName: busReference.optional(), ...paging }),
      (input, call) => {
        const bus = busName(input.EventBusName);
        store.bus(call.region, bus);
        const { items, ...next } = pageOfCollection(
          store.rules(call.region),
          `${bus}/${input.NamePrefix ?? ''}`,
          input,
        );
        return { Rules: items.map((rule) => describe(rule, call)), ...next };
      },
    ),

    EnableRule: setState('ENABLED'),
    DisableRule: setState('DISABLED'),

    // One that is not there is deleted already.
    DeleteRule: operation(named, (input, call) => {
      const id = { bus: busName(input.EventBusName), name: input.Name };
      const rule = store.rules(call.region).get(ruleId(id));
      if (!rule) return {};
      if (rule.targets.length > 0) throw validationFault("Rule can't be deleted since it has targets.");
      store.deleteRule(call.region, id);
      store.tags(call.region).delete(ruleArn(id, call));
      engine.disarm(call.region, id);
      return {};
    }),

    // Ours: AWS tells of what rules did in metrics only. Newest first, with what the target's service answered.
    ListRuleInvocations: operation(named.extend(paging), (input, call) => {
      const rule = require(input, call);
      const all = [...store.invocations(call.region).all(`${ruleId(rule)}/`)].map(({ value }) => value).reverse();
      const { items, ...next } = pageOfList(all, input);
      return { Invocations: items, ...next };
    }),
  };
}
