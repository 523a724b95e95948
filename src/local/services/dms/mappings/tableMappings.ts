/**
 * Which tables a task takes, and under which names.
 * https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.html
 */
import { z } from 'zod';
import { validationMessage } from '../../../server/validationMessage.ts';
import { invalidValue } from '../dmsOperation.ts';
import { patternOf } from './pattern.ts';

const id = z.union([z.string(), z.number()]).transform(String);
const head = { 'rule-id': id, 'rule-name': id.optional() };

const selection = z.object({
  ...head,
  'rule-type': z.literal('selection'),
  'object-locator': z.looseObject({ 'schema-name': z.string(), 'table-name': z.string() }),
  'rule-action': z.enum(['include', 'exclude', 'explicit']),
  'load-order': z.coerce.number().int().default(0),
  filters: z.array(z.unknown()).default([]),
});

const changes = [
  'rename',
  'add-prefix',
  'remove-prefix',
  'replace-prefix',
  'add-suffix',
  'remove-suffix',
  'replace-suffix',
  'convert-lowercase',
  'convert-uppercase',
  'remove-column',
  'include-column',
] as const;

const transformation = z.object({
  ...head,
  'rule-type': z.literal('transformation'),
  'rule-target': z.enum(['schema', 'table', 'column']),
  'object-locator': z.looseObject({
    'schema-name': z.string(),
    'table-name': z.string().default('%'),
    'column-name': z.string().default('%'),
  }),
  'rule-action': z.enum(changes),
  value: z.string().nullish(),
  'old-value': z.string().nullish(),
});

export type Selection = z.infer<typeof selection>;
export type Transformation = z.infer<typeof transformation>;

export interface TableMappings {
  readonly selections: readonly Selection[];
  readonly transformations: readonly Transformation[];
}

/** @throws Fault InvalidParameterValueException that names the rule and what of it is wrong or not done here */
export function readTableMappings(text: string): TableMappings {
  let rules: unknown;
  try {
    rules = (JSON.parse(text) as { rules?: unknown } | null)?.rules;
  } catch {
    throw invalidValue('The parameter TableMappings is not valid JSON.');
  }
  if (!Array.isArray(rules)) throw invalidValue('The parameter TableMappings must have a list of rules.');
  const read = rules.map(readRule);
  const ids = read.map((rule) => rule['rule-id']);
  const twice = ids.find((each, at) => ids.indexOf(each) !== at);
  if (twice !== undefined) throw invalidValue(`TableMappings: the rule-id ${twice} is given twice.`);
  const selections = read.filter((rule) => rule['rule-type'] === 'selection');
  if (!selections.some((rule) => rule['rule-action'] !== 'exclude')) {
    throw invalidValue('TableMappings: there must be at least one selection rule that includes tables.');
  }
  return { selections, transformations: read.filter((rule) => rule['rule-type'] === 'transformation') };
}

function readRule(rule: unknown): Selection | Transformation {
  const { 'rule-type': type, 'rule-action': action, 'rule-id': id } = (rule ?? {}) as Record<string, unknown>;
  const where = `TableMappings: rule ${String(id)}`;
  if (type !== 'selection' && type !== 'transformation') {
    throw invalidValue(`${where}: the local endpoint does not do rules of the type ${String(type)}.`);
  }
  if (type === 'transformation' && !changes.some((each) => each === action)) {
    throw invalidValue(`${where}: the local endpoint does not do the rule-action ${String(action)}.`);
  }
  const parsed = type === 'selection' ? selection.safeParse(rule) : transformation.safeParse(rule);
  if (!parsed.success) throw invalidValue(`${where}: ${validationMessage(parsed.error, rule)}`);
  check(parsed.data, where);
  return parsed.data;
}

function check(rule: Selection | Transformation, where: string): void {
  if (rule['rule-type'] === 'selection') {
    if (rule.filters.length > 0) throw invalidValue(`${where}: the local endpoint does not do source filters.`);
    const kind = rule['object-locator']['table-type'];
    if (kind !== undefined && kind !== 'table') {
      throw invalidValue(`${where}: the local endpoint does not do the table-type ${String(kind)}.`);
    }
    return;
  }
  const { 'rule-action': action, 'rule-target': target, value, 'old-value': old } = rule;
  if (action.endsWith('-column') && target !== 'column') {
    throw invalidValue(`${where}: ${action} needs the rule-target column.`);
  }
  const bare = action.endsWith('-column') || action.startsWith('convert-');
  if (!bare && !value) throw invalidValue(`${where}: ${action} needs a value.`);
  if (value?.includes('${')) throw invalidValue(`${where}: the local endpoint does not do variables in values.`);
  if (action.startsWith('replace-') && !old) throw invalidValue(`${where}: ${action} needs an old-value.`);
}

export interface SourceName {
  readonly schema: string;
  readonly table: string;
}

/** Whether the rules take a table; what is excluded stays out whatever else includes it. */
export function takes(mappings: TableMappings, name: SourceName): boolean {
  const matches = (rule: Selection) => {
    const { 'schema-name': schema, 'table-name': table } = rule['object-locator'];
    if (rule['rule-action'] === 'explicit') return schema === name.schema && table === name.table;
    return patternOf(schema).test(name.schema) && patternOf(table).test(name.table);
  };
  const matching = mappings.selections.filter(matches);
  return matching.length > 0 && matching.every((rule) => rule['rule-action'] !== 'exclude');
}

/** Tables with a higher order load first. */
export function loadOrder(mappings: TableMappings, name: SourceName): number {
  const orders = mappings.selections
    .filter((rule) => rule['rule-action'] !== 'exclude' && takes({ ...mappings, selections: [rule] }, name))
    .map((rule) => rule['load-order']);
  return Math.max(0, ...orders);
}
