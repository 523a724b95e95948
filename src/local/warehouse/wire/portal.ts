import type { DuckDBValue } from '@duckdb/node-api';
import type { ParsedStatement } from '../../engines/redshift/statement.ts';
import type { ParameterValue, ResultColumn } from '../../engines/redshift/translation.ts';
import type { Done } from '../session/consumer.ts';
import type { Session } from '../session/session.ts';
import { SqlError, sqlStates } from '../sqlError.ts';
import type { MessageWriter } from './messageWriter.ts';
import { RowWriter } from './wireTypes.ts';

/** A statement with its values, which may give its rows a few at a time. */
export class Portal {
  readonly parsed: ParsedStatement | undefined;
  readonly parameters: ReadonlyMap<string, ParameterValue>;
  readonly formats: readonly number[];
  #work: Promise<Done> | undefined;
  #done: Done | undefined;
  #rows: (readonly DuckDBValue[])[] = [];
  #columns: readonly ResultColumn[] = [];
  /** Set while the statement waits for its rows to be taken. */
  #resume: (() => void) | undefined;
  #arrived: (() => void) | undefined;
  #closed = false;

  constructor(
    parsed: ParsedStatement | undefined,
    parameters: ReadonlyMap<string, ParameterValue>,
    formats: readonly number[],
  ) {
    this.parsed = parsed;
    this.parameters = parameters;
    this.formats = formats;
  }

  /** Whether its statement has begun and not ended. */
  get suspended(): boolean {
    return this.#work !== undefined && this.#done === undefined;
  }

  /**
   * Writes rows to the client.
   * @param most how many; 0 for all
   * @returns how it ended, or undefined when there are more
   */
  async execute(session: Session, writer: MessageWriter, most: number): Promise<Done | undefined> {
    if (!this.parsed) return undefined;
    if (most === 0 && !this.#work) return await this.#all(session, this.parsed, writer);
    this.#begin(session, this.parsed);
    let left = most === 0 ? Number.POSITIVE_INFINITY : most;
    while (left > 0) {
      if (this.#rows.length === 0) {
        if (!(await this.#more())) return this.#done;
        continue;
      }
      const rows = new RowWriter(this.#columns, this.formats, session.settings.get('timezone') ?? 'UTC');
      for (const row of this.#rows.splice(0, left)) {
        rows.write(writer, row);
        left -= 1;
      }
      await writer.flush();
    }
    // Whether the last row was taken is known only when one more is asked for.
    return this.#rows.length > 0 || (await this.#more()) ? undefined : this.#done;
  }

  /** Reads the rest into memory, so that the session can do something else. */
  async setDown(): Promise<void> {
    while (this.suspended && (await this.#waitForRows(this.#rows.length + 1)));
  }

  /** Ends a statement whose rows are not wanted any more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#resume?.();
    await this.#work?.catch(() => {});
  }

  async #all(session: Session, parsed: ParsedStatement, writer: MessageWriter): Promise<Done> {
    let rows: RowWriter | undefined;
    const zone = session.settings.get('timezone') ?? 'UTC';
    return await session.execute(parsed, this.parameters, {
      columns: (columns) => {
        rows = new RowWriter(columns, this.formats, zone);
      },
      rows: async (chunk) => {
        for (const row of chunk) {
          rows?.write(writer, row);
          if (writer.due) await writer.flush();
        }
      },
    });
  }

  #begin(session: Session, parsed: ParsedStatement): void {
    this.#work ??= session
      .execute(parsed, this.parameters, {
        columns: (columns) => {
          this.#columns = columns;
        },
        rows: (chunk) => this.#hold(chunk),
      })
      .then(
        (done) => {
          this.#done = done;
          this.#arrived?.();
          return done;
        },
        (error: unknown) => {
          this.#arrived?.();
          throw error;
        },
      );
    this.#work.catch(() => {});
  }

  async #hold(chunk: readonly (readonly DuckDBValue[])[]): Promise<void> {
    this.#rows.push(...chunk);
    this.#arrived?.();
    await new Promise<void>((resolve) => {
      this.#resume = resolve;
    });
    this.#resume = undefined;
    if (this.#closed) throw new SqlError(sqlStates.cancelled, 'portal closed');
  }

  async #more(): Promise<boolean> {
    return await this.#waitForRows(1);
  }

  /** @returns false when the statement ended first. @throws what it failed with */
  async #waitForRows(count: number): Promise<boolean> {
    while (this.#rows.length < count && this.#done === undefined) {
      const arrived = new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
      this.#resume?.();
      await Promise.race([arrived, this.#work]);
    }
    return this.#rows.length >= count;
  }
}
