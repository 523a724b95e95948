/** The catalog as Athena shows it: https://docs.aws.amazon.com/athena/latest/APIReference/API_TableMetadata.html */
import { z } from 'zod';
import { Fault } from '../../../server/fault.ts';
import type { Call, Operations } from '../../../server/operation.ts';
import { paging, writePageToken } from '../../../server/pageToken.ts';
import type { AthenaCtx } from '../athenaCtx.ts';
import { athenaOperation, invalidRequest } from '../athenaOperation.ts';
import type { GlueDatabase, GlueTable } from '../catalog/glueShapes.ts';
import { pageSize, readToken } from '../paging.ts';

const catalog = { CatalogName: z.string().min(1), WorkGroup: z.string().nullish() };
const database = { ...catalog, DatabaseName: z.string().min(1) };

export function metadataOperations({ kernel, catalogs }: AthenaCtx): Operations {
  /** Asks Glue. @throws Fault MetadataException, as Athena wraps Glue's errors */
  const glue = async <O>(operation: string, input: unknown, catalogName: string, call: Call): Promise<O> => {
    if (!catalogs.isKnown(call.region, catalogName)) throw invalidRequest(`Data catalog ${catalogName} was not found`);
    try {
      return await kernel.call<O>('glue', operation, input, call);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const about = `(Service: AmazonDataCatalog; Status Code: ${error.status}; Error Code: ${error.code}; Request ID: ${call.requestId}; Proxy: null)`;
      throw new Fault('MetadataException', `${error.message} ${about}`);
    }
  };

  return {
    GetDatabase: athenaOperation(z.object(database), async (input, call) => {
      const about = { Name: input.DatabaseName };
      const { Database } = await glue<{ Database: GlueDatabase }>('GetDatabase', about, input.CatalogName, call);
      return { Database: describeDatabase(Database) };
    }),

    ListDatabases: athenaOperation(z.object({ ...catalog, ...paging }), async (input, call) => {
      const page = { MaxResults: pageSize(input, 50), ...nextOf(input.NextToken) };
      const found = await glue<{ DatabaseList: GlueDatabase[]; NextToken?: string }>(
        'GetDatabases',
        page,
        input.CatalogName,
        call,
      );
      return { DatabaseList: found.DatabaseList.map(describeDatabase), ...tokenOf(found.NextToken) };
    }),

    GetTableMetadata: athenaOperation(z.object({ ...database, TableName: z.string().min(1) }), async (input, call) => {
      const about = { DatabaseName: input.DatabaseName, Name: input.TableName };
      const { Table } = await glue<{ Table: GlueTable }>('GetTable', about, input.CatalogName, call);
      return { TableMetadata: describeTable(Table) };
    }),

    ListTableMetadata: athenaOperation(
      z.object({ ...database, ...paging, Expression: z.string().nullish() }),
      async (input, call) => {
        const about = {
          DatabaseName: input.DatabaseName,
          MaxResults: pageSize(input, 50),
          ...(input.Expression ? { Expression: input.Expression } : {}),
          ...nextOf(input.NextToken),
        };
        const found = await glue<{ TableList: GlueTable[]; NextToken?: string }>(
          'GetTables',
          about,
          input.CatalogName,
          call,
        );
        return { TableMetadataList: found.TableList.map(describeTable), ...tokenOf(found.NextToken) };
      },
    ),
  };
}

function nextOf(token: string | null | undefined): { NextToken?: string } {
  const place = readToken(token);
  return place === undefined ? {} : { NextToken: place };
}

function tokenOf(glues: string | undefined): { NextToken?: string } {
  return glues === undefined ? {} : { NextToken: writePageToken(glues) };
}

function describeDatabase({ Name, Description, Parameters }: GlueDatabase) {
  return { Name, ...(Description ? { Description } : {}), ...(Parameters ? { Parameters } : {}) };
}

function describeTable(table: GlueTable) {
  const storage = table.StorageDescriptor;
  const serde = storage?.SerdeInfo;
  const serdeParameters = Object.entries(serde?.Parameters ?? {});
  return {
    Name: table.Name,
    CreateTime: table.CreateTime,
    LastAccessTime: new Date(0),
    TableType: table.TableType,
    Columns: storage?.Columns ?? [],
    PartitionKeys: table.PartitionKeys ?? [],
    Parameters: {
      ...table.Parameters,
      ...(storage?.InputFormat ? { inputformat: storage.InputFormat } : {}),
      ...(storage?.OutputFormat ? { outputformat: storage.OutputFormat } : {}),
      ...(storage?.Location ? { location: storage.Location } : {}),
      ...(serde?.SerializationLibrary ? { 'serde.serialization.lib': serde.SerializationLibrary } : {}),
      ...Object.fromEntries(serdeParameters.map(([name, value]) => [`serde.param.${name}`, value])),
    },
  };
}
