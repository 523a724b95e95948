/**
 * The slot by which a source keeps its changes for a task, and the publications that say which.
 * https://www.postgresql.org/docs/current/protocol-replication.html
 */
import type { Client } from 'pg';
import { quoteName, quotePath, quoteText } from '../../../../core/sqlQuoting.ts';
import type { SourceTable } from './sourceTables.ts';

/** The source no longer has what the task needs to go on: only a reload helps. */
export class SlotLost extends Error {
  override readonly name = 'SlotLost';
}

export interface Snapshot {
  /** Commits before it are in the snapshot, the others come as changes. */
  readonly position: string;
  /** For SET TRANSACTION SNAPSHOT, as long as the session that made it does nothing else. */
  readonly name: string;
}

/** @param temporary gone with the session: for its snapshot alone */
export async function createSlot(replication: Client, name: string, temporary: boolean): Promise<Snapshot> {
  const { rows } = await replication.query<{ consistent_point: string; snapshot_name: string }>(
    `CREATE_REPLICATION_SLOT ${quoteName(name)}${temporary ? ' TEMPORARY' : ''} LOGICAL pgoutput (SNAPSHOT 'export')`,
  );
  const [made] = rows;
  if (!made) throw new Error('PostgreSQL made no replication slot.');
  return { position: made.consistent_point, name: made.snapshot_name };
}

/** @throws SlotLost */
export async function checkSlot(client: Client, name: string): Promise<void> {
  const { rows } = await client.query<{ wal_status: string | null }>(
    'SELECT wal_status FROM pg_replication_slots WHERE slot_name = $1',
    [name],
  );
  const [slot] = rows;
  if (!slot) throw new SlotLost(`The replication slot ${name} does not exist any more; reload the target.`);
  if (slot.wal_status === 'lost') {
    throw new SlotLost(`The source has removed changes that the slot ${name} was waiting for; reload the target.`);
  }
}

/** Drops what an earlier run left before its position was known. */
export async function dropSlot(client: Client, name: string): Promise<void> {
  // A walsender whose process was killed holds its slot until its connection is noticed to be gone.
  await client.query(
    'SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = $1 AND active',
    [name],
  );
  await client.query(
    `DO $$ BEGIN
       FOR attempt IN 1..100 LOOP
         PERFORM FROM pg_replication_slots WHERE slot_name = ${quoteText(name)} AND active;
         EXIT WHEN NOT FOUND;
         PERFORM pg_sleep(0.05);
       END LOOP;
     END $$`,
  );
  await client.query('SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = $1', [
    name,
  ]);
}

/** The publications of a task: PostgreSQL refuses updates of a published table whose rows it cannot identify. */
export function publicationsOf(name: string): readonly [all: string, insertsOnly: string] {
  return [name, `${name}_inserts`];
}

export async function publish(client: Client, name: string, tables: readonly SourceTable[]): Promise<void> {
  const [all, insertsOnly] = publicationsOf(name);
  await publishAs(
    client,
    all,
    'insert, update, delete, truncate',
    tables.filter((table) => table.identified),
  );
  await publishAs(
    client,
    insertsOnly,
    'insert, truncate',
    tables.filter((table) => !table.identified),
  );
}

async function publishAs(client: Client, name: string, kinds: string, tables: readonly SourceTable[]): Promise<void> {
  const { rows } = await client.query<{ relation: string }>(
    `SELECT format('%s.%s', n.nspname, c.relname) AS relation FROM pg_publication p
     LEFT JOIN pg_publication_rel r ON r.prpubid = p.oid LEFT JOIN pg_class c ON c.oid = r.prrelid
     LEFT JOIN pg_namespace n ON n.oid = c.relnamespace WHERE p.pubname = $1`,
    [name],
  );
  const wanted = tables.map(({ schema, table }) => `${schema}.${table}`);
  const list = tables.map(({ schema, table }) => quotePath([schema, table])).join(', ');
  if (rows.length === 0) {
    await client.query(
      `CREATE PUBLICATION ${quoteName(name)}${list === '' ? '' : ` FOR TABLE ${list}`}
       WITH (publish = ${quoteText(kinds)}, publish_via_partition_root = true)`,
    );
    return;
  }
  const had = new Set(rows.map(({ relation }) => relation).filter((relation) => relation !== '.'));
  if (had.size === wanted.length && wanted.every((each) => had.has(each))) return;
  if (list !== '') {
    await client.query(`ALTER PUBLICATION ${quoteName(name)} SET TABLE ${list}`);
    return;
  }
  await client.query(`DROP PUBLICATION ${quoteName(name)}`);
  await publishAs(client, name, kinds, []);
}

/** Takes the task's slot and publications off the source. */
export async function unpublish(client: Client, name: string): Promise<void> {
  await dropSlot(client, name);
  for (const each of publicationsOf(name)) await client.query(`DROP PUBLICATION IF EXISTS ${quoteName(each)}`);
}
