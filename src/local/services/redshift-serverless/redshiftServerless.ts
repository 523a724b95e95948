/**
 * Amazon Redshift Serverless: namespaces and workgroups. Every workgroup of the endpoint is another name for its one
 * warehouse: what is created here is a record with the warehouse's address, and its data stay when it goes.
 * https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/Welcome.html
 */
import type { Kernel } from '../../kernel.ts';
import type { LocalService } from '../../server/localService.ts';
import { credentialOperations } from './credentials.ts';
import { namespaceOperations } from './namespaces.ts';
import { ServerlessStore } from './serverlessStore.ts';
import { tagOperations } from './tags.ts';
import { workgroupOperations } from './workgroups.ts';

export function createRedshiftServerless(kernel: Kernel): LocalService {
  const store = new ServerlessStore(kernel.store);
  return {
    name: 'redshift-serverless',
    protocol: { kind: 'json', version: '1.1' },
    operations: {
      ...namespaceOperations(kernel, store),
      ...workgroupOperations(kernel, store),
      ...credentialOperations(kernel, store),
      ...tagOperations(kernel.store, store),
    },
  };
}
