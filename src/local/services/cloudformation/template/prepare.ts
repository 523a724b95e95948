/** A template together with its parameters: what would exist, in which order. */
import { writeOutLoops } from './forEach.ts';
import { checkFunctions, conditionEvaluator, type Scope, takeBranches } from './intrinsics.ts';
import { type GivenParameter, parameterRef, parameterValues } from './parameters.ts';
import { templateFault } from './readTemplate.ts';
import { references } from './references.ts';
import { dependsOn, type Json, parseTemplate, type Template, type TemplateOutput } from './template.ts';

export interface PreparedResource {
  readonly logicalId: string;
  readonly type: string;
  /** With the branches of Fn::If taken, the other functions still to be evaluated. */
  readonly properties: Json;
  /** Resources that must exist before it, named or referred to. */
  readonly after: readonly string[];
  readonly deletionPolicy: string;
  readonly updateReplacePolicy: string;
}

export interface PreparedOutput {
  readonly key: string;
  readonly value: unknown;
  readonly description?: string;
  readonly exportName?: unknown;
}

export interface Prepared {
  readonly template: Template;
  readonly parameters: Readonly<Record<string, string>>;
  /** In an order in which each can be created. */
  readonly resources: readonly PreparedResource[];
  readonly outputs: readonly PreparedOutput[];
  /** All of a scope but the resources and the other stacks. */
  readonly scope: Pick<Scope, 'values' | 'mappings' | 'condition'>;
}

export interface StackIdentity {
  readonly stackId: string;
  readonly stackName: string;
  readonly region: string;
  readonly accountId: string;
  readonly notificationArns: readonly string[];
}

/** @throws Fault ValidationError as CloudFormation words it */
export function prepare(
  text: string,
  given: readonly GivenParameter[],
  previous: Readonly<Record<string, string>> | undefined,
  identity: StackIdentity,
): Prepared {
  const parametersOf = (Parameters: Template['Parameters']) => parameterValues({ Parameters }, given, previous);
  const template = parseTemplate(
    text,
    writeOutLoops((declared) => valuesOf(declared, parametersOf(declared), identity)),
  );
  const parameters = parametersOf(template.Parameters);
  const values = valuesOf(template.Parameters, parameters, identity);
  const condition = conditionEvaluator(template.Conditions, { values, mappings: template.Mappings });
  for (const name of Object.keys(template.Conditions)) condition(name);

  const active = new Set(
    Object.entries(template.Resources)
      .filter(([, resource]) => resource.Condition === undefined || condition(resource.Condition))
      .map(([name]) => name),
  );
  const resources = [...active].map((logicalId): PreparedResource => {
    const resource = template.Resources[logicalId]!;
    checkFunctions(resource.Properties);
    const properties = takeBranches(resource.Properties ?? {}, condition) as Json;
    const referred = existing(references(properties).names, template, active, 'Resources');
    const named = dependsOn(resource).filter((name) => active.has(name));
    const deletionPolicy = resource.DeletionPolicy ?? 'Delete';
    return {
      logicalId,
      type: resource.Type,
      properties,
      after: [...new Set([...referred, ...named])],
      deletionPolicy,
      updateReplacePolicy: resource.UpdateReplacePolicy ?? 'Delete',
    };
  });
  const outputs = Object.entries(template.Outputs)
    .filter(([, output]) => output.Condition === undefined || condition(output.Condition))
    .map(([key, output]) => outputOf(key, output, condition));
  existing(references(outputs.map((output) => [output.value, output.exportName])).names, template, active, 'Outputs');
  return {
    template,
    parameters,
    resources: inOrder(resources),
    outputs,
    scope: { values, mappings: template.Mappings, condition },
  };
}

/** What parameters and pseudo parameters stand for. */
function valuesOf(
  declared: Template['Parameters'],
  parameters: Readonly<Record<string, string>>,
  identity: StackIdentity,
): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>([
    ['AWS::AccountId', identity.accountId],
    ['AWS::NotificationARNs', identity.notificationArns],
    ['AWS::Partition', 'aws'],
    ['AWS::Region', identity.region],
    ['AWS::StackId', identity.stackId],
    ['AWS::StackName', identity.stackName],
    ['AWS::URLSuffix', 'amazonaws.com'],
    ...Object.entries(parameters).map(([name, value]) => [name, parameterRef(declared[name]!, value)] as const),
  ]);
}

/** The resources, each after those it needs, else as the template lists them. @throws Fault on a circle */
export function inOrder<T extends { readonly logicalId: string; readonly after: readonly string[] }>(
  resources: readonly T[],
): T[] {
  const waiting = new Map(resources.map((resource) => [resource.logicalId, resource]));
  const ordered: T[] = [];
  while (waiting.size > 0) {
    const next = [...waiting.values()].find((resource) => !resource.after.some((name) => waiting.has(name)));
    if (!next) throw templateFault(`Circular dependency between resources: [${circle(waiting).join(', ')}]`);
    waiting.delete(next.logicalId);
    ordered.push(next);
  }
  return ordered;
}

/** Of those that wait, only the ones that wait for themselves, not those that merely come after a circle. */
function circle(waiting: ReadonlyMap<string, { readonly after: readonly string[] }>): string[] {
  const reaches = (from: string, to: string, seen: Set<string>): boolean =>
    (waiting.get(from)?.after ?? []).some((name) => {
      if (!waiting.has(name) || seen.has(name)) return false;
      seen.add(name);
      return name === to || reaches(name, to, seen);
    });
  return [...waiting.keys()].filter((name) => reaches(name, name, new Set()));
}

function outputOf(key: string, output: TemplateOutput, condition: (name: string) => boolean): PreparedOutput {
  checkFunctions(output.Value);
  return {
    key,
    value: takeBranches(output.Value, condition),
    ...(output.Description === undefined ? {} : { description: output.Description }),
    ...(output.Export === undefined ? {} : { exportName: takeBranches(output.Export.Name, condition) }),
  };
}

function existing(
  names: ReadonlySet<string>,
  template: Template,
  active: ReadonlySet<string>,
  block: string,
): string[] {
  const resources = [...names].filter((name) => Object.hasOwn(template.Resources, name));
  const absent = resources.filter((name) => !active.has(name));
  if (absent.length > 0) {
    throw templateFault(
      `Template format error: Unresolved resource dependencies [${absent.join(', ')}] in the ${block} block of the template`,
    );
  }
  return resources;
}
