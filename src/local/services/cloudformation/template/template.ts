/** What a template is made of, and the checks that need no parameters. */
import { z } from 'zod';
import { readTemplate, templateFault } from './readTemplate.ts';
import { references } from './references.ts';

export type Json = Record<string, unknown>;

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Json;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Metadata?: unknown;
}

export interface TemplateParameter {
  readonly Type: string;
  readonly Default?: string | number | boolean | readonly (string | number)[];
  readonly AllowedValues?: readonly (string | number | boolean)[];
  readonly AllowedPattern?: string;
  readonly ConstraintDescription?: string;
  readonly Description?: string;
  readonly MinLength?: number;
  readonly MaxLength?: number;
  readonly MinValue?: number;
  readonly MaxValue?: number;
  readonly NoEcho?: boolean;
}

export interface TemplateOutput {
  readonly Value: unknown;
  readonly Description?: string;
  readonly Condition?: string;
  readonly Export?: { readonly Name: unknown };
}

export interface Template {
  readonly Description?: string;
  readonly Metadata?: unknown;
  readonly Transform?: string | readonly string[];
  readonly Parameters: Readonly<Record<string, TemplateParameter>>;
  readonly Mappings: Readonly<Record<string, Json>>;
  readonly Conditions: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs: Readonly<Record<string, TemplateOutput>>;
}

const sections = [
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Transform',
  'Parameters',
  'Mappings',
  'Conditions',
  'Rules',
  'Resources',
  'Outputs',
  'Hooks',
];

const resourceAttributes = [
  'Type',
  'Properties',
  'DependsOn',
  'Condition',
  'Metadata',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'CreationPolicy',
  'UpdatePolicy',
];

const object = z.record(z.string(), z.unknown());
// YAML writes numbers and booleans where the API means text, and the other way round.
const loose = z.union([z.string(), z.number(), z.boolean()]);
const parameterSchema = z.object({
  Type: z.string(),
  Default: z.union([loose, z.array(z.union([z.string(), z.number()]))]).optional(),
  AllowedValues: z.array(loose).optional(),
  AllowedPattern: z.string().optional(),
  ConstraintDescription: z.string().optional(),
  Description: z.string().optional(),
  MinLength: z.coerce.number().optional(),
  MaxLength: z.coerce.number().optional(),
  MinValue: z.coerce.number().optional(),
  MaxValue: z.coerce.number().optional(),
  NoEcho: z
    .union([z.boolean(), z.string()])
    .transform((value) => String(value).toLowerCase() === 'true')
    .optional(),
});

const languageExtensions = 'AWS::LanguageExtensions';

const pseudoParameters = new Set([
  'AWS::AccountId',
  'AWS::NotificationARNs',
  'AWS::NoValue',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
]);

/**
 * Reads and checks a template's structure and names.
 * @param writeOutLoops for templates with the transform AWS::LanguageExtensions; its other functions are known anyway
 * @throws Fault ValidationError, worded as CloudFormation words it
 */
export function parseTemplate(
  text: string,
  writeOutLoops: (raw: Json, declared: Template['Parameters']) => Json,
): Template {
  const source = readTemplate(text);
  if (!isJson(source)) throw templateFault('Template format error: unsupported structure.');
  const declared = parameters(section(source, 'Parameters'));
  const transform = source.Transform === undefined ? [] : transforms(source.Transform);
  const raw = transform.includes(languageExtensions) ? writeOutLoops(source, declared) : source;
  const unknown = Object.keys(raw).filter((name) => !sections.includes(name));
  if (unknown.length > 0) throw templateFault(`Invalid template property or properties [${unknown.join(', ')}]`);
  const version = raw.AWSTemplateFormatVersion;
  if (version !== undefined && version !== '2010-09-09') {
    throw templateFault(`Template format error: unsupported value for AWSTemplateFormatVersion.`);
  }
  if (raw.Description !== undefined && typeof raw.Description !== 'string') {
    throw templateFault("Template format error: 'Description' length is greater than 1024, or it is not a string.");
  }
  if (raw.Rules !== undefined) {
    throw templateFault('Template format error: the local endpoint does not support the Rules section.');
  }
  const template: Template = {
    ...(raw.Description === undefined ? {} : { Description: raw.Description as string }),
    ...(raw.Metadata === undefined ? {} : { Metadata: raw.Metadata }),
    ...(transform.length === 0 ? {} : { Transform: transform }),
    Parameters: declared,
    Mappings: section(raw, 'Mappings') as Record<string, Json>,
    Conditions: section(raw, 'Conditions'),
    Resources: resources(section(raw, 'Resources')),
    Outputs: outputs(section(raw, 'Outputs')),
  };
  checkNames(template);
  return template;
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function section(raw: Json, name: string): Json {
  const value = raw[name] ?? {};
  if (!isJson(value)) throw templateFault(`Template format error: ${name} must be an object.`);
  return value;
}

function transforms(value: unknown): string[] {
  const names = (Array.isArray(value) ? value : [value]).map((each) =>
    isJson(each) ? String(each.Name) : String(each),
  );
  for (const name of names) {
    if (name !== languageExtensions) {
      throw templateFault(`No transform named ${name} found. The local endpoint knows AWS::LanguageExtensions only.`);
    }
  }
  return names;
}

function parameters(raw: Json): Record<string, TemplateParameter> {
  return Object.fromEntries(
    Object.entries(raw).map(([name, value]) => {
      if (!isJson(value) || value.Type === undefined) {
        throw templateFault('Template format error: Every Parameters object must contain a Type member.');
      }
      const parsed = parameterSchema.safeParse(value);
      if (!parsed.success) {
        throw templateFault(`Template format error: Invalid parameter ${name}: ${z.prettifyError(parsed.error)}`);
      }
      return [name, parsed.data as TemplateParameter];
    }),
  );
}

function resources(raw: Json): Record<string, TemplateResource> {
  const names = Object.keys(raw);
  if (names.length === 0) {
    throw templateFault('Template format error: At least one Resources member must be defined.');
  }
  for (const name of names) {
    if (!/^[a-zA-Z0-9]{1,255}$/.test(name)) {
      throw templateFault(`Template format error: Resource name ${name} is non alphanumeric.`);
    }
    const value = raw[name];
    if (!isJson(value) || typeof value.Type !== 'string') {
      throw templateFault(
        `Template format error: [/Resources/${name}] Every Resources object must contain a Type member.`,
      );
    }
    for (const attribute of Object.keys(value)) {
      if (!resourceAttributes.includes(attribute)) {
        throw templateFault(`Invalid template resource property '${attribute}'`);
      }
    }
    if (value.Properties !== undefined && value.Properties !== null && !object.safeParse(value.Properties).success) {
      throw templateFault(`Template format error: [/Resources/${name}/Properties] must be an object.`);
    }
  }
  return raw as unknown as Record<string, TemplateResource>;
}

function outputs(raw: Json): Record<string, TemplateOutput> {
  for (const [name, value] of Object.entries(raw)) {
    if (!/^[a-zA-Z0-9]{1,255}$/.test(name)) {
      throw templateFault(`Template format error: Output name ${name} is non alphanumeric.`);
    }
    if (!isJson(value) || value.Value === undefined) {
      throw templateFault('Template format error: Every Outputs member must contain a Value object');
    }
  }
  return raw as unknown as Record<string, TemplateOutput>;
}

/** Every name that is referred to must exist; CloudFormation refuses the template before anything is created. */
function checkNames(template: Template): void {
  const known = (name: string) =>
    pseudoParameters.has(name) || Object.hasOwn(template.Parameters, name) || Object.hasOwn(template.Resources, name);
  const unresolved = (names: Iterable<string>, block: string) => {
    const missing = [...new Set([...names].filter((name) => !known(name)))];
    if (missing.length > 0) {
      throw templateFault(
        `Template format error: Unresolved resource dependencies [${missing.join(', ')}] in the ${block} block of the template`,
      );
    }
  };
  const conditionKnown = (name: string, block: string) => {
    if (!Object.hasOwn(template.Conditions, name)) {
      throw templateFault(
        `Template format error: Unresolved condition dependency ${name} in the ${block} block of the template`,
      );
    }
  };

  for (const condition of Object.values(template.Conditions)) {
    const found = references(condition);
    const wrong = [...found.names].filter((name) => !known(name) || Object.hasOwn(template.Resources, name));
    if (wrong.length > 0) {
      throw templateFault(
        `Template format error: Unresolved dependencies [${wrong.join(', ')}]. Cannot reference resources in the Conditions block of the template`,
      );
    }
    for (const name of found.conditions) conditionKnown(name, 'Conditions');
  }
  for (const resource of Object.values(template.Resources)) {
    const found = references(resource.Properties);
    unresolved(found.names, 'Resources');
    for (const name of dependsOn(resource)) {
      if (!Object.hasOwn(template.Resources, name)) unresolved([name], 'Resources');
    }
    for (const name of found.conditions) conditionKnown(name, 'Resources');
    if (resource.Condition !== undefined) conditionKnown(resource.Condition, 'Resources');
  }
  for (const output of Object.values(template.Outputs)) {
    const found = references([output.Value, output.Export?.Name]);
    unresolved(found.names, 'Outputs');
    for (const name of found.conditions) conditionKnown(name, 'Outputs');
    if (output.Condition !== undefined) conditionKnown(output.Condition, 'Outputs');
  }
}

export function dependsOn(resource: TemplateResource): readonly string[] {
  const { DependsOn } = resource;
  return DependsOn === undefined ? [] : typeof DependsOn === 'string' ? [DependsOn] : DependsOn;
}
