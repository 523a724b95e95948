/** The changes of the source, from the task's position on, into files of the target. */
import type { Client } from 'pg';
import { quoteName, quotePath } from '../../../../core/sqlQuoting.ts';
import { takes } from '../mappings/tableMappings.ts';
import { ChangeBatch } from './changeBatch.ts';
import type { ChangeStream } from './changeStream.ts';
import { ChangeTable, type RowChange } from './changeTable.ts';
import { momentText } from './fileNames.ts';
import { readLsn, writeLsn } from './lsn.ts';
import type { Change, Relation, Value } from './pgoutput.ts';
import type { RunCtx } from './runCtx.ts';
import { baseTypes, primaryKeyOf } from './sourceTables.ts';

interface Transaction {
  readonly lsn: bigint;
  readonly micros: bigint;
}

const longestWaitMs = 1000;

export class ChangeFollower {
  readonly #ctx: RunCtx;
  readonly #stream: ChangeStream;
  /** For what the stream does not say: domains, and long values that an update left alone. */
  readonly #client: Client;
  readonly #batch: ChangeBatch;
  readonly #tables = new Map<number, ChangeTable | undefined>();
  readonly #names = new Map<number, Relation>();
  #transaction: Transaction | undefined;
  /** The end of the last whole transaction. */
  #reached: bigint;

  constructor(ctx: RunCtx, stream: ChangeStream, client: Client, from: bigint) {
    this.#ctx = ctx;
    this.#stream = stream;
    this.#client = client;
    this.#reached = from;
    this.#batch = new ChangeBatch(ctx.task, ctx.writer);
  }

  /**
   * Takes changes until something else is to be done between two transactions; what is whole is in the target then.
   * @throws Error of the source or the target; the signal's reason when it aborts
   */
  async follow(until: () => boolean, signal: AbortSignal): Promise<void> {
    try {
      while (this.#transaction !== undefined || !until()) {
        const message = await this.#stream.take(this.#patience(), signal);
        if (message?.kind === 'change') await this.#take(message.change);
        if (message?.kind === 'alive' && this.#transaction === undefined && this.#batch.empty) {
          this.#reached = message.position > this.#reached ? message.position : this.#reached;
          this.#stream.confirm(this.#reached);
        }
        if (this.#isDue()) await this.#flush();
      }
      await this.#flush();
    } catch (error) {
      // What is whole is kept also when the task is stopped or its source goes.
      if (signal.aborted) {
        await this.#batch.cut();
        await this.#flush();
      }
      throw error;
    }
  }

  async dispose(): Promise<void> {
    await this.#batch.clear();
  }

  #patience(): number {
    const { begun } = this.#batch;
    const due =
      begun === undefined ? longestWaitMs : begun + this.#ctx.task.target.CdcMaxBatchInterval * 1000 - Date.now();
    return Math.min(Math.max(due, 0), longestWaitMs);
  }

  #isDue(): boolean {
    const { begun, bytes } = this.#batch;
    if (begun === undefined || this.#transaction !== undefined) return false;
    const { CdcMaxBatchInterval, CdcMinFileSize } = this.#ctx.task.target;
    return Date.now() - begun >= CdcMaxBatchInterval * 1000 || bytes >= CdcMinFileSize * 1024;
  }

  async #flush(): Promise<void> {
    if (!this.#batch.empty) {
      const position = writeLsn(this.#reached);
      const commit = await this.#batch.files(position);
      await this.#ctx.tell('changed', commit);
      this.#ctx.state.position = position;
      await this.#batch.clear();
    }
    this.#stream.confirm(this.#reached);
  }

  async #take(change: Change): Promise<void> {
    switch (change.kind) {
      case 'begin':
        this.#transaction = { lsn: change.commitLsn, micros: change.commitMicros };
        return;
      case 'commit':
        this.#transaction = undefined;
        this.#reached = change.endLsn;
        this.#batch.endTransaction();
        return;
      case 'relation':
        return await this.#learn(change.relation);
      case 'truncate':
        return this.#truncated(change.relations);
      case 'other':
        return;
      default:
        return await this.#row(change);
    }
  }

  /** A table comes with its first change, and again whenever its definition has changed. */
  async #learn(relation: Relation): Promise<void> {
    const { task, state, log } = this.#ctx;
    const before = this.#names.get(relation.id);
    this.#names.set(relation.id, relation);
    if (!takes(task.mappings, relation) || state.hasFailed(relation)) {
      this.#tables.set(relation.id, undefined);
      return;
    }
    const types = await baseTypes(this.#client, relation.columns);
    const key = await primaryKeyOf(this.#client, relation.id);
    const table = new ChangeTable(relation, types, key, task.mappings, task.target);
    const old = this.#tables.get(relation.id);
    if (old && JSON.stringify(old.columns) !== JSON.stringify(table.columns)) {
      this.#batch.count(relation, 'ddls');
      log(
        'I',
        `[SOURCE_CAPTURE] The columns of '${relation.schema}'.'${relation.table}' have changed: ${columnsOf(relation)}.`,
      );
      this.#batch.separate(relation.id);
    } else if (before && (before.schema !== relation.schema || before.table !== relation.table)) {
      log(
        'W',
        `[SOURCE_CAPTURE] '${before.schema}'.'${before.table}' is now '${relation.schema}'.'${relation.table}'.`,
      );
      this.#batch.separate(relation.id);
    }
    this.#tables.set(relation.id, table);
  }

  /** As DMS does: the table's files go, unless the task's settings keep them. */
  #truncated(relations: readonly number[]): void {
    for (const id of relations) {
      const table = this.#tables.get(id);
      if (!table || this.#isLoaded(table)) continue;
      const { schema, table: name } = table.relation;
      this.#batch.count(table.relation, 'ddls');
      const clears = this.#ctx.task.clearsTruncated;
      if (clears) this.#batch.truncate(table);
      this.#ctx.log(
        'I',
        `[SOURCE_CAPTURE] '${schema}'.'${name}' was truncated; its files ${clears ? 'are deleted' : 'are kept, as HandleSourceTableTruncated is false'}.`,
      );
    }
  }

  /** Whether what is being read was committed before the table's load, and is in it. */
  #isLoaded(table: ChangeTable): boolean {
    const from = this.#ctx.state.from(table.relation);
    return from !== undefined && this.#transaction !== undefined && this.#transaction.lsn < readLsn(from);
  }

  async #row(change: RowChange): Promise<void> {
    const table = this.#tables.get(change.relation);
    const transaction = this.#transaction;
    if (!table || !transaction) return;
    if (this.#isLoaded(table)) return;
    const kind = change.kind === 'insert' ? 'inserts' : change.kind === 'update' ? 'updates' : 'deletes';
    this.#batch.count(table.relation, kind);
    const at = Number(transaction.micros / 1000n);
    for (const { op, row } of table.rowsOf(change)) {
      const whole = op === 'D' ? row : await this.#filled(table, row);
      await this.#batch.add(table, table.valuesOf({ op, row: whole }, momentText(transaction.micros)), at);
    }
  }

  /**
   * Long values that an update did not touch are not sent. The source has them: if one has changed since, that change
   * comes later in the stream.
   */
  async #filled(table: ChangeTable, row: readonly Value[]): Promise<readonly Value[]> {
    const missing = table.relation.columns.filter((_, at) => row[at] === undefined);
    if (missing.length === 0) return row;
    const key = table.keyOf(row);
    if (key.length === 0) return row;
    const { schema, table: name, columns } = table.relation;
    const selected = missing.map((column) => `${quoteName(column.name)}::text AS ${quoteName(column.name)}`).join(', ');
    const where = key.map((each, at) => `${quoteName(each.name)} = $${at + 1}`).join(' AND ');
    const { rows } = await this.#client.query<Record<string, string | null>>(
      `SELECT ${selected} FROM ${quotePath([schema, name])} WHERE ${where}`,
      key.map(({ value }) => value),
    );
    return row.map((value, at) => (value === undefined ? (rows[0]?.[columns[at]?.name ?? ''] ?? null) : value));
  }
}

function columnsOf(relation: Relation): string {
  return relation.columns.map(({ name }) => name).join(', ');
}
