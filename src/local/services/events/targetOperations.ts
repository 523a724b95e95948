/** Targets of rules: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html and its kin. */
import { z } from 'zod';
import { Fault, validationFault } from '../../server/fault.ts';
import { type Operations, operation } from '../../server/operation.ts';
import { busReference, paging, ruleName } from './inputs.ts';
import { pageOfList } from './paging.ts';
import { busName, targetSchema } from './rule.ts';
import type { RuleStore } from './ruleStore.ts';
import { busOfTarget, checkTarget } from './ruleTarget.ts';
import { checkInput } from './targetInput.ts';

const onRule = z.object({ Rule: ruleName, EventBusName: busReference.optional() });
const mostTargets = 5;

export function targetOperations(store: RuleStore): Operations {
  return {
    PutTargets: operation(onRule.extend({ Targets: z.array(targetSchema).min(1).max(100) }), (input, call) => {
      const bus = busName(input.EventBusName);
      const rule = store.rule(call.region, { bus, name: input.Rule });
      for (const target of input.Targets) {
        checkTarget(target);
        checkInput(target);
        const to = busOfTarget(target.Arn);
        if (to?.bus === bus && to.region === call.region) {
          throw validationFault(
            `Parameter ${target.Arn} is not valid. Reason: a rule cannot send to its own event bus.`,
          );
        }
      }
      const kept = rule.targets.filter((each) => !input.Targets.some((target) => target.Id === each.Id));
      const targets = [...kept, ...input.Targets];
      if (targets.length > mostTargets) {
        throw new Fault('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
      }
      store.put(call.region, { ...rule, targets });
      return { FailedEntryCount: 0, FailedEntries: [] };
    }),

    RemoveTargets: operation(onRule.extend({ Ids: z.array(z.string()).min(1).max(100) }), (input, call) => {
      const rule = store.rule(call.region, { bus: busName(input.EventBusName), name: input.Rule });
      store.put(call.region, { ...rule, targets: rule.targets.filter((each) => !input.Ids.includes(each.Id)) });
      return { FailedEntryCount: 0, FailedEntries: [] };
    }),

    ListTargetsByRule: operation(onRule.extend(paging), (input, call) => {
      const rule = store.rule(call.region, { bus: busName(input.EventBusName), name: input.Rule });
      const { items, ...next } = pageOfList(rule.targets, input);
      return { Targets: items, ...next };
    }),

    ListRuleNamesByTarget: operation(
      z.object({ TargetArn: z.string().min(1).max(1600), EventBusName: busReference.optional(), ...paging }),
      (input, call) => {
        const bus = busName(input.EventBusName);
        store.bus(call.region, bus);
        const names = [...store.rules(call.region).all(`${bus}/`)]
          .filter(({ value }) => value.targets.some((target) => target.Arn === input.TargetArn))
          .map(({ value }) => value.name);
        const { items, ...next } = pageOfList(names, input);
        return { RuleNames: items, ...next };
      },
    ),
  };
}
