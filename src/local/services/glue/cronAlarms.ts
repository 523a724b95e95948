import { nextFires } from '../../../core/scheduleExpression.ts';
import { AlarmClock } from '../../alarmClock.ts';

/**
 * Calls back at the times of cron expressions, which Glue has in UTC. What falls into a time without an endpoint is not
 * made up for.
 */
export class CronAlarms {
  readonly #expressions = new Map<string, string>();
  readonly #onFire: (region: string, name: string) => void;
  readonly #clock = new AlarmClock((key) => this.#ring(key));

  /** @param onFire must not throw */
  constructor(onFire: (region: string, name: string) => void) {
    this.#onFire = onFire;
  }

  /** Replaces what was set for this name; undefined clears it. */
  set(region: string, name: string, expression: string | undefined): void {
    const key = `${region} ${name}`;
    if (expression === undefined) this.#expressions.delete(key);
    else this.#expressions.set(key, expression);
    this.#arm(key);
  }

  stop(): void {
    this.#clock.stop();
  }

  #arm(key: string): void {
    const expression = this.#expressions.get(key);
    const [next] = expression === undefined ? [] : nextFires(expression, 'UTC', new Date(), 1);
    this.#clock.set(key, next);
  }

  #ring(key: string): void {
    const at = key.indexOf(' ');
    this.#onFire(key.slice(0, at), key.slice(at + 1));
    this.#arm(key);
  }
}
