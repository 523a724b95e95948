import { zipSync } from 'fflate';
import { Fault } from '../../../server/fault.ts';
import type { Json } from '../template/template.ts';
import { ignoreMissing, needText, number, pick, record, tagMap, text, textMap, texts } from './read.ts';
import { generatedName, type ResourceContext, type ResourceType } from './resourceType.ts';

const configuration = {
  Description: text,
  Environment: (properties: Json, name: string) => {
    const environment = record(properties, name);
    return environment && { Variables: textMap(environment, 'Variables') ?? {} };
  },
  EphemeralStorage: (properties: Json, name: string) => {
    const storage = record(properties, name);
    return storage && pick(storage, { Size: number });
  },
  Handler: text,
  Layers: texts,
  MemorySize: number,
  Role: text,
  Runtime: text,
  Timeout: number,
};

const lambdaFunction: ResourceType = {
  type: 'AWS::Lambda::Function',
  properties: ['Architectures', 'Code', 'FunctionName', 'PackageType', 'Tags', ...Object.keys(configuration)],
  ignored: [
    'CodeSigningConfigArn',
    'DeadLetterConfig',
    'FileSystemConfigs',
    'ImageConfig',
    'KmsKeyArn',
    'LoggingConfig',
    'RecursiveLoop',
    'ReservedConcurrentExecutions',
    'RuntimeManagementConfig',
    'SnapStart',
    'TracingConfig',
    'VpcConfig',
  ],
  required: ['Code', 'Role'],
  replaceOn: ['FunctionName', 'PackageType'],
  nameProperty: 'FunctionName',
  attributes: ['Arn'],
  identify: (properties, context) => text(properties, 'FunctionName') ?? generatedName(context, 64),
  async create(properties, context, id) {
    const answer = await context.call<{ FunctionArn: string }>('lambda', 'CreateFunction', {
      FunctionName: id,
      ...pick(properties, configuration),
      ...pick(properties, { Architectures: texts, PackageType: text }),
      Code: codeOf(properties),
      Tags: tagMap(context.tags, properties.Tags),
    });
    return { physicalId: id, attributes: { Arn: answer.FunctionArn } };
  },
  async update(made, properties, previous, context) {
    const FunctionName = made.physicalId;
    if (JSON.stringify(properties.Code) !== JSON.stringify(previous.Code)) {
      await context.call('lambda', 'UpdateFunctionCode', { FunctionName, ...codeOf(properties) });
    }
    await context.call('lambda', 'UpdateFunctionConfiguration', { FunctionName, ...pick(properties, configuration) });
    return made;
  },
  delete: (made, _, context) =>
    ignoreMissing(context.call('lambda', 'DeleteFunction', { FunctionName: made.physicalId })),
};

/** Code in S3 as the API takes it; a ZipFile in a template is the source of `index`, not a zip. */
function codeOf(properties: Json): Json {
  if (typeof properties.Code === 'string') {
    throw new Fault(
      'InvalidRequest',
      `Code is the local path ${properties.Code}: run the template through "package" first, which uploads it.`,
    );
  }
  const code = record(properties, 'Code') ?? {};
  const inline = text(code, 'ZipFile');
  if (inline === undefined) return pick(code, { S3Bucket: text, S3Key: text, S3ObjectVersion: text, ImageUri: text });
  const file = text(properties, 'Runtime')?.startsWith('nodejs') ? 'index.js' : 'index.py';
  // A fixed date keeps the hash of the same code the same.
  return { ZipFile: zipSync({ [file]: Buffer.from(inline) }, { mtime: new Date('1980-01-01T12:00:00Z') }) };
}

const permission: ResourceType = {
  type: 'AWS::Lambda::Permission',
  properties: ['Action', 'FunctionName', 'Principal', 'SourceAccount', 'SourceArn'],
  ignored: ['EventSourceToken', 'FunctionUrlAuthType', 'InvokedViaFunctionUrl', 'PrincipalOrgID'],
  required: ['Action', 'FunctionName', 'Principal'],
  replaceOn: ['Action', 'FunctionName', 'Principal', 'SourceAccount', 'SourceArn'],
  attributes: ['Id'],
  identify: (_, context) => generatedName(context, 100),
  async create(properties, context, id) {
    await context.callIfServed('lambda', 'AddPermission', {
      StatementId: id,
      ...pick(properties, {
        Action: text,
        FunctionName: text,
        Principal: text,
        SourceAccount: text,
        SourceArn: text,
      }),
    });
    return { physicalId: id, attributes: { Id: id } };
  },
  delete: (made, properties, context) =>
    ignoreMissing(
      context.callIfServed('lambda', 'RemovePermission', {
        FunctionName: text(properties, 'FunctionName'),
        StatementId: made.physicalId,
      }),
    ),
};

const layerVersion: ResourceType = {
  type: 'AWS::Lambda::LayerVersion',
  properties: ['CompatibleArchitectures', 'CompatibleRuntimes', 'Content', 'Description', 'LayerName', 'LicenseInfo'],
  required: ['Content'],
  replaceOn: [],
  attributes: ['LayerVersionArn'],
  async create(properties, context) {
    const content = record(properties, 'Content') ?? {};
    const { LayerVersionArn } = await context.call<{ LayerVersionArn: string }>('lambda', 'PublishLayerVersion', {
      LayerName: text(properties, 'LayerName') ?? `${context.stackName}-${context.logicalId}`,
      Content: pick(content, { S3Bucket: text, S3Key: text, S3ObjectVersion: text }),
      ...pick(properties, {
        CompatibleArchitectures: texts,
        CompatibleRuntimes: texts,
        Description: text,
        LicenseInfo: text,
      }),
    });
    return { physicalId: LayerVersionArn, attributes: { LayerVersionArn } };
  },
  delete: (made, _, context) => {
    const [layer, version] = [made.physicalId.split(':').at(-2), made.physicalId.split(':').at(-1)];
    const input = { LayerName: layer, VersionNumber: Number(version) };
    return ignoreMissing(context.call('lambda', 'DeleteLayerVersion', input));
  },
};

const eventInvokeConfig: ResourceType = {
  type: 'AWS::Lambda::EventInvokeConfig',
  properties: ['DestinationConfig', 'FunctionName', 'MaximumEventAgeInSeconds', 'MaximumRetryAttempts', 'Qualifier'],
  required: ['FunctionName', 'Qualifier'],
  replaceOn: ['FunctionName', 'Qualifier'],
  identify: (_, context) => generatedName(context, 100),
  async create(properties, context, id) {
    await putEventInvokeConfig(properties, context);
    return { physicalId: id, attributes: {} };
  },
  async update(made, properties, _, context) {
    await putEventInvokeConfig(properties, context);
    return made;
  },
  delete: (_, properties, context) =>
    ignoreMissing(
      context.callIfServed('lambda', 'DeleteFunctionEventInvokeConfig', {
        FunctionName: text(properties, 'FunctionName'),
        Qualifier: text(properties, 'Qualifier'),
      }),
    ),
};

async function putEventInvokeConfig(properties: Json, context: ResourceContext): Promise<void> {
  await context.callIfServed('lambda', 'PutFunctionEventInvokeConfig', {
    FunctionName: needText(properties, 'FunctionName'),
    ...pick(properties, {
      DestinationConfig: record,
      MaximumEventAgeInSeconds: number,
      MaximumRetryAttempts: number,
      Qualifier: text,
    }),
  });
}

export const lambdaTypes: readonly ResourceType[] = [lambdaFunction, permission, layerVersion, eventInvokeConfig];
