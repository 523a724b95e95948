/** Tasks at work, each in a process of its own; those that an earlier endpoint left running go on. */
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kernel } from '../../../kernel.ts';
import type { Caller } from '../../../processes/ipc.ts';
import { RunLog } from '../../../runLog.ts';
import { resourceIdOf } from '../arns.ts';
import { needSource, needTarget } from '../endpoints/endpoint.ts';
import { sourceLogin } from '../endpoints/sourceLogin.ts';
import { addEvent, type EventCategory } from '../events.ts';
import { readTableMappings, type SourceName } from '../mappings/tableMappings.ts';
import type { ReplicationApi, TaskEnd, TaskInput } from '../replication/replicationApi.ts';
import { ReplicationCrash, startReplication } from '../replication/replicationProcess.ts';
import { unpublish } from '../replication/slot.ts';
import { sourceFailure, withSource } from '../replication/source.ts';
import { instancesIn } from '../replicationInstance.ts';
import { forgetTags } from '../tags.ts';
import { forgetTables, tablesOf } from './tableRecord.ts';
import { changeTask, sourceNameOf, type Task, tasksIn } from './task.ts';
import { taskHost } from './taskHost.ts';
import { readTaskSettings } from './taskSettings.ts';

interface Running {
  readonly abort: AbortController;
  readonly done: Promise<void>;
  caller: Caller<ReplicationApi> | undefined;
}

const stopReasons: Readonly<Record<TaskEnd, string>> = {
  stopped: 'Stop Reason NORMAL',
  'load-finished': 'Stop Reason FULL_LOAD_ONLY_FINISHED',
  'stopped-after-load': 'Stop Reason STOPPED_AFTER_FULL_LOAD',
};
const mostCrashes = 3;
/** How long a task may take to bring to the target what it has when the endpoint stops. */
const closingMs = 8000;
const cleanUpMs = 15_000;

export class TaskRunner {
  readonly #kernel: Kernel;
  readonly #running = new Map<string, Running>();
  #closing = false;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Goes on with what an endpoint before was at. */
  recover(): void {
    const { store } = this.#kernel;
    for (const region of store.regionsOf('dms.task')) {
      for (const { value: task } of [...tasksIn(this.#kernel, region).all()]) {
        if (task.status === 'starting' || task.status === 'running') this.start(region, task);
        if (task.status === 'stopping') this.#ended(region, task, 'stopped');
        if (task.status === 'deleting') void this.delete(region, task);
      }
    }
  }

  /** The task's record says that it is starting. */
  start(region: string, task: Task): void {
    const abort = new AbortController();
    const { promise: begin, resolve } = Promise.withResolvers<void>();
    const running: Running = { abort, caller: undefined, done: begin.then(() => this.#run(region, task, running)) };
    this.#running.set(task.arn, running);
    resolve();
  }

  /** Asks it to end; its record says when it has. */
  stop(task: Task): void {
    this.#running.get(task.arn)?.abort.abort();
  }

  async reload(task: Task, tables: readonly SourceName[], signal: AbortSignal): Promise<void> {
    await this.#running.get(task.arn)?.caller?.call('reload', { tables }, signal);
  }

  /** Takes what it made in the source away, as far as that can be reached, and then its record. */
  async delete(region: string, task: Task): Promise<void> {
    if (task.position !== undefined || task.migrationType !== 'full-load') {
      await this.#unpublish(region, task).catch((error: unknown) =>
        this.#kernel.log.warn(`the slot of the DMS task ${task.id} was not dropped: ${sourceFailure(error)}`),
      );
    }
    if (this.#closing) return;
    forgetTables(this.#kernel, region, task.resourceId);
    forgetTags(this.#kernel, region, task.arn);
    this.#event(region, task, 'deletion', 'The replication task has been deleted.');
    tasksIn(this.#kernel, region).delete(task.resourceId);
  }

  async #unpublish(region: string, task: Task): Promise<void> {
    const signal = AbortSignal.timeout(cleanUpMs);
    const login = await sourceLogin(this.#kernel, needSource(this.#kernel, region, task.sourceArn), signal);
    await withSource(login, (client) => unpublish(client, sourceNameOf(task)), signal);
  }

  async close(): Promise<void> {
    this.#closing = true;
    const all = [...this.#running.values()];
    for (const { abort } of all) abort.abort();
    await Promise.all(all.map(({ done }) => done));
  }

  async #run(region: string, task: Task, running: Running): Promise<void> {
    const instance = instancesIn(this.#kernel, region).get(resourceIdOf(task.instanceArn));
    const place = { region, group: `dms-tasks-${instance?.id ?? 'unknown'}`, stream: `dms-task-${task.resourceId}` };
    await using log = new RunLog(this.#kernel, place);
    const { Logging } = readTaskSettings(task.settings);
    const say = (line: string) => {
      if (Logging.EnableLogging) log.line(line);
    };
    try {
      changeTask(this.#kernel, region, task.resourceId, { status: 'running' });
      this.#event(region, task, 'state change', 'The replication task has started.');
      const end = await this.#withRestarts(region, task, running, say);
      if (!this.#closing) this.#ended(region, task, end);
    } catch (error) {
      if (this.#closing) return;
      if (running.abort.signal.aborted) {
        this.#ended(region, task, 'stopped');
        return;
      }
      const failure = sourceFailure(error);
      say(`${new Date().toISOString().slice(0, 19)} [TASK_MANAGER    ]E: Task ended with an error: ${failure}`);
      changeTask(this.#kernel, region, task.resourceId, {
        status: 'failed',
        stopReason: 'Stop Reason FATAL_ERROR Error Level FATAL',
        failure: `Last Error ${failure}`,
        stopped: Date.now(),
      });
      this.#event(region, task, 'failure', `The replication task has failed: ${failure}`);
    } finally {
      this.#running.delete(task.arn);
    }
  }

  async #withRestarts(region: string, task: Task, running: Running, say: (line: string) => void): Promise<TaskEnd> {
    for (let crashes = 0; ; ) {
      const before = tasksIn(this.#kernel, region).get(task.resourceId)?.position;
      try {
        return await this.#once(region, task, running, say);
      } catch (error) {
        if (!(error instanceof ReplicationCrash) || running.abort.signal.aborted) throw error;
        // One that gets somewhere each time may crash again.
        const now = tasksIn(this.#kernel, region).get(task.resourceId)?.position;
        crashes = now === before ? crashes + 1 : 1;
        if (crashes === mostCrashes) throw error;
        say(`${new Date().toISOString().slice(0, 19)} [TASK_MANAGER    ]W: ${error.message} It is started again.`);
        await sleep(1000, undefined, { signal: running.abort.signal });
      }
    }
  }

  async #once(region: string, task: Task, running: Running, say: (line: string) => void): Promise<TaskEnd> {
    const input = await this.#input(region, task, running.abort.signal);
    const host = taskHost(this.#kernel, {
      region,
      resourceId: task.resourceId,
      migrationType: task.migrationType,
      bucket: input.target.BucketName,
      log: say,
    });
    const forked = startReplication(host);
    running.caller = forked.caller;
    const late = () => {
      if (this.#closing) setTimeout(() => forked.child.kill('SIGKILL'), closingMs).unref();
    };
    running.abort.signal.addEventListener('abort', late, { once: true });
    try {
      return await forked.caller.call('run', input, running.abort.signal);
    } finally {
      running.caller = undefined;
      forked.child.kill('SIGKILL');
      await forked.gone;
      rmSync(input.folder, { recursive: true, force: true });
    }
  }

  async #input(region: string, task: Task, signal: AbortSignal): Promise<TaskInput> {
    const kernel = this.#kernel;
    const source = await sourceLogin(kernel, needSource(kernel, region, task.sourceArn), signal);
    const now = tasksIn(kernel, region).get(task.resourceId) ?? task;
    const settings = readTaskSettings(task.settings);
    const folder = path.join(kernel.folder.work, 'dms', task.resourceId);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return {
      migrationType: task.migrationType,
      source,
      target: needTarget(kernel, region, task.targetArn).settings,
      mappings: readTableMappings(task.tableMappings),
      name: sourceNameOf(task),
      position: now.position ?? null,
      tables: [...tablesOf(kernel, region, task.resourceId)].map(({ schema, table, loaded, from }) => ({
        ...{ schema, table, loaded, from },
      })),
      folder,
      cleans: settings.FullLoadSettings.TargetTablePrepMode !== 'DO_NOTHING',
      clearsTruncated: settings.ChangeProcessingDdlHandlingPolicy.HandleSourceTableTruncated,
      stopsAfterLoad: settings.FullLoadSettings.StopTaskCachedChangesNotApplied && now.loadFinished === undefined,
      retryMs: settings.ErrorBehavior.RecoverableErrorInterval * 1000,
      startedAt: task.started ?? Date.now(),
    };
  }

  #ended(region: string, task: Task, end: TaskEnd): void {
    changeTask(this.#kernel, region, task.resourceId, {
      status: 'stopped',
      stopReason: stopReasons[end],
      stopped: Date.now(),
    });
    this.#event(region, task, 'state change', `The replication task has stopped. ${stopReasons[end]}.`);
  }

  #event(region: string, task: Task, category: EventCategory, message: string): void {
    addEvent(this.#kernel, region, { source: 'replication-task', id: task.id, category, message });
  }
}
