/** Tables of external schemas, which are the Data Catalog's: https://docs.aws.amazon.com/redshift/latest/dg/c-spectrum-external-schemas.html */
import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteName } from '../../../../core/sqlQuoting.ts';
import type { TableSource } from '../../../engines/athena/engineApi.ts';
import { createTemporaryTable } from '../../../engines/athena/relations.ts';
import type { ScopeColumn, ScopeRelation } from '../../../engines/redshift/translation.ts';
import { RemoteFailure } from '../../../processes/ipc.ts';
import type { ExternalSchema } from '../../catalog/entries.ts';
import type { WarehouseHost } from '../../hostCalls.ts';
import { SqlError, sqlStates } from '../../sqlError.ts';
import { messageOfObjects } from '../objectMessage.ts';
import { redshiftTypeOf, shownAs } from './hiveTypes.ts';
import { createStandIn, neededPartitions } from './partitionPruning.ts';

/** An external table as a statement knows it. */
export interface ExternalRelation extends ScopeRelation {
  /** Its schema, as CREATE EXTERNAL SCHEMA names where the table is. */
  readonly external: ExternalSchema;
}

export function isExternal(relation: ScopeRelation): relation is ExternalRelation {
  return 'external' in relation;
}

interface Loaded {
  readonly view: string;
  readonly source: TableSource;
}

export interface ExternalTablesParts {
  readonly connection: DuckDBConnection;
  readonly host: WarehouseHost;
  readonly signal: AbortSignal;
}

/**
 * The external tables that one statement reads. What they are called and which columns they have is known without their
 * files; those are looked at when the statement is translated, and only those of partitions that it needs.
 */
export class ExternalTables {
  readonly #parts: ExternalTablesParts;
  readonly #loaded: Loaded[] = [];

  constructor(parts: ExternalTablesParts) {
    this.#parts = parts;
  }

  /** A table under a name of the connection's; undefined when there is none. */
  async load(schema: string, external: ExternalSchema, name: string): Promise<ExternalRelation | undefined> {
    const { connection } = this.#parts;
    const source = await this.#sourceOf(external, name);
    if (!source) return undefined;
    const view = `external ${schema}.${name}`;
    this.#loaded.push({ view, source });
    await createStandIn(connection, view, source);
    const hive = [...source.columns, ...source.partitionKeys];
    const columns = hive.map(({ name: column, type }): ScopeColumn => ({ name: column, type: redshiftTypeOf(type) }));
    const shown = hive.map(({ name: column, type }) => `${shownAs(quoteName(column), type)} AS ${quoteName(column)}`);
    const sql = `(SELECT ${shown.join(', ')} FROM temp.main.${quoteName(view)})`;
    return { sql, schema, name, columns, external };
  }

  /** Makes the tables readable for statements that read them. */
  async open(statements: readonly string[]): Promise<void> {
    const { connection } = this.#parts;
    for (const { view, source } of this.#loaded.splice(0)) {
      const needed = await neededPartitions(connection, view, source, statements);
      const scans = source.scans.map((scan) => ({
        ...scan,
        files: needed ? scan.files.filter(({ partition }) => needed.has(partition)) : scan.files,
      }));
      await createTemporaryTable(connection, view, { ...source, scans }).catch((error: unknown) => {
        throw scanError(error, source);
      });
    }
  }

  async #sourceOf({ database, region }: ExternalSchema, table: string): Promise<TableSource | null> {
    try {
      return await this.#parts.host.call('externalTable', { database, table, region }, this.#parts.signal);
    } catch (error) {
      if (error instanceof RemoteFailure)
        throw new SqlError(sqlStates.internal, `External table ${table}: ${error.message}`);
      throw error;
    }
  }
}

/** Files are told as the objects that they are. */
function scanError(error: unknown, { scans }: TableSource): SqlError {
  const detail = messageOfObjects(
    error,
    scans.flatMap(({ files }) => files),
  );
  return new SqlError(sqlStates.internal, 'Spectrum Scan Error', { detail, cause: error });
}
