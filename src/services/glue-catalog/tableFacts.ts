import { AppError } from '../../core/appError.ts';
import type { NodeAddress } from '../../core/node.ts';
import type { NodeState } from '../../core/pipeline-map/pipelineMap.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { describeTable } from './glueCatalogApi.ts';

/** Where crawlers, Hive and Spark keep a table's number of rows and bytes. */
const rowParameters = ['recordCount', 'numRows', 'spark.sql.statistics.numRows'];
const byteParameters = ['sizeKey', 'totalSize', 'spark.sql.statistics.totalSize'];

/** What the catalog says of tables: when each was changed there, whose it is, and statistics that somebody wrote. */
export async function* tableFacts(
  ctx: Ctx,
  of: readonly NodeAddress[],
  signal: AbortSignal,
): AsyncIterable<readonly [NodeAddress, NodeState]> {
  for (const address of of) {
    try {
      const { Parameters = {}, UpdateTime, CreateTime, Owner } = await describeTable(ctx, address, signal);
      const at = (UpdateTime ?? CreateTime)?.getTime();
      const rows = first(Parameters, rowParameters);
      const bytes = first(Parameters, byteParameters);
      yield [
        address,
        {
          ...(at === undefined ? {} : { at }),
          ...(rows === undefined ? {} : { rows }),
          ...(bytes === undefined ? {} : { bytes }),
          ...(Owner === undefined || Owner === 'owner' || Owner === '' ? {} : { owner: Owner }),
        },
      ];
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'not-found') throw error;
      yield [address, { missing: true }];
    }
  }
}

function first(parameters: Readonly<Record<string, string>>, names: readonly string[]): number | undefined {
  const value = names.map((name) => parameters[name]).find((text) => text !== undefined && /^\d+$/.test(text));
  // Hive writes -1 where it does not know, and 0 where nobody has counted.
  return value === undefined || value === '0' ? undefined : Number(value);
}
