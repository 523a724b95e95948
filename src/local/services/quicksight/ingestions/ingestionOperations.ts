/** https://docs.aws.amazon.com/quicksight/latest/APIReference/API_CreateIngestion.html and its kin */
import { z } from 'zod';
import type { Kernel } from '../../../kernel.ts';
import type { Operations } from '../../../server/operation.ts';
import { needDataSet } from '../data-sets/dataSet.ts';
import {
  alreadyExists,
  invalidValue,
  pageOf,
  paging,
  quickSightOperation,
  resourceId,
} from '../quickSightOperation.ts';
import { describeIngestion, hasEnded, ingestionArn, ingestionsOf, needIngestion } from './ingestion.ts';
import type { IngestionRunner } from './ingestionRunner.ts';

const set = { DataSetId: resourceId };
const one = { ...set, IngestionId: z.string().regex(/^[a-zA-Z0-9-_]{1,128}$/) };

/** What only an import of all rows does here. */
export const noIncrements =
  'Incremental refresh is not configured for this dataset: the local endpoint does FULL_REFRESH only.';

export function ingestionOperations(kernel: Kernel, runner: IngestionRunner): Operations {
  return {
    CreateIngestion: quickSightOperation(
      { ...one, IngestionType: z.enum(['INCREMENTAL_REFRESH', 'FULL_REFRESH']).nullish() },
      (input, call) => {
        const { id, importMode } = needDataSet(kernel, call.region, input.DataSetId);
        if (importMode !== 'SPICE') throw invalidValue('Ingestion is supported only for datasets in SPICE mode');
        if (input.IngestionType === 'INCREMENTAL_REFRESH') throw invalidValue(noIncrements);
        const request = { id: input.IngestionId, dataSetId: id, source: 'MANUAL', type: 'FULL_REFRESH' } as const;
        if (!runner.start(call.region, request)) {
          throw alreadyExists('INGESTION', `Ingestion ${input.IngestionId} of the data set ${id} already exists`);
        }
        const { status } = needIngestion(kernel, call.region, id, input.IngestionId);
        const Arn = ingestionArn(call, id, input.IngestionId);
        return { Arn, IngestionId: input.IngestionId, IngestionStatus: status };
      },
    ),

    DescribeIngestion: quickSightOperation(one, (input, call) => {
      const { extract } = needDataSet(kernel, call.region, input.DataSetId);
      const found = needIngestion(kernel, call.region, input.DataSetId, input.IngestionId);
      return { Ingestion: describeIngestion(found, extract?.rows ?? 0, call) };
    }),

    ListIngestions: quickSightOperation({ ...set, ...paging }, (input, call) => {
      const { id, extract } = needDataSet(kernel, call.region, input.DataSetId);
      const { items, ...next } = pageOf(ingestionsOf(kernel, call.region, id), input);
      return { Ingestions: items.map((each) => describeIngestion(each, extract?.rows ?? 0, call)), ...next };
    }),

    CancelIngestion: quickSightOperation(one, async (input, call) => {
      const found = needIngestion(kernel, call.region, input.DataSetId, input.IngestionId);
      if (hasEnded(found) || !(await runner.cancel(call.region, found.dataSetId, found.id))) {
        throw invalidValue(`Ingestion ${found.id} has ended and cannot be cancelled`);
      }
      return { Arn: ingestionArn(call, found.dataSetId, found.id), IngestionId: found.id };
    }),
  };
}
