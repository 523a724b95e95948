/** The catalog as the Data API lists it: https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_ListTables.html */
import { z } from 'zod';
import { apiDigits, internalNameOf } from '../../engines/redshift/types/typeNames.ts';
import { Fault, validationFault } from '../../server/fault.ts';
import { type Call, type Operations, operation } from '../../server/operation.ts';
import { isIndex, readPageToken, writePageToken } from '../../server/pageToken.ts';
import type { TextValue } from '../../warehouse/warehouseApi.ts';
import type { DataApi } from './dataApi.ts';
import { findTarget } from './findTarget.ts';
import { type Where, where } from './inputs.ts';
import type { ResultFiles } from './resultFiles.ts';
import { failureText } from './sqlFailure.ts';

const listing = {
  ...where,
  ConnectedDatabase: z.string().nullish(),
  NextToken: z.string().nullish(),
  MaxResults: z.number().int().min(0).max(1000).nullish(),
};
type Listing = Where & {
  readonly NextToken?: string | null | undefined;
  readonly MaxResults?: number | null | undefined;
};

const mostRows = 1000;

export function metadataOperations(api: DataApi): Operations {
  return {
    ListDatabases: operation(z.object(listing), async (input, call) => {
      const { rows, ...next } = await listed(
        api,
        input,
        `SELECT datname FROM pg_database WHERE datname NOT LIKE 'template%' ORDER BY 1`,
        [],
        call,
      );
      return { Databases: rows.map(([name]) => name), ...next };
    }),

    ListSchemas: operation(z.object({ ...listing, SchemaPattern: z.string().nullish() }), async (input, call) => {
      const { rows, ...next } = await listed(
        api,
        input,
        'SELECT schema_name FROM svv_all_schemas WHERE database_name = :database AND schema_name LIKE :schema ORDER BY 1',
        [input.Database, input.SchemaPattern ?? '%'],
        call,
      );
      return { Schemas: rows.map(([name]) => name), ...next };
    }),

    ListTables: operation(
      z.object({ ...listing, SchemaPattern: z.string().nullish(), TablePattern: z.string().nullish() }),
      async (input, call) => {
        const { rows, ...next } = await listed(
          api,
          input,
          'SELECT schema_name, table_name, table_type FROM svv_all_tables WHERE database_name = :database ' +
            'AND schema_name LIKE :schema AND table_name LIKE :table ORDER BY 1, 2',
          [input.Database, input.SchemaPattern ?? '%', input.TablePattern ?? '%'],
          call,
        );
        return { Tables: rows.map(([schema, name, type]) => ({ schema, name, type })), ...next };
      },
    ),

    DescribeTable: operation(
      z.object({ ...listing, Schema: z.string().nullish(), Table: z.string().nullish() }),
      async (input, call) => {
        const { rows, ...next } = await listed(
          api,
          input,
          'SELECT schema_name, table_name, column_name, data_type, is_nullable, column_default, ' +
            'character_maximum_length, numeric_precision, numeric_scale FROM svv_all_columns ' +
            "WHERE database_name = :database AND (:schema = '%' OR schema_name = :schema) " +
            "AND (:table = '%' OR table_name = :table) ORDER BY 1, 2, ordinal_position",
          [input.Database, input.Schema ?? '%', input.Table ?? '%'],
          call,
        );
        return { TableName: input.Table ?? undefined, ColumnList: rows.map(columnOf), ...next };
      },
    ),
  };
}

/** One page of what a query of the catalog gives; `values` are its `:database`, `:schema` and `:table`. */
async function listed(
  { kernel, sessions, results }: DataApi,
  input: Listing,
  sql: string,
  values: readonly (string | null | undefined)[],
  call: Call,
) {
  const target = await findTarget(kernel, { ...input, Database: input.Database ?? 'dev' }, call);
  const from = readPageToken(input.NextToken, isIndex, () => validationFault('The NextToken is not valid.')) ?? 0;
  const size = input.MaxResults || mostRows;
  const names = ['database', 'schema', 'table'];
  const parameters = values.map((value, i) => ({ name: names[i] ?? '', value: value ?? '' }));
  const id = results.passingId();
  try {
    const rows = await sessions.within(target, undefined, call.signal, async (session) => {
      const paged = `${sql} LIMIT ${size + 1} OFFSET ${from}`;
      const rowsFile = results.fileOf(id, 0);
      await kernel.warehouse.call('execute', { session, sql: paged, parameters, rowsFile }, call.signal);
      return await allRows(results, id);
    });
    return {
      rows: rows.slice(0, size),
      ...(rows.length > size ? { NextToken: writePageToken(from + size) } : {}),
    };
  } catch (error) {
    if (error instanceof Fault) throw error;
    call.signal.throwIfAborted();
    throw validationFault(failureText(error));
  } finally {
    await results.remove(id, 1);
  }
}

async function allRows(results: ResultFiles, id: string): Promise<TextValue[][]> {
  const all: TextValue[][] = [];
  let from: number | undefined = 0;
  while (from !== undefined) {
    const page: Awaited<ReturnType<ResultFiles['readPage']>> = await results.readPage(id, 0, from);
    all.push(...page.rows);
    from = page.next;
  }
  return all;
}

/** https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_ColumnMetadata.html */
function columnOf([schema, table, name, type, nullable, preset, length, precision, scale]: readonly TextValue[]) {
  const isText = /char|text/.test(type ?? '');
  return {
    name,
    label: name,
    // The catalog has the names of SQL's standard, the Data API those of pg_type.
    typeName: internalNameOf(type ?? ''),
    schemaName: schema,
    tableName: table,
    nullable: nullable === 'NO' ? 0 : 1,
    length: Number(length ?? 0),
    precision: apiDigits(type ?? '') || Number(precision ?? length ?? 0),
    scale: Number(scale ?? 0),
    isCaseSensitive: isText,
    isCurrency: false,
    isSigned: /int|numeric|real|double/.test(type ?? ''),
    ...(preset === null || preset === undefined ? {} : { columnDefault: preset }),
  };
}
