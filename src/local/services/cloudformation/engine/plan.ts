/** What an update would do, told before anything is done. */
import { isDeepStrictEqual } from 'node:util';
import type { ResourceChange, ResourceChangeDetail } from '../changeSet.ts';
import type { ResourceType } from '../resources/resourceType.ts';
import type { Stack, StackResource } from '../stack.ts';
import { evaluate, type Scope } from '../template/intrinsics.ts';
import type { Prepared, PreparedResource } from '../template/prepare.ts';
import { templateFault } from '../template/readTemplate.ts';
import { references } from '../template/references.ts';
import type { Json } from '../template/template.ts';
import { changedNames } from './applyResource.ts';
import { attributeOf } from './stackRun.ts';

export interface Plan {
  readonly changes: readonly ResourceChange[];
  /** True when outputs, policies or tags change; a plan with neither this nor changes does nothing. */
  readonly changesElse: boolean;
}

/** Stands for a value that will be known only once its resource exists. */
const pending = '{{changeSet:KNOWN_AFTER_APPLY}}';

/**
 * Compares what a template says with what the stack is.
 * @throws Fault ValidationError when a resource's type would change
 */
export function planChanges(
  prepared: Prepared,
  stack: Stack,
  types: ReadonlyMap<string, ResourceType>,
  importValue: (name: string) => string,
): Plan {
  const replaced = new Set<string>();
  const changes: ResourceChange[] = [];
  const unknown = (name: string) => !stack.resources[name]?.physicalId || replaced.has(name);
  const scope: Scope = {
    ...prepared.scope,
    ref: (name) => (unknown(name) ? pending : stack.resources[name]!.physicalId),
    getAtt: (name, attribute) => (unknown(name) ? pending : attributeOf(stack.resources[name]!, attribute)),
    importValue,
  };
  const retyped = prepared.resources.filter(
    ({ logicalId, type }) => (stack.resources[logicalId]?.type ?? type) !== type,
  );
  if (retyped.length > 0) {
    const names = retyped.map((resource) => resource.logicalId).join(', ');
    throw templateFault(
      `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${names}]`,
    );
  }
  let changesElse = false;
  for (const wanted of prepared.resources) {
    const existing = stack.resources[wanted.logicalId];
    if (!existing || existing.status === 'CREATE_FAILED') {
      changes.push({ Action: 'Add', LogicalResourceId: wanted.logicalId, ResourceType: wanted.type });
      continue;
    }
    const type = types.get(wanted.type)!;
    const properties = evaluate(wanted.properties, scope) as Json;
    const changed = changedNames(existing.properties, properties);
    if (changed.length > 0 || existing.status === 'UPDATE_FAILED') {
      const change = modification(wanted, existing, properties, changed, type, { stack, prepared, unknown });
      if (change.Replacement !== 'False') replaced.add(wanted.logicalId);
      changes.push(change);
    } else if (
      existing.deletionPolicy !== wanted.deletionPolicy ||
      existing.updateReplacePolicy !== wanted.updateReplacePolicy
    ) {
      changesElse = true;
    }
  }
  for (const gone of Object.values(stack.resources)) {
    if (prepared.resources.some((resource) => resource.logicalId === gone.logicalId)) continue;
    changes.push({
      Action: 'Remove',
      LogicalResourceId: gone.logicalId,
      PhysicalResourceId: gone.physicalId,
      ResourceType: gone.type,
      PolicyAction: gone.deletionPolicy.startsWith('Retain') ? 'Retain' : 'Delete',
    });
  }
  return { changes, changesElse: changesElse || outputsDiffer(prepared, stack, scope) };
}

function outputsDiffer(prepared: Prepared, stack: Stack, scope: Scope): boolean {
  const next = prepared.outputs.map((output) => ({
    key: output.key,
    value: String(evaluate(output.value, scope)),
    description: output.description,
    exportName: output.exportName === undefined ? undefined : String(evaluate(output.exportName, scope)),
  }));
  const now = stack.outputs.map(({ key, value, description, exportName }) => ({ key, value, description, exportName }));
  return !isDeepStrictEqual(next, now);
}

interface Surroundings {
  readonly stack: Stack;
  readonly prepared: Prepared;
  readonly unknown: (name: string) => boolean;
}

function modification(
  wanted: PreparedResource,
  existing: StackResource,
  properties: Json,
  changed: readonly string[],
  type: ResourceType,
  around: Surroundings,
): ResourceChange {
  const details = changed.flatMap((name) => detailsOf(name, wanted.properties[name], properties[name], type, around));
  const recreations = details.map((detail) => detail.Target.RequiresRecreation);
  const certain = recreations.includes('Always');
  const replacement = certain ? 'True' : recreations.includes('Conditionally') ? 'Conditional' : 'False';
  const retains = wanted.updateReplacePolicy.startsWith('Retain');
  return {
    Action: 'Modify',
    LogicalResourceId: wanted.logicalId,
    PhysicalResourceId: existing.physicalId,
    ResourceType: wanted.type,
    Replacement: replacement,
    ...(certain ? { PolicyAction: retains ? 'ReplaceAndRetain' : 'ReplaceAndDelete' } : {}),
    Scope: [...new Set(details.map((detail) => detail.Target.Attribute))],
    Details: details,
  };
}

function detailsOf(
  name: string,
  source: unknown,
  value: unknown,
  type: ResourceType,
  around: Surroundings,
): ResourceChangeDetail[] {
  const replaces = !type.update || type.replaceOn.includes(name);
  const waits = JSON.stringify(value ?? null).includes(pending);
  const target = {
    Attribute: name === 'Tags' ? 'Tags' : 'Properties',
    ...(name === 'Tags' ? {} : { Name: name }),
    RequiresRecreation: !replaces ? ('Never' as const) : waits ? ('Conditionally' as const) : ('Always' as const),
  };
  const causes: ResourceChangeDetail[] = [];
  const found = references(source);
  for (const cause of found.names) {
    if (Object.hasOwn(around.prepared.parameters, cause)) {
      const before = around.stack.source.parameters[cause];
      if (before === around.prepared.parameters[cause]) continue;
      causes.push({ Target: target, Evaluation: 'Static', ChangeSource: 'ParameterReference', CausingEntity: cause });
    } else if (Object.hasOwn(around.prepared.template.Resources, cause) && around.unknown(cause)) {
      const attribute = found.attributes.find((each) => each.resource === cause)?.attribute;
      causes.push({
        Target: target,
        Evaluation: 'Dynamic',
        ChangeSource: attribute ? 'ResourceAttribute' : 'ResourceReference',
        CausingEntity: attribute ? `${cause}.${attribute}` : cause,
      });
    }
  }
  return causes.length > 0 ? causes : [{ Target: target, Evaluation: 'Static', ChangeSource: 'DirectModification' }];
}
