import type { LogEvent, LogLevel } from '../../src/core/logEvent.ts';

/** Which lines are shown. */
export interface LogFilter {
  readonly text: string;
  readonly regex: boolean;
  /** Lines of this level and the worse ones; lines that name no level belong to the one before them. */
  readonly level: LogLevel | 'all';
  readonly stream: string | 'all';
}

export const everyLine: LogFilter = { text: '', regex: false, level: 'all', stream: 'all' };

/** The most lines that are kept; beyond it the oldest are let go, and the pane says so. */
export const keptLines = 200_000;

const severity: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 };

/**
 * Lines as they come, and those of them that pass a filter. Appending looks at the new lines only, so that a long log
 * costs no more per line than a short one.
 */
export class LogLines {
  #all: LogEvent[] = [];
  #shown: LogEvent[] = [];
  #filter = everyLine;
  #matches: (message: string) => boolean = () => true;
  #carried = new Map<string, LogLevel>();
  readonly #streams = new Set<string>();
  /** How many of the oldest lines were let go. */
  dropped = 0;

  get shown(): readonly LogEvent[] {
    return this.#shown;
  }

  get total(): number {
    return this.#all.length;
  }

  /** Every stream that wrote, those of lines that were let go included. */
  get streams(): readonly string[] {
    return [...this.#streams];
  }

  /** Forgets all lines; the filter stays. */
  clear(): void {
    this.#all = [];
    this.#shown = [];
    this.#streams.clear();
    this.#carried.clear();
    this.dropped = 0;
  }

  append(lines: readonly LogEvent[]): void {
    for (const line of lines.flatMap(singleLines)) {
      this.#all.push(line);
      this.#streams.add(line.stream);
      if (this.#passes(line)) this.#shown.push(line);
    }
    if (this.#all.length > keptLines * 1.1) {
      const excess = this.#all.length - keptLines;
      this.#all = this.#all.slice(excess);
      this.dropped += excess;
      this.setFilter(this.#filter);
    }
  }

  /** @throws SyntaxError for a regular expression that is none */
  setFilter(filter: LogFilter): void {
    this.#matches = matcherOf(filter);
    this.#filter = filter;
    this.#carried = new Map();
    this.#shown = this.#all.filter((line) => this.#passes(line));
  }

  #passes(line: LogEvent): boolean {
    // A traceback's lines name no level of their own; they follow the one that did.
    const level = line.level ?? (/^\s/.test(line.message) ? this.#carried.get(line.stream) : undefined);
    if (level) this.#carried.set(line.stream, level);
    else this.#carried.delete(line.stream);
    if (this.#filter.stream !== 'all' && line.stream !== this.#filter.stream) return false;
    if (this.#filter.level !== 'all' && severity[level ?? 'info'] < severity[this.#filter.level]) return false;
    return this.#matches(line.message);
  }
}

/** What was said at once over several lines, such as a statement, line by line, as all are drawn at one height. */
function singleLines(event: LogEvent): readonly LogEvent[] {
  if (!event.message.includes('\n')) return [event];
  return event.message.split(/\r?\n/).map((message) => ({ ...event, message }));
}

function matcherOf(filter: Pick<LogFilter, 'text' | 'regex'>): (message: string) => boolean {
  if (filter.text === '') return () => true;
  if (filter.regex) {
    const pattern = new RegExp(filter.text, 'i');
    return (message) => pattern.test(message);
  }
  const wanted = filter.text.toLowerCase();
  return (message) => message.toLowerCase().includes(wanted);
}
