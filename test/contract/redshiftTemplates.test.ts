/** Redshift in templates and state machines of the local endpoint. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { DescribeClustersCommand, RedshiftClient } from '@aws-sdk/client-redshift';
import {
  GetNamespaceCommand,
  GetWorkgroupCommand,
  ListTagsForResourceCommand,
  RedshiftServerlessClient,
} from '@aws-sdk/client-redshift-serverless';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';

let endpoint: TestEndpoint;
beforeAll(async () => {
  endpoint = await startTestEndpoint();
});
afterAll(() => endpoint?.[Symbol.asyncDispose]());

const StackName = 'warehouse';
const template = (nodes: number, capacity: number) =>
  JSON.stringify({
    Resources: {
      Namespace: {
        Type: 'AWS::RedshiftServerless::Namespace',
        Properties: {
          NamespaceName: 'shop',
          DbName: 'dev',
          AdminUsername: 'chief',
          ManageAdminPassword: true,
          IamRoles: ['arn:aws:iam::000000000000:role/copy'],
          Tags: [{ Key: 'team', Value: 'etl' }],
        },
      },
      Workgroup: {
        Type: 'AWS::RedshiftServerless::Workgroup',
        Properties: {
          WorkgroupName: 'shop',
          NamespaceName: { Ref: 'Namespace' },
          BaseCapacity: capacity,
          ConfigParameters: [{ ParameterKey: 'enable_case_sensitive_identifier', ParameterValue: 'false' }],
        },
      },
      Subnets: {
        Type: 'AWS::Redshift::ClusterSubnetGroup',
        Properties: { Description: 'of the cluster', SubnetIds: ['subnet-1', 'subnet-2'] },
      },
      Cluster: {
        Type: 'AWS::Redshift::Cluster',
        Properties: {
          ClusterIdentifier: 'dwh',
          ClusterType: 'multi-node',
          NumberOfNodes: nodes,
          NodeType: 'ra3.large',
          DBName: 'dev',
          MasterUsername: 'owner',
          MasterUserPassword: 'Owner-of-1-cluster',
          ClusterSubnetGroupName: { Ref: 'Subnets' },
        },
      },
    },
    Outputs: {
      Address: { Value: { 'Fn::GetAtt': ['Workgroup', 'Workgroup.Endpoint.Address'] } },
      Arn: { Value: { 'Fn::GetAtt': ['Workgroup', 'Workgroup.WorkgroupArn'] } },
      Secret: { Value: { 'Fn::GetAtt': ['Namespace', 'Namespace.AdminPasswordSecretArn'] } },
      Cluster: { Value: { 'Fn::Sub': '${Cluster}:${Cluster.Endpoint.Port}' } },
    },
  });

async function settled(cfn: CloudFormationClient) {
  for (let i = 0; i < 800; i++) {
    const [stack] = (await cfn.send(new DescribeStacksCommand({ StackName }))).Stacks ?? [];
    if (stack && !stack.StackStatus?.endsWith('_IN_PROGRESS')) return stack;
    await sleep(25);
  }
  throw new Error('the stack does not settle');
}

test('a stack makes, changes and takes away clusters, namespaces and workgroups', async () => {
  const cfn = new CloudFormationClient(endpoint.client);
  const redshift = new RedshiftClient(endpoint.client);
  const serverless = new RedshiftServerlessClient(endpoint.client);
  await cfn.send(new CreateStackCommand({ StackName, TemplateBody: template(2, 8) }));
  const made = await settled(cfn);
  const events = (await cfn.send(new DescribeStackEventsCommand({ StackName }))).StackEvents ?? [];
  expect(made.StackStatus, events.map(({ ResourceStatusReason }) => ResourceStatusReason).join('\n')).toBe(
    'CREATE_COMPLETE',
  );
  const outputs = Object.fromEntries(
    (made.Outputs ?? []).map(({ OutputKey = '', OutputValue }) => [OutputKey, OutputValue]),
  );
  const { workgroup } = await serverless.send(new GetWorkgroupCommand({ workgroupName: 'shop' }));
  const { namespace } = await serverless.send(new GetNamespaceCommand({ namespaceName: 'shop' }));
  expect(outputs).toEqual({
    Address: '127.0.0.1',
    Arn: workgroup?.workgroupArn,
    Secret: namespace?.adminPasswordSecretArn,
    Cluster: `dwh:${workgroup?.endpoint?.port}`,
  });
  expect(workgroup).toMatchObject({ baseCapacity: 8, namespaceName: 'shop', status: 'AVAILABLE' });
  const { tags } = await serverless.send(new ListTagsForResourceCommand({ resourceArn: namespace?.namespaceArn }));
  expect(tags).toContainEqual({ key: 'team', value: 'etl' });

  await cfn.send(new UpdateStackCommand({ StackName, TemplateBody: template(4, 16) }));
  expect((await settled(cfn)).StackStatus).toBe('UPDATE_COMPLETE');
  const { Clusters } = await redshift.send(new DescribeClustersCommand({ ClusterIdentifier: 'dwh' }));
  expect(Clusters?.[0]).toMatchObject({ NumberOfNodes: 4, MasterUsername: 'owner' });
  expect((await serverless.send(new GetWorkgroupCommand({ workgroupName: 'shop' }))).workgroup?.baseCapacity).toBe(16);
});

test('a state machine runs statements and reads their rows, with the names of SDK integrations', async () => {
  const states = new SFNClient(endpoint.client);
  const definition = JSON.stringify({
    StartAt: 'Load',
    States: {
      Load: {
        Type: 'Task',
        Resource: 'arn:aws:states:::aws-sdk:redshiftdata:executeStatement',
        Parameters: {
          WorkgroupName: 'shop',
          Database: 'dev',
          Sql: "SELECT :n::int AS n, 'x' AS note, NULL AS missing",
          Parameters: [{ Name: 'n', 'Value.$': '$.n' }],
        },
        ResultPath: '$.statement',
        Next: 'Look',
      },
      Look: {
        Type: 'Task',
        Resource: 'arn:aws:states:::aws-sdk:redshiftdata:describeStatement',
        Parameters: { 'Id.$': '$.statement.Id' },
        ResultPath: '$.state',
        Next: 'Over',
      },
      Over: {
        Type: 'Choice',
        Choices: [
          { Variable: '$.state.Status', StringEquals: 'FINISHED', Next: 'Rows' },
          { Variable: '$.state.Status', StringEquals: 'FAILED', Next: 'Failed' },
        ],
        Default: 'Wait',
      },
      Wait: { Type: 'Wait', Seconds: 1, Next: 'Look' },
      Failed: { Type: 'Fail', CausePath: '$.state.Error' },
      Rows: {
        Type: 'Task',
        Resource: 'arn:aws:states:::aws-sdk:redshiftdata:getStatementResult',
        Parameters: { 'Id.$': '$.statement.Id' },
        OutputPath: '$.Records',
        End: true,
      },
    },
  });
  const roleArn = 'arn:aws:iam::000000000000:role/states';
  const { stateMachineArn } = await states.send(new CreateStateMachineCommand({ name: 'load', roleArn, definition }));
  const { executionArn } = await states.send(new StartExecutionCommand({ stateMachineArn, input: '{"n":"41"}' }));
  const look = () => states.send(new DescribeExecutionCommand({ executionArn }));
  await expect.poll(async () => (await look()).status, { timeout: 30_000 }).not.toBe('RUNNING');
  const { status, output, cause } = await look();
  expect(status, cause).toBe('SUCCEEDED');
  expect(JSON.parse(output ?? '')).toEqual([[{ LongValue: 41 }, { StringValue: 'x' }, { IsNull: true }]]);
});

test('what the stack made goes with it', async () => {
  const cfn = new CloudFormationClient(endpoint.client);
  await cfn.send(new DeleteStackCommand({ StackName }));
  await expect
    .poll(async () => (await new RedshiftClient(endpoint.client).send(new DescribeClustersCommand({}))).Clusters, {
      timeout: 20_000,
    })
    .toEqual([]);
  await expect
    .poll(
      () =>
        new RedshiftServerlessClient(endpoint.client)
          .send(new GetNamespaceCommand({ namespaceName: 'shop' }))
          .catch(({ name }) => name),
      { timeout: 20_000 },
    )
    .toBe('ResourceNotFoundException');
});
