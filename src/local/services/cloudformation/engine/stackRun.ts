import { setImmediate } from 'node:timers/promises';
import type { Kernel } from '../../../kernel.ts';
import { Fault } from '../../../server/fault.ts';
import type { ResourceContext, ResourceType } from '../resources/resourceType.ts';
import type { ResourceStatus, Stack, StackResource, StackStatus } from '../stack.ts';
import { stackType } from '../stack.ts';
import type { StackStore } from '../stackStore.ts';
import { evaluate, type Scope } from '../template/intrinsics.ts';
import { templateFault } from '../template/readTemplate.ts';
import type { Json } from '../template/template.ts';
import { resolveReferences } from './dynamicReferences.ts';

/** The endpoint stops: what runs is marked as interrupted, never as failed by the resource. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

export interface StackRunOptions {
  readonly kernel: Kernel;
  readonly stacks: StackStore;
  readonly types: ReadonlyMap<string, ResourceType>;
  readonly signal: AbortSignal;
}

/**
 * One operation on one stack while it runs. Every step is on disk, with its event, before the next begins, so that a
 * killed endpoint knows afterwards what exists.
 */
export class StackRun {
  readonly options: StackRunOptions;
  /** Names of exports that were read in this run. */
  readonly imports = new Set<string>();
  #stack: Stack;

  constructor(stack: Stack, options: StackRunOptions) {
    this.#stack = stack;
    this.options = options;
  }

  get stack(): Stack {
    return this.#stack;
  }

  /**
   * Between two resources: lets requests be answered, as local services may never wait for anything.
   * @throws Interrupted when the endpoint stops
   */
  async breathe(): Promise<void> {
    await setImmediate();
    if (this.options.signal.aborted) throw new Interrupted();
  }

  /** Changes the stack without an event. */
  save(changes: Partial<Stack>): void {
    this.#stack = { ...this.#stack, ...changes };
    this.options.stacks.save(this.#stack, [], changes.resources ? 'changed' : 'as-they-are');
  }

  /** A new state of the stack, told in its events. `reason` absent clears the one before. */
  status(status: StackStatus, reason?: string, changes: Partial<Stack> = {}): void {
    const { reason: _, ...rest } = this.#stack;
    this.#stack = { ...rest, ...changes, status, ...(reason === undefined ? {} : { reason }) };
    const event = this.event(stackEvent(this.#stack), reason);
    if (status === 'DELETE_COMPLETE') this.options.stacks.saveDeleted(this.#stack, event);
    else this.options.stacks.save(this.#stack, [event], changes.resources ? 'changed' : 'as-they-are');
    this.#announce(status, reason);
  }

  /** A new state of a resource, told in the events. */
  resource(resource: StackResource, reason?: string): StackResource {
    const { reason: _, ...rest } = resource;
    const next: StackResource = {
      ...rest,
      updated: new Date().toISOString(),
      ...(reason === undefined ? {} : { reason }),
    };
    this.#stack = { ...this.#stack, resources: { ...this.#stack.resources, [next.logicalId]: next } };
    this.options.stacks.saveResource(this.#stack.id, next, [this.event(next, reason)]);
    return next;
  }

  /** Keeps what the template now says of a resource that did not change itself. */
  keep(resource: StackResource): void {
    this.#stack = { ...this.#stack, resources: { ...this.#stack.resources, [resource.logicalId]: resource } };
    this.options.stacks.saveResource(this.#stack.id, resource, []);
  }

  /** Tells of a resource that is no longer, or not, in the stack's list. */
  tell(resource: StackResource, status: ResourceStatus, reason?: string): void {
    this.options.stacks.tell(this.event({ ...resource, status }, reason));
  }

  /** The resource is no longer part of the stack. */
  forget(logicalId: string): void {
    const { [logicalId]: _, ...resources } = this.#stack.resources;
    this.#stack = { ...this.#stack, resources };
    this.options.stacks.forgetResource(this.#stack.id, logicalId);
  }

  type(name: string): ResourceType {
    const type = this.options.types.get(name);
    if (!type) throw templateFault(`Template format error: Unrecognized resource types: [${name}]`);
    return type;
  }

  /** @param note told what was asked for and is not served here */
  context(
    logicalId: string,
    note: (text: string) => void,
  ): ResourceContext & { readonly changedAnything: () => boolean } {
    const { kernel, stacks, signal } = this.options;
    let changed = false;
    const call = async <O>(service: string, operation: string, input: unknown): Promise<O> => {
      if (signal.aborted) throw new Interrupted();
      const caller = { region: stacks.region, signal };
      const resolved = await resolveReferences(input, async (secret) => {
        const read = await kernel.call<{ SecretString?: string }>('secretsmanager', 'GetSecretValue', secret, caller);
        return read.SecretString ?? '';
      });
      const answer = await kernel.call<O>(service, operation, resolved, caller);
      changed ||= !/^(Describe|Get|Head|List)/.test(operation);
      return answer;
    };
    return {
      region: stacks.region,
      accountId: kernel.accountId,
      stackId: this.#stack.id,
      stackName: this.#stack.name,
      logicalId,
      tags: this.#stack.source.tags,
      signal,
      changedAnything: () => changed,
      call,
      callIfServed: async (service, operation, input) => {
        try {
          await call(service, operation, input);
        } catch (error) {
          if (!(error instanceof Fault) || error.status !== 501) throw error;
          note(`${service}:${operation}`);
        }
      },
    };
  }

  /** The resource's properties with every function evaluated against what exists now. */
  evaluate(value: unknown, scope: Pick<Scope, 'values' | 'mappings' | 'condition'>): unknown {
    return evaluate(value, {
      ...scope,
      ref: (name) => this.#made(name).physicalId,
      getAtt: (name, attribute) => attributeOf(this.#made(name), attribute),
      importValue: (name) => this.importValue(name),
    });
  }

  /** @throws Fault when no stack exports the name */
  importValue(name: string): string {
    const found = this.options.stacks.exports.get(name);
    if (!found || found.stackId === this.#stack.id) throw templateFault(`No export named ${name} found.`);
    this.imports.add(name);
    return found.value;
  }

  #made(name: string): StackResource {
    const resource = this.#stack.resources[name];
    if (!resource?.physicalId) throw templateFault(`Resource ${name} does not exist.`);
    return resource;
  }

  event(resource: StackResource, reason?: string) {
    return {
      stackId: this.#stack.id,
      stackName: this.#stack.name,
      logicalId: resource.logicalId,
      physicalId: resource.physicalId,
      type: resource.type,
      time: new Date().toISOString(),
      status: resource.status,
      ...(reason === undefined ? {} : { reason }),
      ...(Object.keys(resource.properties).length > 0 ? { properties: JSON.stringify(resource.properties) } : {}),
    };
  }

  #announce(status: StackStatus, reason?: string): void {
    const { kernel, stacks } = this.options;
    kernel.events.emit({
      id: crypto.randomUUID(),
      source: 'aws.cloudformation',
      'detail-type': 'CloudFormation Stack Status Change',
      account: kernel.accountId,
      time: new Date().toISOString(),
      region: stacks.region,
      resources: [this.#stack.id],
      detail: { 'stack-id': this.#stack.id, 'status-details': { status, 'status-reason': reason ?? '' } },
    });
  }
}

export function attributeOf(resource: { logicalId: string; attributes: Json }, attribute: string): unknown {
  if (Object.hasOwn(resource.attributes, attribute)) return resource.attributes[attribute];
  throw templateFault(
    `Template error: resource ${resource.logicalId} does not support attribute type ${attribute} in Fn::GetAtt`,
  );
}

function stackEvent(stack: Stack): StackResource {
  return {
    logicalId: stack.name,
    type: stackType,
    physicalId: stack.id,
    status: stack.status as ResourceStatus,
    updated: '',
    properties: {},
    attributes: {},
    after: [],
    deletionPolicy: 'Delete',
    updateReplacePolicy: 'Delete',
  };
}
