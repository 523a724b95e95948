import type { Json } from '../template/template.ts';
import { ignoreMissing, record, text, textMap } from './read.ts';
import { generatedName, type ResourceType } from './resourceType.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-glue-connection.html */
export const glueConnection: ResourceType = {
  type: 'AWS::Glue::Connection',
  properties: ['CatalogId', 'ConnectionInput'],
  required: ['CatalogId', 'ConnectionInput'],
  replaceOn: ['CatalogId'],
  identify: (properties, context) =>
    text(record(properties, 'ConnectionInput') ?? {}, 'Name') ?? generatedName(context, 255),
  async create(properties, context, id) {
    await context.call('glue', 'CreateConnection', { ConnectionInput: inputOf(properties, id) });
    return { physicalId: id, attributes: {} };
  },
  async update(made, properties, _, context) {
    const ConnectionInput = inputOf(properties, made.physicalId);
    await context.call('glue', 'UpdateConnection', { Name: made.physicalId, ConnectionInput });
    return made;
  },
  delete: (made, _, context) =>
    ignoreMissing(context.call('glue', 'DeleteConnection', { ConnectionName: made.physicalId })),
};

function inputOf(properties: Json, Name: string): Json {
  const input = record(properties, 'ConnectionInput') ?? {};
  const maps = ['ConnectionProperties', 'SparkProperties', 'AthenaProperties', 'PythonProperties'];
  const texts = maps.flatMap((name) => (input[name] === undefined ? [] : [[name, textMap(input, name)]]));
  return { ...input, ...(Object.fromEntries(texts) as Json), Name };
}
