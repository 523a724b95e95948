/** Tokens by which the outside answers a task: .waitForTaskToken and activities. */
import { randomBytes } from 'node:crypto';
import { Fault } from '../../server/fault.ts';
import type { TaskToken } from './interpreter/host.ts';
import type { Json } from './interpreter/json.ts';
import { StatesError } from './interpreter/statesError.ts';

interface Waiting {
  succeed(output: Json): void;
  fail(error: StatesError): void;
  beat(): void;
}

export class TaskTokens {
  readonly #waiting = new Map<string, Waiting>();

  create(): TaskToken {
    const token = randomBytes(96).toString('base64');
    const { promise, resolve, reject } = Promise.withResolvers<Json>();
    // An answer may come when nobody waits for it any more; that is no unhandled rejection.
    promise.catch(() => {});
    let onBeat = () => {};
    this.#waiting.set(token, { succeed: resolve, fail: reject, beat: () => onBeat() });
    return {
      token,
      result: promise,
      onHeartbeat(listener) {
        onBeat = listener;
      },
      revoke: () => void this.#waiting.delete(token),
    };
  }

  /** @throws Fault InvalidOutput when it is no JSON, InvalidToken, TaskTimedOut */
  succeed(token: string, output: string): void {
    let value: Json;
    try {
      value = JSON.parse(output) as Json;
    } catch (error) {
      throw new Fault('InvalidOutput', `Invalid Output: '${(error as Error).message}'`);
    }
    this.#take(token).succeed(value);
    this.#waiting.delete(token);
  }

  fail(token: string, error: string, cause: string): void {
    this.#take(token).fail(new StatesError(error, cause));
    this.#waiting.delete(token);
  }

  beat(token: string): void {
    this.#take(token).beat();
  }

  #take(token: string): Waiting {
    const waiting = this.#waiting.get(token);
    if (waiting) return waiting;
    if (!/^[A-Za-z0-9+/]{128}$/.test(token)) throw new Fault('InvalidToken', "Invalid Token: 'Invalid token'");
    throw new Fault('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
  }
}
