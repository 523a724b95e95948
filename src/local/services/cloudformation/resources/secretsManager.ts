import { Fault } from '../../../server/fault.ts';
import { isJson, type Json } from '../template/template.ts';
import { flag, ignoreMissing, needText, number, pick, record, tagList, tagMap, text } from './read.ts';
import { generatedName, type ResourceContext, type ResourceType } from './resourceType.ts';

const passwordOptions = {
  ExcludeCharacters: text,
  ExcludeLowercase: flag,
  ExcludeNumbers: flag,
  ExcludePunctuation: flag,
  ExcludeUppercase: flag,
  IncludeSpace: flag,
  PasswordLength: number,
  RequireEachIncludedType: flag,
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html */
const secret: ResourceType = {
  type: 'AWS::SecretsManager::Secret',
  properties: ['Description', 'GenerateSecretString', 'KmsKeyId', 'Name', 'SecretString', 'Tags'],
  ignored: ['ReplicaRegions', 'Type'],
  replaceOn: ['Name'],
  nameProperty: 'Name',
  attributes: ['Id'],
  async create(properties, context) {
    const { ARN } = await context.call<{ ARN: string }>('secretsmanager', 'CreateSecret', {
      Name: text(properties, 'Name') ?? generatedName(context, 64),
      ...pick(properties, { Description: text, KmsKeyId: text }),
      SecretString: await secretText(properties, context),
      Tags: tagList(tagMap(context.tags, properties.Tags)),
    });
    return { physicalId: ARN, attributes: { Id: ARN } };
  },
  async update(made, properties, previous, context) {
    // A value that was generated stays, unless the template now asks for another one.
    const changed = ['SecretString', 'GenerateSecretString'].some(
      (name) => JSON.stringify(properties[name]) !== JSON.stringify(previous[name]),
    );
    await context.call('secretsmanager', 'UpdateSecret', {
      SecretId: made.physicalId,
      ...pick(properties, { Description: text, KmsKeyId: text }),
      ...(changed ? { SecretString: await secretText(properties, context) } : {}),
    });
    return made;
  },
  delete: (made, _, context) => {
    const input = { SecretId: made.physicalId, ForceDeleteWithoutRecovery: true };
    return ignoreMissing(context.call('secretsmanager', 'DeleteSecret', input));
  },
};

/** @throws Fault when the template that the value is put into is no JSON object */
async function secretText(properties: Json, context: ResourceContext): Promise<string> {
  const given = text(properties, 'SecretString');
  if (given !== undefined) return given;
  const generate = record(properties, 'GenerateSecretString') ?? {};
  const options = pick(generate, passwordOptions);
  const { RandomPassword } = await context.call<{ RandomPassword: string }>(
    'secretsmanager',
    'GetRandomPassword',
    options,
  );
  const key = text(generate, 'GenerateStringKey');
  if (key === undefined) return RandomPassword;
  return JSON.stringify({ ...objectOf(needText(generate, 'SecretStringTemplate')), [key]: RandomPassword });
}

function objectOf(json: string): Json {
  try {
    const value: unknown = JSON.parse(json);
    if (isJson(value)) return value;
  } catch {
    // Not JSON: it gets the one error for what is no object.
  }
  throw new Fault('ValidationError', 'The secret string must be a valid JSON object.');
}

/**
 * Adds to a secret where the database is that it signs in to.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secrettargetattachment.html
 */
const targetAttachment: ResourceType = {
  type: 'AWS::SecretsManager::SecretTargetAttachment',
  properties: ['SecretId', 'TargetId', 'TargetType'],
  required: ['SecretId', 'TargetId', 'TargetType'],
  replaceOn: ['SecretId', 'TargetId', 'TargetType'],
  attributes: ['Id'],
  async create(properties, context) {
    const SecretId = needText(properties, 'SecretId');
    const type = needText(properties, 'TargetType');
    if (type !== 'AWS::RDS::DBInstance') {
      throw new Fault(
        'ValidationError',
        `The local endpoint attaches secrets to AWS::RDS::DBInstance, not to ${type}.`,
      );
    }
    const { DBInstances } = await context.call<{ DBInstances: readonly InstanceShape[] }>(
      'rds',
      'DescribeDBInstances',
      {
        DBInstanceIdentifier: needText(properties, 'TargetId'),
      },
    );
    const { SecretString } = await context.call<{ SecretString?: string }>('secretsmanager', 'GetSecretValue', {
      SecretId,
    });
    const [instance] = DBInstances;
    const place = {
      engine: instance?.Engine,
      host: instance?.Endpoint?.Address,
      port: instance?.Endpoint?.Port,
      dbname: instance?.DBName,
      dbInstanceIdentifier: instance?.DBInstanceIdentifier,
    };
    await context.call('secretsmanager', 'PutSecretValue', {
      SecretId,
      SecretString: JSON.stringify({ ...objectOf(SecretString ?? ''), ...place }),
    });
    return { physicalId: SecretId, attributes: { Id: SecretId } };
  },
  /** The secret keeps what it was told, as on AWS. */
  async delete() {},
};

interface InstanceShape {
  readonly DBInstanceIdentifier: string;
  readonly DBName?: string;
  readonly Engine: string;
  readonly Endpoint?: { readonly Address: string; readonly Port: number };
}

export const secretsManagerTypes: readonly ResourceType[] = [secret, targetAttachment];
