/** What the engine must know of a type of resource; a file here holds those of one service, as data. */
import { randomBytes } from 'node:crypto';
import type { Json } from '../template/template.ts';

export interface ResourceContext {
  readonly region: string;
  readonly accountId: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly logicalId: string;
  /** The stack's tags, which its resources inherit. */
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
  readonly signal: AbortSignal;
  /** Calls a local service with the SDK's shapes. @throws Fault as that service words it */
  call<O = Json>(service: string, operation: string, input: unknown): Promise<O>;
  /** A call for a setting that this endpoint may not have: what is not applied is said in the resource's event. */
  callIfServed(service: string, operation: string, input: unknown): Promise<void>;
}

/** A resource that exists. */
export interface Made {
  /** What Ref gives. */
  readonly physicalId: string;
  /** What Fn::GetAtt gives, by attribute. */
  readonly attributes: Json;
}

export interface ResourceType {
  readonly type: string;
  /** Top-level properties that are applied. */
  readonly properties: readonly string[];
  /** Properties that the type has on AWS and that change nothing here; an event says so. */
  readonly ignored?: readonly string[];
  readonly required?: readonly string[];
  /** Properties whose change makes a new resource. */
  readonly replaceOn: readonly string[];
  /** The property that names it, where the template may; such a resource cannot be replaced under the same name. */
  readonly nameProperty?: string;
  readonly attributes?: readonly string[];
  /** The id that it will have, where that can be told before it exists. */
  identify?(properties: Json, context: ResourceContext): string;
  /** @param id what `identify` gave */
  create(properties: Json, context: ResourceContext, id: string): Promise<Made>;
  /** Absent: every change makes a new one. */
  update?(made: Made, properties: Json, previous: Json, context: ResourceContext): Promise<Made>;
  /** One that is gone already is no error. */
  delete(made: Made, properties: Json, context: ResourceContext): Promise<void>;
}

/** `stack-LogicalId-1A2B3C4D5E6F`, cut in the middle to `max` characters, as CloudFormation names what has no name. */
export function generatedName(context: ResourceContext, max: number, shape: (name: string) => string = same): string {
  const suffix = randomBytes(9).toString('base64url').replace(/[-_]/g, '0').toUpperCase().slice(0, 12);
  const room = max - suffix.length - 2;
  const logical = context.logicalId.slice(0, Math.max(room - Math.min(context.stackName.length, room / 2), 1));
  const stack = context.stackName.slice(0, Math.max(room - logical.length, 1));
  return shape(`${stack}-${logical}-${suffix}`);
}

export function lower(name: string): string {
  return name.toLowerCase();
}

function same(name: string): string {
  return name;
}
