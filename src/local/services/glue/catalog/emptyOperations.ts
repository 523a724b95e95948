/** Parts of the catalog that hold nothing here, and say so. */
import { z } from 'zod';
import type { Operations } from '../../../server/operation.ts';
import { paging } from '../../../server/pageToken.ts';
import { catalogOperation, notFound } from '../glueOperation.ts';
import { type CatalogCtx, needDatabase } from './catalogCtx.ts';
import { catalogName } from './shapes.ts';

export function emptyOperations(ctx: CatalogCtx): Operations {
  return {
    GetUserDefinedFunctions: catalogOperation(
      z.object({ DatabaseName: catalogName.nullish(), Pattern: z.string(), ...paging }),
      (input, call) => {
        if (input.DatabaseName) needDatabase(ctx, call, input.DatabaseName);
        return { UserDefinedFunctions: [] };
      },
    ),
    GetUserDefinedFunction: catalogOperation(
      z.object({ DatabaseName: catalogName, FunctionName: z.string() }),
      (input, call) => {
        needDatabase(ctx, call, input.DatabaseName);
        throw notFound(`Function ${input.FunctionName} not found.`);
      },
    ),
    // There was never an Athena catalog of its own to import from.
    GetCatalogImportStatus: catalogOperation(z.object({}), () => ({ ImportStatus: { ImportCompleted: true } })),
  };
}
