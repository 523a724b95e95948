/** Tasks that wait for the workers of activities. */
import type { ActivityTask, TaskToken } from './interpreter/host.ts';

interface Pending {
  readonly token: TaskToken;
  readonly input: string;
  readonly take: (workerName: string | undefined) => void;
}

export class ActivityQueue {
  readonly #pending = new Map<string, Pending[]>();
  readonly #workers = new Map<string, ((task: Pending) => void)[]>();

  schedule(arn: string, input: string, token: TaskToken): ActivityTask {
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    const task: Pending = { token, input, take: resolve };
    const worker = this.#workers.get(arn)?.shift();
    if (worker) worker(task);
    else this.#pending.set(arn, [...(this.#pending.get(arn) ?? []), task]);
    const revoke = token.revoke;
    return {
      token: {
        ...token,
        revoke: () => {
          revoke();
          this.#pending.set(
            arn,
            (this.#pending.get(arn) ?? []).filter((each) => each !== task),
          );
        },
      },
      taken: promise,
    };
  }

  /** The oldest task, waited for up to `ms`; undefined when none came. */
  async poll(
    arn: string,
    workerName: string | undefined,
    ms: number,
    signal: AbortSignal,
  ): Promise<{ taskToken: string; input: string } | undefined> {
    const task = this.#pending.get(arn)?.shift() ?? (await this.#wait(arn, ms, signal));
    task?.take(workerName);
    return task && { taskToken: task.token.token, input: task.input };
  }

  #wait(arn: string, ms: number, signal: AbortSignal): Promise<Pending | undefined> {
    return new Promise((resolve) => {
      const workers = this.#workers.get(arn) ?? [];
      this.#workers.set(arn, workers);
      const end = (task: Pending | undefined) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', giveUp);
        const at = workers.indexOf(end);
        if (at >= 0) workers.splice(at, 1);
        resolve(task);
      };
      const giveUp = () => end(undefined);
      const timer = setTimeout(giveUp, ms);
      signal.addEventListener('abort', giveUp, { once: true });
      workers.push(end);
    });
  }
}
