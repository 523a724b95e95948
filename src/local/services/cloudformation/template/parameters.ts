/** Parameters: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html */
import { templateFault } from './readTemplate.ts';
import type { Template, TemplateParameter } from './template.ts';

/** As the API takes them. */
export interface GivenParameter {
  readonly ParameterKey: string;
  readonly ParameterValue?: string | undefined;
  readonly UsePreviousValue?: boolean | undefined;
}

/**
 * The values a template's parameters have: given, previous or default, all as text.
 * @throws Fault ValidationError for what is missing, unknown or outside its constraints
 */
export function parameterValues(
  template: Pick<Template, 'Parameters'>,
  given: readonly GivenParameter[],
  previous: Readonly<Record<string, string>> | undefined,
): Record<string, string> {
  const unknown = given.map((each) => each.ParameterKey).filter((key) => !Object.hasOwn(template.Parameters, key));
  if (unknown.length > 0) throw templateFault(`Parameters: [${unknown.join(', ')}] do not exist in the template`);

  const values: Record<string, string> = {};
  const missing: string[] = [];
  for (const [name, parameter] of Object.entries(template.Parameters)) {
    if (parameter.Type.startsWith('AWS::SSM::')) {
      throw templateFault(
        `Parameter ${name} has the type ${parameter.Type}: the local endpoint has no Parameter Store to read it from.`,
      );
    }
    const value = chosen(
      name,
      parameter,
      given.find((each) => each.ParameterKey === name),
      previous,
    );
    if (value === undefined) missing.push(name);
    else values[name] = value;
  }
  if (missing.length > 0) throw templateFault(`Parameters: [${missing.join(', ')}] must have values`);
  for (const [name, value] of Object.entries(values)) check(name, template.Parameters[name]!, value);
  return values;
}

/** What Ref gives: a list for list types, else the text. */
export function parameterRef(parameter: TemplateParameter, value: string): unknown {
  return isList(parameter.Type) ? items(value) : value;
}

/** What Ref gives while nobody has given values: a parameter without a default stands for one item, `1`. */
export function parameterDefaults(declared: Template['Parameters']): ReadonlyMap<string, unknown> {
  return new Map(
    Object.entries(declared).map(([name, parameter]) => [name, parameterRef(parameter, defaultText(parameter) ?? '1')]),
  );
}

export function isList(type: string): boolean {
  return type === 'CommaDelimitedList' || type.startsWith('List<');
}

export function defaultText(parameter: TemplateParameter): string | undefined {
  const { Default } = parameter;
  return Default === undefined ? undefined : Array.isArray(Default) ? Default.join(',') : String(Default);
}

function chosen(
  name: string,
  parameter: TemplateParameter,
  given: GivenParameter | undefined,
  previous: Readonly<Record<string, string>> | undefined,
): string | undefined {
  if (given?.UsePreviousValue) {
    if (previous && Object.hasOwn(previous, name)) return previous[name];
    throw templateFault(
      `Invalid input for parameter key ${name}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
    );
  }
  return given?.ParameterValue ?? defaultText(parameter);
}

function items(value: string): string[] {
  return value === '' ? [] : value.split(',').map((item) => item.trim());
}

function check(name: string, parameter: TemplateParameter, value: string): void {
  const all = isList(parameter.Type) ? items(value) : [value];
  const numeric = parameter.Type === 'Number' || parameter.Type === 'List<Number>';
  const refuse = (message: string): never => {
    const described = parameter.ConstraintDescription;
    throw templateFault(described ? `Parameter ${name} failed to satisfy constraint: ${described}` : message);
  };
  for (const each of all) {
    if (numeric && (each.trim() === '' || Number.isNaN(Number(each)))) {
      throw templateFault(`Parameter '${name}' must be a number`);
    }
    if (parameter.AllowedValues && !parameter.AllowedValues.map(String).includes(each)) {
      refuse(`Parameter '${name}' must be one of AllowedValues`);
    }
    if (parameter.AllowedPattern && !matches(name, parameter.AllowedPattern, each)) {
      refuse(`Parameter '${name}' must match pattern ${parameter.AllowedPattern}`);
    }
    if (parameter.MinLength !== undefined && each.length < parameter.MinLength) {
      refuse(`Parameter '${name}' must contain at least ${parameter.MinLength} characters`);
    }
    if (parameter.MaxLength !== undefined && each.length > parameter.MaxLength) {
      refuse(`Parameter '${name}' must contain at most ${parameter.MaxLength} characters`);
    }
    if (parameter.MinValue !== undefined && Number(each) < parameter.MinValue) {
      refuse(`Parameter '${name}' must be a number not less than ${parameter.MinValue}`);
    }
    if (parameter.MaxValue !== undefined && Number(each) > parameter.MaxValue) {
      refuse(`Parameter '${name}' must be a number not greater than ${parameter.MaxValue}`);
    }
  }
}

function matches(name: string, pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(value);
  } catch {
    throw templateFault(`Template format error: Invalid AllowedPattern of parameter ${name}: ${pattern}`);
  }
}
