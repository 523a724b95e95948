/** Bringing one resource to what the template says: created, changed in place, replaced or left alone. */
import { isDeepStrictEqual } from 'node:util';
import { Fault } from '../../../server/fault.ts';
import type { Made, ResourceType } from '../resources/resourceType.ts';
import type { StackResource } from '../stack.ts';
import type { Prepared, PreparedResource } from '../template/prepare.ts';
import { templateFault } from '../template/readTemplate.ts';
import type { Json } from '../template/template.ts';
import { deleteResource } from './deleteResources.ts';
import { reasonOf } from './reasonOf.ts';
import { Interrupted, type StackRun } from './stackRun.ts';

/** A resource could not be brought to its state; its event says why. */
export class ResourceFailed extends Error {
  override readonly name = 'ResourceFailed';
  readonly logicalId: string;

  constructor(logicalId: string, reason: string) {
    super(reason);
    this.logicalId = logicalId;
  }
}

/** @throws ResourceFailed, after the resource's event; Interrupted */
export async function applyResource(run: StackRun, wanted: PreparedResource, prepared: Prepared): Promise<void> {
  const existing = run.stack.resources[wanted.logicalId];
  const base = {
    logicalId: wanted.logicalId,
    type: wanted.type,
    after: wanted.after,
    deletionPolicy: wanted.deletionPolicy,
    updateReplacePolicy: wanted.updateReplacePolicy,
  };
  const blank: StackResource = {
    ...base,
    physicalId: '',
    status: 'CREATE_IN_PROGRESS',
    updated: '',
    properties: {},
    attributes: {},
  };
  let properties: Json;
  let type: ResourceType;
  try {
    type = run.type(wanted.type);
    properties = run.evaluate(wanted.properties, prepared.scope) as Json;
    checkRequired(wanted.logicalId, type, properties);
  } catch (error) {
    const failed = existing ?? blank;
    throw fail(run, { ...failed, ...base, status: existing ? 'UPDATE_FAILED' : 'CREATE_FAILED' }, error);
  }
  if (!existing) return await create(run, { ...blank, properties }, type);
  const replacing = run.stack.leftovers.some((leftover) => leftover.logicalId === wanted.logicalId);
  if (existing.status === 'CREATE_FAILED' || (existing.status === 'UPDATE_FAILED' && replacing)) {
    // An earlier attempt was interrupted or refused; whatever of it may exist goes first.
    if (existing.physicalId) await deleteResource(run, existing);
    return await create(run, { ...blank, properties }, type);
  }
  const changed = changedNames(existing.properties, properties);
  if (changed.length === 0 && existing.status !== 'UPDATE_FAILED') {
    run.keep({ ...existing, ...base });
    return;
  }
  const next = { ...existing, ...base, properties };
  if (changed.length > 0 && needsReplacement(type, changed)) await replace(run, existing, next, type, changed);
  else await updateInPlace(run, next, existing.properties, type);
}

/** Top-level properties that differ. */
export function changedNames(before: Json, after: Json): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name]));
}

export function needsReplacement(type: ResourceType, changed: readonly string[]): boolean {
  return !type.update || changed.some((name) => type.replaceOn.includes(name));
}

/** Changes an existing resource; also the way back in a rollback. @throws ResourceFailed */
export async function updateInPlace(
  run: StackRun,
  next: StackResource,
  previous: Json,
  type: ResourceType,
): Promise<void> {
  const started = run.resource({ ...next, status: 'UPDATE_IN_PROGRESS' });
  const notes: string[] = [];
  try {
    const context = run.context(next.logicalId, (note) => notes.push(note));
    const update = type.update ?? (() => Promise.resolve({ physicalId: next.physicalId, attributes: next.attributes }));
    const made = await update({ ...next }, next.properties, previous, context);
    run.resource({ ...started, ...made, status: 'UPDATE_COMPLETE' }, noteOf(type, next.properties, notes));
  } catch (error) {
    throw fail(run, { ...started, status: 'UPDATE_FAILED' }, error);
  }
}

async function create(run: StackRun, blank: StackResource, type: ResourceType): Promise<void> {
  await make(run, blank, type, 'CREATE');
}

async function replace(
  run: StackRun,
  existing: StackResource,
  next: StackResource,
  type: ResourceType,
  changed: readonly string[],
): Promise<void> {
  const name = type.nameProperty;
  if (name && next.properties[name] !== undefined && !changed.includes(name)) {
    const reason = `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${String(next.properties[name])} and update the stack again.`;
    throw fail(run, { ...existing, status: 'UPDATE_FAILED' }, templateFault(reason));
  }
  run.tell(
    existing,
    'UPDATE_IN_PROGRESS',
    'Requested update requires the creation of a new physical resource; hence creating one.',
  );
  // From here the old one is a leftover: a finished update deletes it, a rollback takes it back.
  run.save({ leftovers: [...run.stack.leftovers, existing] });
  await make(run, { ...next, physicalId: '', attributes: {} }, type, 'UPDATE');
}

async function make(run: StackRun, blank: StackResource, type: ResourceType, kind: 'CREATE' | 'UPDATE'): Promise<void> {
  const notes: string[] = [];
  const context = run.context(blank.logicalId, (note) => notes.push(note));
  let current = run.resource({ ...blank, status: `${kind}_IN_PROGRESS` });
  try {
    const id = type.identify?.(blank.properties, context) ?? '';
    // The id is on disk before the thing exists: a killed endpoint still knows what to delete.
    if (id) current = run.resource({ ...current, physicalId: id }, 'Resource creation Initiated');
    const made: Made = await type.create(blank.properties, context, id);
    run.resource({ ...current, ...made, status: `${kind}_COMPLETE` }, noteOf(type, blank.properties, notes));
  } catch (error) {
    // Refused at its first call, it does not exist; or it is somebody else's, and must survive the rollback.
    const refused =
      error instanceof Fault && (error.status < 500 || error.status === 501) && !context.changedAnything();
    throw fail(run, { ...current, ...(refused ? { physicalId: '' } : {}), status: `${kind}_FAILED` }, error);
  }
}

function fail(run: StackRun, resource: StackResource, error: unknown): Error {
  if (run.options.signal.aborted || error instanceof Interrupted) return new Interrupted();
  const reason = reasonOf(error);
  run.resource(resource, reason);
  return new ResourceFailed(resource.logicalId, reason);
}

function checkRequired(logicalId: string, type: ResourceType, properties: Json): void {
  const missing = (type.required ?? []).filter((name) => properties[name] === undefined);
  if (missing.length > 0) {
    throw templateFault(
      `Properties validation failed for resource ${logicalId} with message: #: required key [${missing.join('], [')}] not found`,
    );
  }
}

function noteOf(type: ResourceType, properties: Json, notes: readonly string[]): string | undefined {
  const ignored = (type.ignored ?? []).filter((name) => properties[name] !== undefined);
  const all = [...ignored, ...notes];
  return all.length > 0 ? `The local endpoint does not apply: ${all.join(', ')}.` : undefined;
}
