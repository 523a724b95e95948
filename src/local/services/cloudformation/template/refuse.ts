/** What is refused before anything is created. */
import { Fault } from '../../../server/fault.ts';
import type { ResourceType } from '../resources/resourceType.ts';
import type { Prepared } from './prepare.ts';
import { templateFault } from './readTemplate.ts';
import { references } from './references.ts';
import type { Template } from './template.ts';

/** @throws Fault that names every resource whose type is not served here, and every property that a type lacks */
export function refuseUnknownTypes(prepared: Prepared, types: ReadonlyMap<string, ResourceType>): void {
  const unknown = prepared.resources.filter((resource) => !types.has(resource.type));
  if (unknown.length > 0) {
    const names = [...new Set(unknown.map((resource) => resource.type))].join(', ');
    const where = unknown.map((resource) => `${resource.logicalId} (${resource.type})`).join(', ');
    throw templateFault(
      `Template format error: Unrecognized resource types: [${names}]. The local endpoint cannot make: ${where}. Nothing was created.`,
    );
  }
  const typeOf = new Map(prepared.resources.map((resource) => [resource.logicalId, types.get(resource.type)!]));
  const faults: string[] = [];
  for (const { logicalId, properties } of prepared.resources) {
    const type = typeOf.get(logicalId)!;
    const known = [...type.properties, ...(type.ignored ?? [])];
    const extra = Object.keys(properties).filter((name) => !known.includes(name));
    if (extra.length > 0) {
      faults.push(
        `Properties validation failed for resource ${logicalId} with message: #: extraneous key [${extra.join('], [')}] is not permitted`,
      );
    }
  }
  const uses = [...prepared.resources.map((resource) => resource.properties), ...prepared.outputs];
  for (const { resource, attribute } of uses.flatMap((value) => [...references(value).attributes])) {
    const type = typeOf.get(resource);
    if (type && !(type.attributes ?? []).includes(attribute)) {
      faults.push(`Template error: resource ${resource} does not support attribute type ${attribute} in Fn::GetAtt`);
    }
  }
  if (faults.length > 0) throw templateFault([...new Set(faults)].join('\n'));
}

const named: Readonly<Record<string, string>> = {
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Policy': '',
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::User': 'UserName',
};

/** The capabilities that a template needs, and why. */
export function neededCapabilities(template: Template): { capabilities: string[]; reason?: string } {
  const iam = Object.values(template.Resources).filter((resource) => Object.hasOwn(named, resource.Type));
  const custom = iam.some((resource) => resource.Properties?.[named[resource.Type]!] !== undefined);
  const capabilities = [
    ...(iam.length === 0 ? [] : [custom ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM']),
    ...(template.Transform === undefined ? [] : ['CAPABILITY_AUTO_EXPAND']),
  ];
  const types = [...new Set(iam.map((resource) => resource.Type))];
  return {
    capabilities,
    ...(types.length > 0 ? { reason: `The following resource(s) require capabilities: [${types.join(', ')}]` } : {}),
  };
}

/** @throws Fault InsufficientCapabilitiesException */
export function checkCapabilities(template: Template, given: readonly string[]): void {
  const missing = neededCapabilities(template).capabilities.filter(
    (needed) => !given.includes(needed) && !(needed === 'CAPABILITY_IAM' && given.includes('CAPABILITY_NAMED_IAM')),
  );
  if (missing.length > 0) {
    throw new Fault('InsufficientCapabilitiesException', `Requires capabilities : [${missing.join(', ')}]`);
  }
}
