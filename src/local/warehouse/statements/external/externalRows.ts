/** What the system views tell of external schemas: https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_EXTERNAL_TABLES.html */
import { RemoteFailure } from '../../../processes/ipc.ts';
import type { ExternalSchema } from '../../catalog/entries.ts';
import type { ExternalRows } from '../../catalog/system/systemRelation.ts';
import type { StatementCtx } from '../../session/statementCtx.ts';

interface GlueTable {
  readonly Name: string;
  readonly StorageDescriptor?: {
    readonly Location?: string;
    readonly InputFormat?: string;
    readonly OutputFormat?: string;
    readonly SerdeInfo?: { readonly SerializationLibrary?: string; readonly Parameters?: Record<string, string> };
    readonly Columns?: readonly { readonly Name: string; readonly Type?: string }[];
  };
  readonly PartitionKeys?: readonly { readonly Name: string; readonly Type?: string }[];
  readonly Parameters?: Record<string, string>;
}

/** What SVV_EXTERNAL_TABLES and SVV_EXTERNAL_COLUMNS tell. */
export async function externalRows(ctx: StatementCtx, only?: string): Promise<ExternalRows> {
  const tables: (string | null)[][] = [];
  const columns: (string | number | null)[][] = [];
  for (const schema of await ctx.schemas()) {
    if (!schema.external || (only !== undefined && schema.name !== only)) continue;
    for (const table of await glueTables(ctx, schema.external)) {
      const storage = table.StorageDescriptor ?? {};
      tables.push([
        ...[
          schema.name,
          table.Name,
          storage.Location ?? null,
          storage.InputFormat ?? null,
          storage.OutputFormat ?? null,
        ],
        ...[storage.SerdeInfo?.SerializationLibrary ?? null, JSON.stringify(storage.SerdeInfo?.Parameters ?? {})],
        ...['0', JSON.stringify(table.Parameters ?? {})],
      ]);
      const keys = table.PartitionKeys ?? [];
      for (const [i, { Name, Type }] of [...(storage.Columns ?? []), ...keys].entries()) {
        const part = keys.findIndex((key) => key.Name === Name) + 1;
        columns.push([schema.name, table.Name, Name.toLowerCase(), Type ?? 'string', i + 1, part, 'true']);
      }
    }
  }
  return { tables, columns };
}

async function glueTables(ctx: StatementCtx, { database, region }: ExternalSchema): Promise<GlueTable[]> {
  const found: GlueTable[] = [];
  let token: unknown;
  do {
    const input = { DatabaseName: database, ...(token === undefined ? {} : { NextToken: token }) };
    try {
      const page = await ctx.host.call('glue', { operation: 'GetTables', input, region }, ctx.signal);
      found.push(...((page.TableList ?? []) as GlueTable[]));
      token = page.NextToken;
    } catch (error) {
      // A schema may stand over a database that is not there any more.
      if (error instanceof RemoteFailure) return found;
      throw error;
    }
  } while (token !== undefined);
  return found;
}
