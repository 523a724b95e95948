/** https://docs.aws.amazon.com/athena/latest/APIReference/API_DataCatalog.html */
import { z } from 'zod';
import type { Operations } from '../../../server/operation.ts';
import { paging, takePage } from '../../../server/pageToken.ts';
import { athenaArn } from '../arns.ts';
import type { AthenaCtx } from '../athenaCtx.ts';
import { athenaOperation, invalidRequest } from '../athenaOperation.ts';
import { pageSize, readToken } from '../paging.ts';
import { awsDataCatalog, type DataCatalog } from '../state/dataCatalogs.ts';
import { tagsInput } from './tags.ts';

const name = z.string().min(1).max(256);
const definition = {
  Name: name,
  Type: z.enum(['GLUE', 'LAMBDA', 'HIVE', 'FEDERATED']),
  Description: z.string().max(1024).nullish(),
  Parameters: z.record(z.string(), z.string()).nullish(),
};
type Definition = z.infer<z.ZodObject<typeof definition>>;

export function dataCatalogOperations({ catalogs, tags, kernel }: AthenaCtx): Operations {
  const own: DataCatalog = { name: awsDataCatalog, description: '', parameters: {} };

  /** @throws Fault InvalidRequestException for a catalog that no query here could read */
  const accept = ({ Name, Type, Description, Parameters }: Definition): DataCatalog => {
    if (Type !== 'GLUE' || Parameters?.['catalog-id'] !== kernel.accountId) {
      throw invalidRequest(
        `The local endpoint queries its own Glue catalog only: Type must be GLUE and catalog-id ${kernel.accountId}.`,
      );
    }
    return { name: Name, description: Description ?? '', parameters: Parameters };
  };

  const need = (region: string, wanted: string): DataCatalog => {
    const found = wanted === awsDataCatalog ? own : catalogs.in(region).get(wanted);
    if (!found) throw invalidRequest(`Data catalog ${wanted} was not found`);
    return found;
  };

  const describe = ({ name: Name, description, parameters }: DataCatalog) => ({
    Name,
    Type: 'GLUE',
    ...(description ? { Description: description } : {}),
    Parameters: Name === awsDataCatalog ? { 'catalog-id': kernel.accountId } : parameters,
    Status: 'CREATE_COMPLETE',
  });

  return {
    CreateDataCatalog: athenaOperation(z.object({ ...definition, Tags: tagsInput.nullish() }), (input, call) => {
      const catalog = accept(input);
      if (catalogs.isKnown(call.region, input.Name)) throw invalidRequest('DataCatalog already exists');
      kernel.store.transaction(() => {
        catalogs.in(call.region).insert(input.Name, catalog);
        tags.add(call.region, athenaArn(call, 'datacatalog', input.Name), input.Tags ?? []);
      });
      return { DataCatalog: describe(catalog) };
    }),

    GetDataCatalog: athenaOperation(z.object({ Name: name, WorkGroup: z.string().nullish() }), (input, call) => ({
      DataCatalog: describe(need(call.region, input.Name)),
    })),

    ListDataCatalogs: athenaOperation(z.object({ ...paging, WorkGroup: z.string().nullish() }), (input, call) => {
      const after = readToken(input.NextToken);
      const all = [own, ...[...catalogs.in(call.region).all()].map(({ value }) => value)];
      const from = after === undefined ? 0 : all.findIndex((each) => each.name === after) + 1;
      const { items, ...next } = takePage(all.slice(from), (each) => each.name, pageSize(input, 50));
      return {
        DataCatalogsSummary: items.map((each) => ({
          CatalogName: each.name,
          Type: 'GLUE',
          Status: 'CREATE_COMPLETE',
        })),
        ...next,
      };
    }),

    UpdateDataCatalog: athenaOperation(z.object(definition), (input, call) => {
      if (input.Name === awsDataCatalog) throw invalidRequest(`The data catalog ${awsDataCatalog} cannot be changed.`);
      need(call.region, input.Name);
      catalogs.in(call.region).put(input.Name, accept(input));
    }),

    DeleteDataCatalog: athenaOperation(
      z.object({ Name: name, DeleteCatalogOnly: z.boolean().nullish() }),
      (input, call) => {
        if (input.Name === awsDataCatalog)
          throw invalidRequest(`The data catalog ${awsDataCatalog} cannot be deleted.`);
        const found = need(call.region, input.Name);
        catalogs.in(call.region).delete(input.Name);
        tags.forget(call.region, athenaArn(call, 'datacatalog', input.Name));
        return { DataCatalog: describe(found) };
      },
    ),
  };
}
