/** SNS, EventBridge and its Scheduler. */
import type { Json } from '../template/template.ts';
import { refuseExisting } from './exists.ts';
import {
  document,
  flag,
  ignoreMissing,
  list,
  needText,
  number,
  pick,
  record,
  records,
  tagList,
  tagMap,
  text,
  texts,
} from './read.ts';
import { generatedName, type ResourceContext, type ResourceType } from './resourceType.ts';

const topic: ResourceType = {
  type: 'AWS::SNS::Topic',
  properties: ['ContentBasedDeduplication', 'DisplayName', 'FifoTopic', 'Subscription', 'Tags', 'TopicName'],
  ignored: [
    'ArchivePolicy',
    'DataProtectionPolicy',
    'DeliveryStatusLogging',
    'FifoThroughputScope',
    'KmsMasterKeyId',
    'SignatureVersion',
    'TracingConfig',
  ],
  replaceOn: ['FifoTopic', 'TopicName'],
  nameProperty: 'TopicName',
  attributes: ['TopicArn', 'TopicName'],
  identify(properties, context) {
    const name = text(properties, 'TopicName') ?? generatedName(context, 250);
    return `arn:aws:sns:${context.region}:${context.accountId}:${name}${flag(properties, 'FifoTopic') && !name.endsWith('.fifo') ? '.fifo' : ''}`;
  },
  async create(properties, context, id) {
    const Name = id.split(':').at(-1)!;
    await refuseExisting(context, id, 'sns', 'GetTopicAttributes', { TopicArn: id });
    const attributes = pick(properties, {
      DisplayName: text,
      FifoTopic: text,
      ContentBasedDeduplication: text,
    });
    await context.call('sns', 'CreateTopic', {
      Name,
      Attributes: attributes,
      Tags: tagList(tagMap(context.tags, properties.Tags)),
    });
    for (const each of records(properties, 'Subscription')) {
      await context.call('sns', 'Subscribe', {
        TopicArn: id,
        Protocol: text(each, 'Protocol'),
        Endpoint: text(each, 'Endpoint'),
      });
    }
    return { physicalId: id, attributes: { TopicArn: id, TopicName: Name } };
  },
  async update(made, properties, _, context) {
    await context.call('sns', 'SetTopicAttributes', {
      TopicArn: made.physicalId,
      AttributeName: 'DisplayName',
      AttributeValue: text(properties, 'DisplayName') ?? '',
    });
    for (const each of records(properties, 'Subscription')) {
      await context.call('sns', 'Subscribe', {
        TopicArn: made.physicalId,
        Protocol: text(each, 'Protocol'),
        Endpoint: text(each, 'Endpoint'),
      });
    }
    return made;
  },
  delete: (made, _, context) => ignoreMissing(context.call('sns', 'DeleteTopic', { TopicArn: made.physicalId })),
};

const subscriptionAttributes = {
  DeliveryPolicy: document,
  FilterPolicy: document,
  FilterPolicyScope: text,
  RawMessageDelivery: text,
  RedrivePolicy: document,
  SubscriptionRoleArn: text,
};

const subscription: ResourceType = {
  type: 'AWS::SNS::Subscription',
  properties: ['Endpoint', 'Protocol', 'TopicArn', ...Object.keys(subscriptionAttributes)],
  ignored: ['Region', 'ReplayPolicy'],
  required: ['Protocol', 'TopicArn'],
  replaceOn: ['Endpoint', 'Protocol', 'TopicArn'],
  attributes: ['Arn'],
  async create(properties, context) {
    const { SubscriptionArn } = await context.call<{ SubscriptionArn: string }>('sns', 'Subscribe', {
      TopicArn: text(properties, 'TopicArn'),
      Protocol: text(properties, 'Protocol'),
      Endpoint: text(properties, 'Endpoint'),
      Attributes: pick(properties, subscriptionAttributes),
      ReturnSubscriptionArn: true,
    });
    return { physicalId: SubscriptionArn, attributes: { Arn: SubscriptionArn } };
  },
  async update(made, properties, _, context) {
    for (const [AttributeName, AttributeValue] of Object.entries(pick(properties, subscriptionAttributes))) {
      await context.call('sns', 'SetSubscriptionAttributes', {
        SubscriptionArn: made.physicalId,
        AttributeName,
        AttributeValue,
      });
    }
    return made;
  },
  delete: (made, _, context) => ignoreMissing(context.call('sns', 'Unsubscribe', { SubscriptionArn: made.physicalId })),
};

const topicPolicy: ResourceType = {
  type: 'AWS::SNS::TopicPolicy',
  properties: ['PolicyDocument', 'Topics'],
  required: ['PolicyDocument', 'Topics'],
  replaceOn: [],
  identify: (_, context) => generatedName(context, 128),
  async create(properties, context, id) {
    await putTopicPolicy(properties, context);
    return { physicalId: id, attributes: {} };
  },
  async update(made, properties, _, context) {
    await putTopicPolicy(properties, context);
    return made;
  },
  // A topic always has a policy: taking this one away means going back to the owner's.
  async delete(_, properties, context) {
    for (const TopicArn of texts(properties, 'Topics') ?? []) {
      const AttributeValue = JSON.stringify({ Version: '2008-10-17', Statement: [] });
      await ignoreMissing(
        context.call('sns', 'SetTopicAttributes', { TopicArn, AttributeName: 'Policy', AttributeValue }),
      );
    }
  },
};

async function putTopicPolicy(properties: Json, context: ResourceContext): Promise<void> {
  for (const TopicArn of texts(properties, 'Topics') ?? []) {
    await context.call('sns', 'SetTopicAttributes', {
      TopicArn,
      AttributeName: 'Policy',
      AttributeValue: document(properties, 'PolicyDocument'),
    });
  }
}

const scheduleGroup: ResourceType = {
  type: 'AWS::Scheduler::ScheduleGroup',
  properties: ['Name', 'Tags'],
  replaceOn: ['Name'],
  nameProperty: 'Name',
  attributes: ['Arn', 'State'],
  identify: (properties, context) => text(properties, 'Name') ?? generatedName(context, 64),
  async create(properties, context, id) {
    const Tags = tagList(tagMap(context.tags, properties.Tags));
    const { ScheduleGroupArn } = await context.call('scheduler', 'CreateScheduleGroup', { Name: id, Tags });
    return { physicalId: id, attributes: { Arn: ScheduleGroupArn, State: 'ACTIVE' } };
  },
  update: (made) => Promise.resolve({ ...made }),
  delete: (made, _, context) =>
    ignoreMissing(context.call('scheduler', 'DeleteScheduleGroup', { Name: made.physicalId })),
};

function scheduleCall(properties: Json, Name: string): Json {
  const window = record(properties, 'FlexibleTimeWindow') ?? {};
  const target = record(properties, 'Target') ?? {};
  const retry = record(target, 'RetryPolicy');
  return {
    Name,
    ...pick(properties, {
      Description: text,
      GroupName: text,
      KmsKeyArn: text,
      ScheduleExpression: text,
      ScheduleExpressionTimezone: text,
      State: text,
    }),
    ...Object.fromEntries(
      ['StartDate', 'EndDate']
        .filter((name) => properties[name] !== undefined)
        .map((name) => [name, new Date(needText(properties, name))]),
    ),
    FlexibleTimeWindow: pick(window, { Mode: text, MaximumWindowInMinutes: number }),
    Target: {
      ...target,
      ...pick(target, { Input: document }),
      ...(retry
        ? { RetryPolicy: pick(retry, { MaximumEventAgeInSeconds: number, MaximumRetryAttempts: number }) }
        : {}),
    },
  };
}

const schedule: ResourceType = {
  type: 'AWS::Scheduler::Schedule',
  properties: [
    'Description',
    'EndDate',
    'FlexibleTimeWindow',
    'GroupName',
    'Name',
    'ScheduleExpression',
    'ScheduleExpressionTimezone',
    'StartDate',
    'State',
    'Target',
  ],
  ignored: ['KmsKeyArn'],
  required: ['FlexibleTimeWindow', 'ScheduleExpression', 'Target'],
  replaceOn: ['GroupName', 'Name'],
  nameProperty: 'Name',
  attributes: ['Arn'],
  identify: (properties, context) => text(properties, 'Name') ?? generatedName(context, 64),
  async create(properties, context, id) {
    const { ScheduleArn } = await context.call('scheduler', 'CreateSchedule', scheduleCall(properties, id));
    return { physicalId: id, attributes: { Arn: ScheduleArn } };
  },
  async update(made, properties, _, context) {
    await context.call('scheduler', 'UpdateSchedule', scheduleCall(properties, made.physicalId));
    return made;
  },
  delete: (made, properties, context) =>
    ignoreMissing(
      context.call('scheduler', 'DeleteSchedule', { Name: made.physicalId, ...pick(properties, { GroupName: text }) }),
    ),
};

const bus: ResourceType = {
  type: 'AWS::Events::EventBus',
  properties: ['Description', 'EventSourceName', 'Name', 'Tags'],
  ignored: ['DeadLetterConfig', 'KmsKeyIdentifier', 'LogConfig', 'Policy'],
  required: ['Name'],
  replaceOn: ['EventSourceName', 'Name'],
  nameProperty: 'Name',
  attributes: ['Arn', 'Name'],
  identify: (properties) => needText(properties, 'Name'),
  async create(properties, context, id) {
    const { EventBusArn } = await context.call('events', 'CreateEventBus', {
      Name: id,
      ...pick(properties, { Description: text, EventSourceName: text }),
      Tags: tagList(tagMap(context.tags, properties.Tags)),
    });
    return { physicalId: id, attributes: { Arn: EventBusArn, Name: id } };
  },
  update: (made) => Promise.resolve({ ...made }),
  delete: (made, _, context) => ignoreMissing(context.call('events', 'DeleteEventBus', { Name: made.physicalId })),
};

const rule: ResourceType = {
  type: 'AWS::Events::Rule',
  properties: [
    'Description',
    'EventBusName',
    'EventPattern',
    'Name',
    'RoleArn',
    'ScheduleExpression',
    'State',
    'Tags',
    'Targets',
  ],
  replaceOn: ['EventBusName', 'Name'],
  nameProperty: 'Name',
  attributes: ['Arn'],
  identify(properties, context) {
    const name = text(properties, 'Name') ?? generatedName(context, 64);
    const onBus = busOf(properties);
    return onBus ? `${onBus.split('/').at(-1)}|${name}` : name;
  },
  async create(properties, context, id) {
    const Name = ruleName(id);
    await refuseExisting(context, Name, 'events', 'DescribeRule', { Name, EventBusName: busOf(properties) });
    return { physicalId: id, attributes: await putRule(Name, properties, {}, context) };
  },
  async update(made, properties, previous, context) {
    return { ...made, attributes: await putRule(ruleName(made.physicalId), properties, previous, context) };
  },
  async delete(made, properties, context) {
    const Rule = ruleName(made.physicalId);
    const EventBusName = busOf(properties);
    const Ids = records(properties, 'Targets').map((target) => text(target, 'Id'));
    if (Ids.length > 0) await ignoreMissing(context.call('events', 'RemoveTargets', { Rule, EventBusName, Ids }));
    await ignoreMissing(context.call('events', 'DeleteRule', { Name: Rule, EventBusName }));
  },
};

function busOf(properties: Json): string | undefined {
  const name = text(properties, 'EventBusName');
  return name === 'default' ? undefined : name;
}

/** On another bus than the default, the physical id is `bus|rule`. */
function ruleName(id: string): string {
  return id.split('|').at(-1)!;
}

async function putRule(Name: string, properties: Json, previous: Json, context: ResourceContext): Promise<Json> {
  const EventBusName = busOf(properties);
  const { RuleArn } = await context.call('events', 'PutRule', {
    Name,
    EventBusName,
    ...pick(properties, {
      Description: text,
      EventPattern: document,
      RoleArn: text,
      ScheduleExpression: text,
      State: text,
    }),
    ...(previous.Targets === undefined ? { Tags: tagList(tagMap(context.tags, properties.Tags)) } : {}),
  });
  const ids = (from: Json) => records(from, 'Targets').map((target) => text(target, 'Id'));
  const gone = ids(previous).filter((id) => !ids(properties).includes(id));
  if (gone.length > 0) await context.call('events', 'RemoveTargets', { Rule: Name, EventBusName, Ids: gone });
  const Targets = list(properties, 'Targets');
  if (Targets.length > 0) {
    const answer = await context.call<{ FailedEntries?: { ErrorMessage?: string }[] }>('events', 'PutTargets', {
      Rule: Name,
      EventBusName,
      Targets,
    });
    const [failed] = answer.FailedEntries ?? [];
    if (failed) throw new Error(failed.ErrorMessage ?? 'A target was refused.');
  }
  return { Arn: RuleArn };
}

export const messagingTypes: readonly ResourceType[] = [
  topic,
  subscription,
  topicPolicy,
  scheduleGroup,
  schedule,
  bus,
  rule,
];
