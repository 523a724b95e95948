/** Event buses: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html and its kin. */
import { z } from 'zod';
import { Fault, validationFault } from '../../server/fault.ts';
import { type Call, type Operations, operation } from '../../server/operation.ts';
import { busReference, paging, tagsInput } from './inputs.ts';
import { pageOfCollection } from './paging.ts';
import { busArn, busName, defaultBus } from './rule.ts';
import type { RuleEngine } from './ruleEngine.ts';
import type { Bus, RuleStore } from './ruleStore.ts';

const name = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[/.\-_A-Za-z0-9]+$/);

export function busOperations(store: RuleStore, engine: RuleEngine): Operations {
  const describe = (bus: Bus, call: Call) => ({
    Name: bus.name,
    Arn: busArn(bus.name, call),
    ...(bus.description === undefined ? {} : { Description: bus.description }),
    ...(bus.policy === undefined ? {} : { Policy: bus.policy }),
    CreationTime: new Date(bus.created),
    LastModifiedTime: new Date(bus.modified),
  });
  const change = (bus: Bus, changes: Partial<Bus>, call: Call) =>
    store.buses(call.region).put(bus.name, { ...bus, ...changes, modified: new Date().toISOString() });

  return {
    CreateEventBus: operation(
      z.object({
        Name: name,
        EventSourceName: z.string().optional(),
        Description: z.string().max(512).optional(),
        Tags: tagsInput.default([]),
      }),
      (input, call) => {
        if (input.EventSourceName) {
          throw new Fault('ResourceNotFoundException', `Event source ${input.EventSourceName} does not exist.`);
        }
        if (input.Name.includes('/')) throw validationFault("Event bus name must not contain '/'.");
        const now = new Date().toISOString();
        const bus: Bus = {
          ...{ name: input.Name, created: now, modified: now },
          ...(input.Description === undefined ? {} : { description: input.Description }),
        };
        if (!store.buses(call.region).insert(bus.name, bus)) {
          throw new Fault('ResourceAlreadyExistsException', `Event bus ${input.Name} already exists.`);
        }
        if (input.Tags.length > 0) store.tags(call.region).put(busArn(bus.name, call), input.Tags);
        return { EventBusArn: busArn(bus.name, call), Description: input.Description };
      },
    ),

    DescribeEventBus: operation(z.object({ Name: busReference.optional() }), (input, call) =>
      describe(store.bus(call.region, busName(input.Name)), call),
    ),

    UpdateEventBus: operation(
      z.object({ Name: name.default(defaultBus), Description: z.string().max(512).optional() }),
      (input, call) => {
        const bus = store.bus(call.region, input.Name);
        change(bus, input.Description === undefined ? {} : { description: input.Description }, call);
        return { Arn: busArn(bus.name, call), Name: bus.name, Description: input.Description ?? bus.description };
      },
    ),

    ListEventBuses: operation(z.object({ NamePrefix: name.optional(), ...paging }), (input, call) => {
      const { items, ...next } = pageOfCollection(store.buses(call.region), input.NamePrefix ?? '', input);
      return { EventBuses: items.map((bus) => describe(bus, call)), ...next };
    }),

    // Its rules go with it; one that is not there is deleted already.
    DeleteEventBus: operation(z.object({ Name: name }), (input, call) => {
      if (input.Name === defaultBus) throw validationFault('Cannot delete event bus default.');
      store.transaction(() => {
        for (const { value } of [...store.rules(call.region).all(`${input.Name}/`)]) {
          store.deleteRule(call.region, value);
          engine.disarm(call.region, value);
        }
        store.buses(call.region).delete(input.Name);
        store.tags(call.region).delete(busArn(input.Name, call));
      });
      return {};
    }),

    // Kept and told; nobody else is here whom they could let in.
    PutPermission: operation(
      z.object({
        EventBusName: name.default(defaultBus),
        Action: z.string().optional(),
        Principal: z.string().optional(),
        StatementId: z.string().optional(),
        Condition: z.object({ Type: z.string(), Key: z.string(), Value: z.string() }).optional(),
        Policy: z.string().optional(),
      }),
      ({ EventBusName, Policy, ...statement }, call) => {
        const bus = store.bus(call.region, EventBusName);
        if (Policy !== undefined) {
          change(bus, { policy: JSON.stringify(policyOf(Policy)) }, call);
          return {};
        }
        const { StatementId, Action, Principal, Condition } = statement;
        if (!StatementId) throw validationFault('Parameter StatementId must be specified.');
        if (!Principal) throw validationFault('Parameter Principal must be specified.');
        if (Action !== 'events:PutEvents') {
          throw validationFault("Provided value in parameter 'action' is not supported.");
        }
        const made = {
          Sid: StatementId,
          Effect: 'Allow',
          Principal: Principal === '*' ? '*' : { AWS: `arn:aws:iam::${Principal}:root` },
          Action,
          Resource: busArn(bus.name, call),
          ...(Condition ? { Condition: { [Condition.Type]: { [Condition.Key]: Condition.Value } } } : {}),
        };
        const others = policyOf(bus.policy).Statement.filter((each) => each.Sid !== StatementId);
        change(bus, { policy: JSON.stringify({ Version: '2012-10-17', Statement: [...others, made] }) }, call);
        return {};
      },
    ),

    RemovePermission: operation(
      z.object({
        EventBusName: name.default(defaultBus),
        StatementId: z.string().optional(),
        RemoveAllPermissions: z.boolean().default(false),
      }),
      (input, call) => {
        const { policy, ...bus } = store.bus(call.region, input.EventBusName);
        if (input.RemoveAllPermissions) {
          change(bus, {}, call);
          return {};
        }
        if (policy === undefined) throw new Fault('ResourceNotFoundException', 'EventBus does not have a policy.');
        const { Statement, ...rest } = policyOf(policy);
        const left = Statement.filter((each) => each.Sid !== input.StatementId);
        if (left.length === Statement.length) {
          throw new Fault('ResourceNotFoundException', 'Statement with the provided id does not exist.');
        }
        change(bus, left.length > 0 ? { policy: JSON.stringify({ ...rest, Statement: left }) } : {}, call);
        return {};
      },
    ),
  };
}

interface Policy {
  readonly Version: string;
  readonly Statement: readonly { readonly Sid?: string }[];
}

function policyOf(text: string | undefined): Policy {
  if (text === undefined) return { Version: '2012-10-17', Statement: [] };
  try {
    const { Statement, ...rest } = JSON.parse(text) as { Version: string; Statement?: unknown };
    const all: unknown[] = Array.isArray(Statement) ? Statement : [Statement];
    if (all.some((each) => typeof each !== 'object' || each === null)) throw new TypeError('no statement');
    return { ...rest, Statement: all as Policy['Statement'] };
  } catch {
    throw validationFault('This policy contains invalid Json');
  }
}
