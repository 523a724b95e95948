import { randomUUID } from 'node:crypto';
import type { Page } from '../../../core/page.ts';
import { pageOf } from '../../../core/page.ts';
import { Fault } from '../../server/fault.ts';
import type { Collection, Store } from '../../state/store.ts';
import type { ChangeSet } from './changeSet.ts';
import type { Stack, StackEvent, StackResource } from './stack.ts';

/** The durable stacks, events and change sets of one region. */
export class StackStore {
  readonly #store: Store;
  readonly #region: string;
  /** All of a stack but its resources. */
  readonly #stacks: Collection<Omit<Stack, 'resources'>>;
  /** Under the stack's id, # and the logical id, so that a step writes one small document. */
  readonly #resources: Collection<StackResource>;
  /** Name → id of the stack that has it now; deleted stacks are found by id alone. */
  readonly #names: Collection<string>;
  /** Export name → the stack that exports it and its value. */
  readonly exports: Collection<{ readonly stackId: string; readonly value: string }>;
  readonly changeSets: Collection<ChangeSet>;

  static createTables(store: Store): void {
    store.sql.exec(`
      CREATE TABLE IF NOT EXISTS cloudformation_event (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, stack_id TEXT NOT NULL, body TEXT NOT NULL
      );
      CREATE INDEX IF NOT EXISTS cloudformation_event_stack ON cloudformation_event (stack_id, seq);
    `);
  }

  /** The regions that hold stacks. */
  static regions(store: Store): string[] {
    return store.regionsOf('cloudformation.stacks');
  }

  constructor(store: Store, region: string) {
    this.#store = store;
    this.#region = region;
    this.#stacks = store.collection('cloudformation.stacks', region);
    this.#resources = store.collection('cloudformation.resources', region);
    this.#names = store.collection('cloudformation.names', region);
    this.exports = store.collection('cloudformation.exports', region);
    this.changeSets = store.collection('cloudformation.changesets', region);
  }

  /** @param key a name or an id. @throws Fault ValidationError `Stack with id … does not exist` */
  require(key: string): Stack {
    const stack = this.find(key);
    if (!stack) throw new Fault('ValidationError', `Stack with id ${key} does not exist`);
    return stack;
  }

  find(key: string): Stack | undefined {
    const stack = this.#stacks.get(key.startsWith('arn:') ? key : (this.#names.get(key) ?? ''));
    if (!stack) return undefined;
    const resources = [...this.#resources.all(`${stack.id}#`)].map(({ value }) => [value.logicalId, value] as const);
    return { ...stack, resources: Object.fromEntries(resources) };
  }

  /** Keeps a new stack, its name taken. @throws Fault AlreadyExistsException */
  insert(stack: Stack): void {
    this.#store.transaction(() => {
      if (!this.#names.insert(stack.name, stack.id)) {
        throw new Fault('AlreadyExistsException', `Stack [${stack.name}] already exists`);
      }
      this.save(stack);
    });
  }

  /**
   * Keeps the stack and the events that tell of the change, in one transaction; its resources only where they changed
   * with it.
   */
  save(
    stack: Stack,
    events: readonly Omit<StackEvent, 'id'>[] = [],
    resources: 'as-they-are' | 'changed' = 'as-they-are',
  ): void {
    this.#store.transaction(() => {
      if (resources === 'changed') this.#saveResources(stack.id, stack.resources);
      const { resources: _, ...rest } = stack;
      this.#stacks.put(stack.id, rest);
      for (const event of events) this.#append(event);
    });
  }

  /** The stack has exactly these resources. */
  #saveResources(stackId: string, resources: Stack['resources']): void {
    this.#store.transaction(() => {
      for (const { id, value } of [...this.#resources.all(`${stackId}#`)]) {
        if (!Object.hasOwn(resources, value.logicalId)) this.#resources.delete(id);
      }
      for (const resource of Object.values(resources)) this.saveResource(stackId, resource, []);
    });
  }

  saveResource(stackId: string, resource: StackResource, events: readonly Omit<StackEvent, 'id'>[]): void {
    this.#store.transaction(() => {
      this.#resources.put(`${stackId}#${resource.logicalId}`, resource);
      for (const event of events) this.#append(event);
    });
  }

  forgetResource(stackId: string, logicalId: string): void {
    this.#resources.delete(`${stackId}#${logicalId}`);
  }

  tell(event: Omit<StackEvent, 'id'>): void {
    this.#append(event);
  }

  /** The stack is gone: its name is free again, its exports are nobody's. */
  saveDeleted(stack: Stack, event: Omit<StackEvent, 'id'>): void {
    this.#store.transaction(() => {
      this.save(stack, [event]);
      if (this.#names.get(stack.name) === stack.id) this.#names.delete(stack.name);
      this.#dropExports(stack.id);
      for (const { id, value } of [...this.changeSets.all()])
        if (value.stackId === stack.id) this.changeSets.delete(id);
    });
  }

  saveExports(stack: Stack): void {
    this.#store.transaction(() => {
      this.#dropExports(stack.id);
      for (const output of stack.outputs) {
        if (output.exportName !== undefined) {
          this.exports.put(output.exportName, { stackId: stack.id, value: output.value });
        }
      }
    });
  }

  #dropExports(stackId: string): void {
    for (const { id, value } of [...this.exports.all()]) if (value.stackId === stackId) this.exports.delete(id);
  }

  /** All stacks that ever were, newest first, without their resources. */
  all(): Stack[] {
    const stacks = [...this.#stacks.all()].map((entry) => ({ ...entry.value, resources: {} }));
    return stacks.sort((a, b) => b.created.localeCompare(a.created));
  }

  /** Stacks that are, in the order of their names. */
  *active(): Generator<Stack> {
    for (const { value } of this.#names.all()) {
      const stack = this.find(value);
      if (stack) yield stack;
    }
  }

  #append(event: Omit<StackEvent, 'id'>): void {
    const unique = randomUUID();
    const id = event.logicalId === event.stackName ? unique : `${event.logicalId}-${event.status}-${unique}`;
    this.#store.sql
      .prepare('INSERT INTO cloudformation_event (stack_id, body) VALUES (?, ?)')
      .run(event.stackId, JSON.stringify({ ...event, id }));
  }

  /** Newest first. */
  events(stackId: string, limit: number, token?: string): Page<StackEvent> {
    const before = token === undefined ? Number.MAX_SAFE_INTEGER : Number(token);
    if (!Number.isSafeInteger(before)) throw new Fault('ValidationError', 'The NextToken is not valid.');
    const rows = this.#store.sql
      .prepare('SELECT seq, body FROM cloudformation_event WHERE stack_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?')
      .all(stackId, before, limit + 1);
    const items = rows.slice(0, limit);
    return pageOf(
      items.map((row) => JSON.parse(String(row.body)) as StackEvent),
      rows.length > limit ? String(items.at(-1)?.seq) : undefined,
    );
  }

  get region(): string {
    return this.#region;
  }
}
