import type { Json } from '../template/template.ts';
import {
  document,
  flag,
  ignoreMissing,
  list,
  number,
  pick,
  record,
  records,
  tagMap,
  text,
  textMap,
  texts,
} from './read.ts';
import { generatedName, lower, type ResourceContext, type ResourceType } from './resourceType.ts';

const database: ResourceType = {
  type: 'AWS::Glue::Database',
  properties: ['CatalogId', 'DatabaseInput', 'DatabaseName'],
  required: ['CatalogId', 'DatabaseInput'],
  replaceOn: ['CatalogId', 'DatabaseName'],
  identify: (properties, context) =>
    text(record(properties, 'DatabaseInput') ?? {}, 'Name') ??
    text(properties, 'DatabaseName') ??
    generatedName(context, 255, lower),
  async create(properties, context, id) {
    const DatabaseInput = { ...record(properties, 'DatabaseInput'), Name: id };
    await context.call('glue', 'CreateDatabase', { DatabaseInput });
    return { physicalId: id, attributes: {} };
  },
  async update(made, properties, _, context) {
    const DatabaseInput = { ...record(properties, 'DatabaseInput'), Name: made.physicalId };
    await context.call('glue', 'UpdateDatabase', { Name: made.physicalId, DatabaseInput });
    return made;
  },
  delete: (made, _, context) => ignoreMissing(context.call('glue', 'DeleteDatabase', { Name: made.physicalId })),
};

const table: ResourceType = {
  type: 'AWS::Glue::Table',
  properties: ['CatalogId', 'DatabaseName', 'Name', 'TableInput'],
  ignored: ['OpenTableFormatInput'],
  required: ['CatalogId', 'DatabaseName', 'TableInput'],
  replaceOn: ['CatalogId', 'DatabaseName'],
  identify: (properties, context) =>
    text(record(properties, 'TableInput') ?? {}, 'Name') ??
    text(properties, 'Name') ??
    generatedName(context, 255, lower),
  async create(properties, context, id) {
    await context.call('glue', 'CreateTable', tableCall(properties, id));
    return { physicalId: id, attributes: {} };
  },
  async update(made, properties, _, context) {
    await context.call('glue', 'UpdateTable', tableCall(properties, made.physicalId));
    return made;
  },
  delete: (made, properties, context) =>
    ignoreMissing(
      context.call('glue', 'DeleteTable', {
        DatabaseName: text(properties, 'DatabaseName'),
        Name: made.physicalId,
      }),
    ),
};

function tableCall(properties: Json, Name: string): Json {
  const input = record(properties, 'TableInput') ?? {};
  return {
    DatabaseName: text(properties, 'DatabaseName'),
    TableInput: {
      ...input,
      Name,
      ...pick(input, { Parameters: textMap, Retention: number }),
      ...storage(input),
    },
  };
}

function storage(input: Json): Json {
  const descriptor = record(input, 'StorageDescriptor');
  if (!descriptor) return {};
  const serde = record(descriptor, 'SerdeInfo');
  return {
    StorageDescriptor: {
      ...descriptor,
      ...pick(descriptor, {
        Compressed: flag,
        NumberOfBuckets: number,
        StoredAsSubDirectories: flag,
        Parameters: textMap,
      }),
      ...(serde ? { SerdeInfo: { ...serde, ...pick(serde, { Parameters: textMap }) } } : {}),
    },
  };
}

const partition: ResourceType = {
  type: 'AWS::Glue::Partition',
  properties: ['CatalogId', 'DatabaseName', 'PartitionInput', 'TableName'],
  required: ['CatalogId', 'DatabaseName', 'PartitionInput', 'TableName'],
  replaceOn: ['CatalogId', 'DatabaseName', 'TableName'],
  identify: (properties) => JSON.stringify(list(record(properties, 'PartitionInput') ?? {}, 'Values')),
  async create(properties, context, id) {
    await context.call('glue', 'CreatePartition', partitionCall(properties));
    return { physicalId: id, attributes: {} };
  },
  async update(made, properties, previous, context) {
    const PartitionValueList = list(record(previous, 'PartitionInput') ?? {}, 'Values').map(String);
    await context.call('glue', 'UpdatePartition', { ...partitionCall(properties), PartitionValueList });
    return { ...made, physicalId: JSON.stringify(list(record(properties, 'PartitionInput') ?? {}, 'Values')) };
  },
  delete: (_, properties, context) =>
    ignoreMissing(
      context.call('glue', 'DeletePartition', {
        DatabaseName: text(properties, 'DatabaseName'),
        TableName: text(properties, 'TableName'),
        PartitionValues: list(record(properties, 'PartitionInput') ?? {}, 'Values').map(String),
      }),
    ),
};

function partitionCall(properties: Json): Json {
  const input = record(properties, 'PartitionInput') ?? {};
  return {
    DatabaseName: text(properties, 'DatabaseName'),
    TableName: text(properties, 'TableName'),
    PartitionInput: { ...input, Values: list(input, 'Values').map(String), ...storage(input) },
  };
}

const jobSettings = {
  AllocatedCapacity: number,
  Command: (properties: Json, name: string) => {
    const command = record(properties, name);
    return command && pick(command, { Name: text, PythonVersion: text, Runtime: text, ScriptLocation: text });
  },
  Connections: record,
  DefaultArguments: textMap,
  Description: text,
  ExecutionClass: text,
  ExecutionProperty: (properties: Json, name: string) => {
    const property = record(properties, name);
    return property && pick(property, { MaxConcurrentRuns: number });
  },
  GlueVersion: text,
  LogUri: text,
  MaxCapacity: number,
  MaxRetries: number,
  NonOverridableArguments: textMap,
  NotificationProperty: (properties: Json, name: string) => {
    const property = record(properties, name);
    return property && pick(property, { NotifyDelayAfter: number });
  },
  NumberOfWorkers: number,
  Role: text,
  Timeout: number,
  WorkerType: text,
};

const job: ResourceType = {
  type: 'AWS::Glue::Job',
  properties: ['Name', 'Tags', ...Object.keys(jobSettings)],
  ignored: ['JobMode', 'JobRunQueuingEnabled', 'MaintenanceWindow', 'SecurityConfiguration'],
  required: ['Command', 'Role'],
  replaceOn: ['Name'],
  nameProperty: 'Name',
  identify: (properties, context) => text(properties, 'Name') ?? generatedName(context, 255),
  async create(properties, context, id) {
    await context.call('glue', 'CreateJob', {
      Name: id,
      ...pick(properties, jobSettings),
      Tags: tagMap(context.tags, properties.Tags),
    });
    return { physicalId: id, attributes: {} };
  },
  async update(made, properties, _, context) {
    await context.call('glue', 'UpdateJob', { JobName: made.physicalId, JobUpdate: pick(properties, jobSettings) });
    return made;
  },
  delete: (made, _, context) => ignoreMissing(context.call('glue', 'DeleteJob', { JobName: made.physicalId })),
};

const crawlerSettings = {
  Classifiers: texts,
  Configuration: document,
  DatabaseName: text,
  Description: text,
  LakeFormationConfiguration: record,
  RecrawlPolicy: record,
  Role: text,
  SchemaChangePolicy: record,
  TablePrefix: text,
  Targets: (properties: Json, name: string) => {
    const targets = record(properties, name);
    return (
      targets && {
        ...targets,
        ...(targets.S3Targets === undefined
          ? {}
          : {
              S3Targets: records(targets, 'S3Targets').map((target) => ({
                ...target,
                ...pick(target, { SampleSize: number }),
              })),
            }),
      }
    );
  },
  Schedule: (properties: Json, name: string) => {
    const schedule = record(properties, name);
    return schedule && text(schedule, 'ScheduleExpression');
  },
};

const crawler: ResourceType = {
  type: 'AWS::Glue::Crawler',
  properties: ['Name', 'Tags', ...Object.keys(crawlerSettings)],
  ignored: ['CrawlerSecurityConfiguration'],
  required: ['Role', 'Targets'],
  replaceOn: ['Name'],
  nameProperty: 'Name',
  identify: (properties, context) => text(properties, 'Name') ?? generatedName(context, 255),
  async create(properties, context, id) {
    await context.call('glue', 'CreateCrawler', {
      Name: id,
      ...pick(properties, crawlerSettings),
      Tags: tagMap(context.tags, properties.Tags),
    });
    return { physicalId: id, attributes: {} };
  },
  async update(made, properties, _, context) {
    await context.call('glue', 'UpdateCrawler', { Name: made.physicalId, ...pick(properties, crawlerSettings) });
    return made;
  },
  delete: (made, _, context) => ignoreMissing(context.call('glue', 'DeleteCrawler', { Name: made.physicalId })),
};

const triggerSettings = {
  Actions: (properties: Json, name: string) =>
    records(properties, name).map((action) =>
      pick(action, { JobName: text, CrawlerName: text, Arguments: textMap, Timeout: number }),
    ),
  Description: text,
  EventBatchingCondition: record,
  Predicate: record,
  Schedule: text,
};

const trigger: ResourceType = {
  type: 'AWS::Glue::Trigger',
  properties: ['Name', 'StartOnCreation', 'Tags', 'Type', 'WorkflowName', ...Object.keys(triggerSettings)],
  required: ['Actions', 'Type'],
  replaceOn: ['Name', 'Type', 'WorkflowName'],
  nameProperty: 'Name',
  identify: (properties, context) => text(properties, 'Name') ?? generatedName(context, 255),
  async create(properties, context, id) {
    await context.call('glue', 'CreateTrigger', {
      Name: id,
      ...pick(properties, triggerSettings),
      ...pick(properties, { StartOnCreation: flag, Type: text, WorkflowName: text }),
      Tags: tagMap(context.tags, properties.Tags),
    });
    return { physicalId: id, attributes: {} };
  },
  async update(made, properties, _, context) {
    const TriggerUpdate = pick(properties, triggerSettings);
    await context.call('glue', 'UpdateTrigger', { Name: made.physicalId, TriggerUpdate });
    return made;
  },
  delete: (made, _, context) => ignoreMissing(context.call('glue', 'DeleteTrigger', { Name: made.physicalId })),
};

const classifierKinds = ['CsvClassifier', 'GrokClassifier', 'JsonClassifier', 'XMLClassifier'];

function classifierCall(properties: Json, name: string): Json {
  const kind = classifierKinds.find((each) => properties[each] !== undefined);
  return kind ? { [kind]: { ...record(properties, kind), Name: name } } : {};
}

function classifierName(properties: Json, context: ResourceContext): string {
  const kind = classifierKinds.find((each) => properties[each] !== undefined);
  const given = kind && text(record(properties, kind) ?? {}, 'Name');
  return given ?? generatedName(context, 255);
}

const classifier: ResourceType = {
  type: 'AWS::Glue::Classifier',
  properties: classifierKinds,
  replaceOn: [],
  identify: classifierName,
  async create(properties, context, id) {
    await context.call('glue', 'CreateClassifier', classifierCall(properties, id));
    return { physicalId: id, attributes: {} };
  },
  async update(made, properties, _, context) {
    await context.call('glue', 'UpdateClassifier', classifierCall(properties, made.physicalId));
    return made;
  },
  delete: (made, _, context) => ignoreMissing(context.call('glue', 'DeleteClassifier', { Name: made.physicalId })),
};

export const glueTypes: readonly ResourceType[] = [database, table, partition, job, crawler, trigger, classifier];
