/** The longest that a timer of Node waits, and the longest that a machine's sleep can go unnoticed. */
const longestWaitMs = 30_000;

/** Calls back at moments, one per key. A moment that has passed already is called at once. */
export class AlarmClock {
  readonly #alarms = new Map<string, number>();
  readonly #onAlarm: (key: string, at: Date) => void;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #arming = false;

  /** @param onAlarm must not throw; its key is clear again when it is called */
  constructor(onAlarm: (key: string, at: Date) => void) {
    this.#onAlarm = onAlarm;
  }

  /** Replaces what the key was set to; undefined clears it. */
  set(key: string, at: Date | undefined): void {
    if (at) this.#alarms.set(key, at.getTime());
    else this.#alarms.delete(key);
    // Thousands are set one after the other when the endpoint starts: looked through once.
    if (this.#arming) return;
    this.#arming = true;
    queueMicrotask(() => {
      this.#arming = false;
      this.#arm();
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#alarms.clear();
    clearTimeout(this.#timer);
  }

  #arm(): void {
    clearTimeout(this.#timer);
    if (this.#stopped || this.#alarms.size === 0) return;
    let next = Number.POSITIVE_INFINITY;
    for (const at of this.#alarms.values()) next = Math.min(next, at);
    // Rounded up: a timer must not come before its moment.
    const wait = Math.min(Math.max(Math.ceil(next - Date.now()), 0), longestWaitMs);
    this.#timer = setTimeout(() => this.#ring(), wait);
  }

  #ring(): void {
    const now = Date.now();
    const due = [...this.#alarms].filter(([, at]) => at <= now).sort(([, a], [, b]) => a - b);
    for (const [key, at] of due) {
      this.#alarms.delete(key);
      this.#onAlarm(key, new Date(at));
    }
    this.#arm();
  }
}
