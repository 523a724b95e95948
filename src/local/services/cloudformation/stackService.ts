/** What the operations share: templates found and prepared, runs started and ended. */
import { randomUUID } from 'node:crypto';
import type { Kernel } from '../../kernel.ts';
import { Fault } from '../../server/fault.ts';
import type { Call } from '../../server/operation.ts';
import { finishUpdate, removeAll } from './engine/deploy.ts';
import { markInterrupted } from './engine/interrupted.ts';
import { Interrupted, StackRun } from './engine/stackRun.ts';
import type { StackSettings } from './operations/inputs.ts';
import { resourceTypes } from './resources/resourceTypes.ts';
import type { Stack, StackSource } from './stack.ts';
import { StackStore } from './stackStore.ts';
import { type Prepared, prepare } from './template/prepare.ts';
import { checkCapabilities, refuseUnknownTypes } from './template/refuse.ts';
import { templateAtUrl } from './templateUrl.ts';

export interface Submitted {
  readonly source: StackSource;
  readonly prepared: Prepared;
}

export class StackService {
  readonly kernel: Kernel;
  readonly #stopping = new AbortController();
  readonly #running = new Map<string, Promise<void>>();

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  stacks(region: string): StackStore {
    return new StackStore(this.kernel.store, region);
  }

  newStackId(region: string, name: string): string {
    return `arn:aws:cloudformation:${region}:${this.kernel.accountId}:stack/${name}/${randomUUID()}`;
  }

  /** @throws Fault ValidationError when there is no one template */
  async templateBody(
    input: { TemplateBody?: string | undefined; TemplateURL?: string | undefined },
    call: Call,
  ): Promise<string> {
    const { TemplateBody, TemplateURL } = input;
    if ((TemplateBody === undefined) === (TemplateURL === undefined)) {
      throw new Fault('ValidationError', 'Either Template URL or Template Body must be specified.');
    }
    return TemplateBody ?? (await templateAtUrl(TemplateURL!, this.kernel, call));
  }

  /**
   * A template with its parameters, checked in every way that needs nothing created.
   * @param stack the one to be updated, absent for a new one
   */
  async submit(
    input: StackSettings,
    identity: { id: string; name: string; stack?: Stack | undefined },
    call: Call,
  ): Promise<Submitted> {
    const previous = identity.stack?.source;
    if (input.UsePreviousTemplate && !previous) {
      throw new Fault('ValidationError', 'UsePreviousTemplate is only for stacks that exist.');
    }
    const templateBody =
      input.UsePreviousTemplate && previous ? previous.templateBody : await this.templateBody(input, call);
    const notificationArns =
      input.NotificationARNs.length > 0 ? input.NotificationARNs : (previous?.notificationArns ?? []);
    const prepared = prepare(templateBody, input.Parameters, previous?.parameters, {
      stackId: identity.id,
      stackName: identity.name,
      region: call.region,
      accountId: call.accountId,
      notificationArns,
    });
    refuseUnknownTypes(prepared, resourceTypes);
    checkCapabilities(prepared.template, input.Capabilities);
    const roleArn = input.RoleARN ?? previous?.roleArn;
    return {
      prepared,
      source: {
        templateBody,
        parameters: prepared.parameters,
        ...(prepared.template.Description === undefined ? {} : { description: prepared.template.Description }),
        tags: input.Tags.length > 0 ? input.Tags : (previous?.tags ?? []),
        capabilities: input.Capabilities,
        notificationArns,
        ...(roleArn === undefined ? {} : { roleArn }),
      },
    };
  }

  /** Prepares again what is already a stack's own, for a run. */
  prepareAgain(stack: Stack, region: string): Prepared {
    const given = Object.entries(stack.source.parameters).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    }));
    return prepare(stack.source.templateBody, given, undefined, {
      stackId: stack.id,
      stackName: stack.name,
      region,
      accountId: this.kernel.accountId,
      notificationArns: stack.source.notificationArns,
    });
  }

  run(stack: Stack, region: string): StackRun {
    const stacks = this.stacks(region);
    return new StackRun(stack, { kernel: this.kernel, stacks, types: resourceTypes, signal: this.#stopping.signal });
  }

  /** Lets a run go on by itself; however it ends, the stack says so. */
  background(run: StackRun, course: (run: StackRun) => Promise<void>): void {
    const { id } = run.stack;
    const going = (this.#running.get(id) ?? Promise.resolve())
      .then(() => course(run))
      .catch((error: unknown) => {
        if (error instanceof Interrupted || this.#stopping.signal.aborted) markInterrupted(run);
        else {
          this.kernel.log.error(`stack ${run.stack.name} failed`, error);
          const why = error instanceof Error ? error.message : String(error);
          markInterrupted(run, `Internal Failure (${why})`);
        }
      })
      .finally(() => {
        if (this.#running.get(id) === going) this.#running.delete(id);
      });
    this.#running.set(id, going);
  }

  /** Deletes a stack in the background. */
  remove(stack: Stack, region: string, retained: readonly string[]): void {
    const run = this.run(stack, region);
    run.status('DELETE_IN_PROGRESS', 'User Initiated');
    this.background(run, (each) => removeAll(each, retained, 'on-delete'));
  }

  /** A stack that an earlier process left in the middle: marked as failed, or its cleanup finished. */
  takeUp(stack: Stack, region: string): void {
    const run = this.run(stack, region);
    // The cleanup calls other services, which must have started.
    if (!markInterrupted(run)) setImmediate(() => this.background(run, finishUpdate));
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#running.values());
  }
}
