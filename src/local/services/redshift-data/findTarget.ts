/**
 * Which warehouse a request means and who it is for: a cluster or a workgroup by name, a secret, a database user or the
 * caller. https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-access.html
 */
import type { Kernel } from '../../kernel.ts';
import { Fault, validationFault } from '../../server/fault.ts';
import type { Call } from '../../server/operation.ts';
import { callersUser } from '../../warehouse/logins.ts';
import type { Where } from './inputs.ts';
import type { Target } from './statement.ts';

/** What the Data API says of a name that nothing has. */
const noEndpoint = "Redshift endpoint doesn't exist in this region.";

/** @throws Fault ValidationException in the Data API's words */
export async function findTarget(kernel: Kernel, input: Where, call: Call): Promise<Target> {
  const { ClusterIdentifier: cluster, WorkgroupName: workgroup, SecretArn: secretArn, DbUser: dbUser } = input;
  if (!cluster && !workgroup) throw validationFault('Either ClusterIdentifier or WorkgroupName needs to be specified.');
  if (cluster && workgroup) throw validationFault('ClusterIdentifier and WorkgroupName cannot both be specified.');
  if (!input.Database) throw validationFault('Database must be specified.');
  if (secretArn && dbUser) throw validationFault('SecretArn and DbUser cannot both be specified.');
  const admin = cluster ? await masterOf(kernel, cluster, call) : await adminOf(kernel, workgroup ?? '', call);
  return {
    database: input.Database,
    // There is no Secrets Manager here to read a name from: a secret stands for the first user of what it opens.
    user: secretArn ? admin : dbUser || callersUser,
    ...(cluster ? { cluster: cluster.toLowerCase() } : {}),
    ...(workgroup ? { workgroup } : {}),
    ...(secretArn ? { secretArn } : {}),
    ...(dbUser ? { dbUser } : {}),
  };
}

async function masterOf(kernel: Kernel, id: string, call: Call): Promise<string> {
  const { Clusters } = await found(
    kernel.call<{ Clusters: { MasterUsername: string; ClusterStatus: string }[] }>(
      'redshift',
      'DescribeClusters',
      { ClusterIdentifier: id },
      call,
    ),
  );
  const [cluster] = Clusters;
  if (!cluster) throw validationFault(noEndpoint);
  if (cluster.ClusterStatus !== 'available') {
    throw validationFault(`The cluster ${id} is not available: its status is ${cluster.ClusterStatus}.`);
  }
  return cluster.MasterUsername;
}

/** @param name a workgroup's name or ARN */
async function adminOf(kernel: Kernel, name: string, call: Call): Promise<string> {
  const workgroupName = name.startsWith('arn:') ? await nameOfArn(kernel, name, call) : name;
  const { workgroup } = await found(
    kernel.call<{ workgroup: { namespaceName: string } }>(
      'redshift-serverless',
      'GetWorkgroup',
      { workgroupName },
      call,
    ),
  );
  const { namespace } = await kernel.call<{ namespace: { adminUsername: string } }>(
    'redshift-serverless',
    'GetNamespace',
    { namespaceName: workgroup.namespaceName },
    call,
  );
  return namespace.adminUsername;
}

async function nameOfArn(kernel: Kernel, arn: string, call: Call): Promise<string> {
  let nextToken: string | undefined;
  do {
    const page: { workgroups: { workgroupArn: string; workgroupName: string }[]; nextToken?: string } =
      await kernel.call('redshift-serverless', 'ListWorkgroups', nextToken === undefined ? {} : { nextToken }, call);
    const same = page.workgroups.find(({ workgroupArn }) => workgroupArn === arn);
    if (same) return same.workgroupName;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  throw validationFault(noEndpoint);
}

async function found<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Fault && error.status < 500) throw validationFault(noEndpoint);
    throw error;
  }
}
