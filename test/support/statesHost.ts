import type { Machine } from '../../src/local/services/step-functions/interpreter/asl.ts';
import type { Frame, Host, TaskIntegration } from '../../src/local/services/step-functions/interpreter/host.ts';
import type { Json } from '../../src/local/services/step-functions/interpreter/json.ts';
import { outermostScope, runMachine } from '../../src/local/services/step-functions/interpreter/runMachine.ts';

export interface RecordedEvent {
  readonly id: number;
  readonly type: string;
  readonly previous: number;
  readonly details: Readonly<Record<string, unknown>> | undefined;
}

export interface MachineRun {
  readonly events: readonly RecordedEvent[];
  /** `2<0:PassStateEntered`, one word an event. */
  readonly history: string;
  /** Runs the machine, or after a failure goes on with it. */
  drive(machine: Machine, input: Json, signal?: AbortSignal): Promise<Json>;
}

/** Runs machines over frames and events in memory. `tasks` does the work of Task states, by Resource. */
export function machineRun(
  tasks: Readonly<Record<string, Partial<TaskIntegration> & Pick<TaskIntegration, 'request'>>> = {},
): MachineRun {
  const events: RecordedEvent[] = [];
  const frames = new Map<string, Frame>();
  const refuse = (): never => {
    throw new Error('not part of this test');
  };
  const host: Host = {
    context: { Execution: { Id: 'arn:execution', Name: 'one' }, StateMachine: { Id: 'arn:machine', Name: 'machine' } },
    append(type, previous, details) {
      const id = events.length + 1;
      events.push({ id, type, previous, details });
      return id;
    },
    frames: {
      get: (path) => frames.get(path),
      put: (path, frame) => void frames.set(path, frame),
      dropBelow(path) {
        for (const each of [...frames.keys()]) if (each.startsWith(path)) frames.delete(each);
      },
    },
    integration(resource) {
      const task = tasks[resource];
      if (!task) throw new Error(`no task ${resource}`);
      return { events: 'Task', resourceType: 'test', resource, region: 'us-east-1', ...task };
    },
    newToken: refuse,
    scheduleActivity: refuse,
    readItems: refuse,
    writeResults: refuse,
    startMapRun: refuse,
    now: () => Date.now(),
    random: () => 0,
  };
  return {
    events,
    get history() {
      return events.map((event) => `${event.id}<${event.previous}:${event.type}`).join(' ');
    },
    drive: (machine, input, signal = new AbortController().signal) =>
      runMachine(machine, input, outermostScope(host, machine.QueryLanguage ?? 'JSONPath', signal, events.length)),
  };
}
