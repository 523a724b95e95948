import { Fault } from '../../../server/fault.ts';
import { isJson, type Json } from '../template/template.ts';
import { refuseExisting } from './exists.ts';
import { flag, ignoreMissing, needText, record, records, tagMap, text, textMap } from './read.ts';
import { generatedName, type ResourceContext, type ResourceType } from './resourceType.ts';
import { readObject } from './s3Object.ts';

const stateMachine: ResourceType = {
  type: 'AWS::StepFunctions::StateMachine',
  properties: [
    'Definition',
    'DefinitionS3Location',
    'DefinitionString',
    'DefinitionSubstitutions',
    'LoggingConfiguration',
    'RoleArn',
    'StateMachineName',
    'StateMachineType',
    'Tags',
    'TracingConfiguration',
  ],
  ignored: ['EncryptionConfiguration'],
  required: ['RoleArn'],
  replaceOn: ['StateMachineName', 'StateMachineType'],
  nameProperty: 'StateMachineName',
  attributes: ['Arn', 'Name', 'StateMachineRevisionId'],
  identify(properties, context) {
    const name = text(properties, 'StateMachineName') ?? generatedName(context, 80);
    return `arn:aws:states:${context.region}:${context.accountId}:stateMachine:${name}`;
  },
  async create(properties, context, id) {
    const name = id.split(':').at(-1)!;
    const definition = await definitionOf(properties, context);
    await refuseExisting(context, id, 'states', 'DescribeStateMachine', { stateMachineArn: id });
    await context.call('states', 'CreateStateMachine', {
      name,
      definition,
      type: text(properties, 'StateMachineType') ?? 'STANDARD',
      ...settings(properties),
      tags: Object.entries(tagMap(context.tags, properties.Tags)).map(([key, value]) => ({ key, value })),
    });
    return { physicalId: id, attributes: { Arn: id, Name: name, StateMachineRevisionId: 'INITIAL' } };
  },
  async update(made, properties, _, context) {
    const answer = await context.call<{ revisionId?: string }>('states', 'UpdateStateMachine', {
      stateMachineArn: made.physicalId,
      definition: await definitionOf(properties, context),
      ...settings(properties),
    });
    const revision = answer.revisionId ?? made.attributes.StateMachineRevisionId;
    return { ...made, attributes: { ...made.attributes, StateMachineRevisionId: revision } };
  },
  delete: (made, _, context) =>
    ignoreMissing(context.call('states', 'DeleteStateMachine', { stateMachineArn: made.physicalId })),
};

/** The API's members begin with small letters. */
function settings(properties: Json): Json {
  const logging = record(properties, 'LoggingConfiguration');
  const tracing = record(properties, 'TracingConfiguration');
  return {
    roleArn: needText(properties, 'RoleArn'),
    ...(logging
      ? {
          loggingConfiguration: {
            level: text(logging, 'Level'),
            includeExecutionData: flag(logging, 'IncludeExecutionData'),
            destinations: records(logging, 'Destinations').map((destination) => ({
              cloudWatchLogsLogGroup: {
                logGroupArn: text(record(destination, 'CloudWatchLogsLogGroup') ?? {}, 'LogGroupArn'),
              },
            })),
          },
        }
      : {}),
    ...(tracing ? { tracingConfiguration: { enabled: flag(tracing, 'Enabled') } } : {}),
  };
}

/** The ASL, from wherever the template has it, `${Name}` filled in from DefinitionSubstitutions. */
async function definitionOf(properties: Json, context: ResourceContext): Promise<string> {
  const substitutions = textMap(properties, 'DefinitionSubstitutions') ?? {};
  const source = await definitionText(properties, context);
  return source.replace(/\$\{([a-zA-Z0-9_]+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(substitutions, name) ? substitutions[name] : undefined;
    // The value stands inside a JSON string.
    return value === undefined ? whole : JSON.stringify(value).slice(1, -1);
  });
}

async function definitionText(properties: Json, context: ResourceContext): Promise<string> {
  const inline = text(properties, 'DefinitionString');
  if (inline !== undefined) return inline;
  if (isJson(properties.Definition)) return JSON.stringify(properties.Definition);
  const { DefinitionS3Location: location } = properties;
  if (isJson(location)) {
    const bytes = await readObject(
      context,
      needText(location, 'Bucket'),
      needText(location, 'Key'),
      text(location, 'Version'),
    );
    return asJson(Buffer.from(bytes).toString('utf8'));
  }
  if (typeof location === 'string') {
    throw new Fault(
      'InvalidRequest',
      `DefinitionS3Location is the local path ${location}: run the template through "package" first, which uploads it.`,
    );
  }
  throw new Fault('InvalidRequest', 'One of DefinitionString, Definition and DefinitionS3Location must be given.');
}

/** A definition in S3 may be YAML, which the service reads as JSON. */
async function asJson(source: string): Promise<string> {
  if (source.trimStart().startsWith('{')) return source;
  const { parse } = await import('yaml');
  return JSON.stringify(parse(source));
}

export const stepFunctionsTypes: readonly ResourceType[] = [stateMachine];
