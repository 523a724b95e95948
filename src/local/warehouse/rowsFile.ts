import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import type { DuckDBValue } from '@duckdb/node-api';
import type { ResultColumn } from '../engines/redshift/translation.ts';
import type { ResultConsumer } from './session/consumer.ts';
import { SqlError } from './sqlError.ts';
import { type TextWriter, textWriter } from './values/valueText.ts';

/** Writes a result's rows to a file: a JSON array of texts a line. */
export class RowsFile implements ResultConsumer {
  readonly #file: string;
  readonly #zone: string;
  readonly #most: number;
  #handle: number | undefined;
  #writers: readonly TextWriter[] = [];
  /** Undefined while no result began. */
  described: readonly ResultColumn[] | undefined;
  count = 0;
  bytes = 0;

  constructor(file: string, zone: string, most: number | undefined) {
    this.#file = file;
    this.#zone = zone;
    this.#most = most ?? Number.POSITIVE_INFINITY;
  }

  columns(columns: readonly ResultColumn[]): void {
    this.described = columns;
    this.#writers = columns.map(({ type }) => textWriter(type, this.#zone));
    this.#handle = openSync(this.#file, 'wx', 0o600);
  }

  /** @throws SqlError 54000 when the file grows too large */
  async rows(rows: readonly (readonly DuckDBValue[])[]): Promise<void> {
    if (this.#handle === undefined) return;
    const lines = rows.map((row) => JSON.stringify(this.#writers.map((write, i) => write(row[i] ?? null))));
    const text = Buffer.from(`${lines.join('\n')}\n`);
    this.bytes += text.length;
    this.count += rows.length;
    if (this.bytes > this.#most) {
      throw new SqlError('54000', 'Query result size exceeds the limit', {
        detail: `The limit is ${this.#most} bytes.`,
      });
    }
    for (let at = 0; at < text.length; ) at += writeSync(this.#handle, text, at);
  }

  async close(): Promise<void> {
    if (this.#handle !== undefined) closeSync(this.#handle);
    this.#handle = undefined;
  }

  /** Leaves nothing behind. */
  async discard(): Promise<void> {
    await this.close();
    if (this.described) rmSync(this.#file, { force: true });
  }
}
