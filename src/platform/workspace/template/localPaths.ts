/**
 * Where a template may name a local file: the resources that `aws cloudformation package` knows, of those that data
 * pipelines use. https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html
 */
import { type Document, isMap, isScalar } from 'yaml';

/** How the uploaded place is written in the file's stead. */
export type PlaceForm = 'uri' | 'lambda' | 'bucket-key';

export interface LocalPath {
  readonly resource: string;
  /** Such as `Command.ScriptLocation`. */
  readonly property: string;
  /** Where the value stands in the source text. */
  readonly range: readonly [start: number, end: number];
  /** As the template writes it, relative to the template's folder. */
  readonly path: string;
  readonly form: PlaceForm;
  /** A file is packed too, not only a folder. */
  readonly zip: boolean;
}

interface Known {
  readonly property: readonly string[];
  readonly form: PlaceForm;
  readonly zip: boolean;
}

const known: Readonly<Record<string, readonly Known[]>> = {
  'AWS::Glue::Job': [{ property: ['Command', 'ScriptLocation'], form: 'uri', zip: false }],
  'AWS::Lambda::Function': [{ property: ['Code'], form: 'lambda', zip: true }],
  'AWS::Lambda::LayerVersion': [{ property: ['Content'], form: 'lambda', zip: true }],
  'AWS::StepFunctions::StateMachine': [{ property: ['DefinitionS3Location'], form: 'bucket-key', zip: false }],
};

/** The local paths of a template, in its order. Values with a tag or in S3 already are none. */
export function localPaths(template: Document): LocalPath[] {
  const resources = template.get('Resources');
  if (!isMap(resources)) return [];
  return resources.items.flatMap((pair) => {
    const resource = String(pair.key);
    const type = template.getIn(['Resources', resource, 'Type']);
    return (known[String(type)] ?? []).flatMap(({ property, form, zip }) => {
      const at = ['Resources', resource, 'Properties', ...property];
      const node = template.getIn(at, true);
      if (!isScalar(node) || node.tag?.startsWith('!') || typeof node.value !== 'string') return [];
      if (isElsewhere(node.value) || !node.range) return [];
      const [start, end] = node.range;
      return [{ resource, property: property.join('.'), range: [start, end], path: node.value, form, zip }];
    });
  });
}

function isElsewhere(value: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(value);
}

/** What stands in the template once the file is uploaded, as JSON: YAML reads that too. */
export function placeText(form: PlaceForm, bucket: string, key: string): string {
  if (form === 'uri') return JSON.stringify(`s3://${bucket}/${key}`);
  return form === 'lambda'
    ? `{ "S3Bucket": ${JSON.stringify(bucket)}, "S3Key": ${JSON.stringify(key)} }`
    : `{ "Bucket": ${JSON.stringify(bucket)}, "Key": ${JSON.stringify(key)} }`;
}
