/** Secrets: kept, changed, deleted; generated and resolved by templates; and those that RDS and Redshift keep for their users. */
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  UpdateStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { CreateNamespaceCommand, RedshiftServerlessClient } from '@aws-sdk/client-redshift-serverless';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';

let endpoint: TestEndpoint;
let secrets: SecretsManagerClient;
beforeAll(async () => {
  endpoint = await startTestEndpoint();
  secrets = new SecretsManagerClient(endpoint.client);
});
afterAll(() => endpoint?.[Symbol.asyncDispose]());

const secretText = async (SecretId: string, VersionStage?: string) =>
  (await secrets.send(new GetSecretValueCommand({ SecretId, ...(VersionStage ? { VersionStage } : {}) }))).SecretString;

test('a secret has a current and a previous value, by name and by ARN, and outlives a kill', async () => {
  const { ARN } = await secrets.send(new CreateSecretCommand({ Name: 'shop/token', SecretString: 'first' }));
  expect(ARN).toMatch(/:secret:shop\/token-[A-Za-z0-9]{6}$/);
  await secrets.send(new PutSecretValueCommand({ SecretId: ARN!, SecretString: 'second' }));
  await endpoint.kill9();
  await endpoint.restart();
  secrets = new SecretsManagerClient(endpoint.client);
  expect([await secretText('shop/token'), await secretText(ARN!), await secretText(ARN!.slice(0, -7))]).toEqual(
    Array.from({ length: 3 }, () => 'second'),
  );
  expect(await secretText('shop/token', 'AWSPREVIOUS')).toBe('first');
  const { VersionIdsToStages } = await secrets.send(new DescribeSecretCommand({ SecretId: 'shop/token' }));
  expect(Object.values(VersionIdsToStages!)).toEqual([['AWSCURRENT'], ['AWSPREVIOUS']]);
  await expect(secrets.send(new CreateSecretCommand({ Name: 'shop/token' }))).rejects.toThrow(
    'The operation failed because the secret shop/token already exists.',
  );
});

test('a deleted one cannot be read, and can be restored', async () => {
  await secrets.send(new CreateSecretCommand({ Name: 'gone', SecretBinary: new Uint8Array([0, 255]) }));
  await secrets.send(new DeleteSecretCommand({ SecretId: 'gone' }));
  await expect(secretText('gone')).rejects.toThrow('it was marked for deletion');
  expect(
    (await secrets.send(new ListSecretsCommand({ Filters: [{ Key: 'name', Values: ['go'] }] }))).SecretList,
  ).toEqual([]);
  await secrets.send(new RestoreSecretCommand({ SecretId: 'gone' }));
  const read = await secrets.send(new GetSecretValueCommand({ SecretId: 'gone' }));
  expect([...read.SecretBinary!]).toEqual([0, 255]);
  await secrets.send(new DeleteSecretCommand({ SecretId: 'gone', ForceDeleteWithoutRecovery: true }));
  await expect(secretText('gone')).rejects.toThrow("Secrets Manager can't find the specified secret.");
});

test('random passwords are of the kinds that are asked for', async () => {
  const options = { ExcludePunctuation: true, PasswordLength: 12, ExcludeCharacters: 'abc' };
  const { RandomPassword } = await secrets.send(new GetRandomPasswordCommand(options));
  expect(RandomPassword).toMatch(/^(?=.*[d-z])(?=.*[A-Z])(?=.*\d)[d-zA-Z0-9]{12}$/);
});

test('a template generates a secret, signs a database in with it, and tells it where that is', async () => {
  const stacks = new CloudFormationClient(endpoint.client);
  const Resources = {
    Login: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: {
        Name: 'shop/source',
        GenerateSecretString: {
          SecretStringTemplate: '{"username": "keeper"}',
          GenerateStringKey: 'password',
          ExcludePunctuation: true,
        },
      },
    },
    Parameters: {
      Type: 'AWS::RDS::DBParameterGroup',
      Properties: { Family: 'postgres16', Description: 'changes', Parameters: { 'rds.logical_replication': 1 } },
    },
    Database: {
      Type: 'AWS::RDS::DBInstance',
      Properties: {
        DBInstanceIdentifier: 'shop',
        DBInstanceClass: 'db.t4g.micro',
        Engine: 'postgres',
        EngineVersion: '16',
        DBName: 'shop',
        AllocatedStorage: '20',
        MasterUsername: { 'Fn::Sub': '{{resolve:secretsmanager:${Login}:SecretString:username}}' },
        MasterUserPassword: { 'Fn::Sub': '{{resolve:secretsmanager:${Login}:SecretString:password}}' },
        DBParameterGroupName: { Ref: 'Parameters' },
      },
    },
    Place: {
      Type: 'AWS::SecretsManager::SecretTargetAttachment',
      Properties: { SecretId: { Ref: 'Login' }, TargetId: { Ref: 'Database' }, TargetType: 'AWS::RDS::DBInstance' },
    },
  };
  const StackName = 'source';
  await stacks.send(new CreateStackCommand({ StackName, TemplateBody: JSON.stringify({ Resources }) }));
  const waiting = { client: stacks, maxWaitTime: 120, minDelay: 1, maxDelay: 1 };
  await waitUntilStackCreateComplete(waiting, { StackName });

  const login = JSON.parse((await secretText('shop/source'))!);
  const { host, port, username: user, password, dbname: database } = login;
  expect(login).toMatchObject({ engine: 'postgres', dbname: 'shop', dbInstanceIdentifier: 'shop', username: 'keeper' });
  const client = new pg.Client({ host, port, user, password, database });
  await client.connect();
  expect((await client.query('SELECT current_user AS me')).rows).toEqual([{ me: 'keeper' }]);
  await client.end();
  const rds = new RDSClient(endpoint.client);
  const { DBInstances } = await rds.send(new DescribeDBInstancesCommand({}));
  expect(DBInstances![0]!.DBParameterGroups![0]!.DBParameterGroupName).toMatch(/^source-parameters-/);

  // What is kept and told of the stack has the reference, and not what it stands for.
  const told = [
    await stacks.send(new DescribeStackEventsCommand({ StackName })),
    await stacks.send(new DescribeStackResourcesCommand({ StackName })),
  ];
  expect(JSON.stringify(told)).not.toContain(password);

  // RDS may manage the password instead, and no longer, without another instance.
  const { MasterUserPassword: _, ...rest } = Resources.Database.Properties;
  const managed = {
    ...Resources,
    Database: { ...Resources.Database, Properties: { ...rest, ManageMasterUserPassword: true } },
  };
  const update = async (resources: object) => {
    await stacks.send(new UpdateStackCommand({ StackName, TemplateBody: JSON.stringify({ Resources: resources }) }));
    await waitUntilStackUpdateComplete(waiting, { StackName });
    const found = (await rds.send(new DescribeDBInstancesCommand({}))).DBInstances![0]!;
    const secret = found.MasterUserSecret?.SecretArn;
    const now = JSON.parse((await secretText(secret ?? 'shop/source'))!);
    const own = new pg.Client({
      host,
      port: found.Endpoint!.Port!,
      user: now.username,
      password: now.password,
      database,
    });
    await own.connect();
    await own.end();
    return [secret, now.password] as const;
  };
  const [secret, own] = await update(managed);
  expect([secret, own === password]).toEqual([expect.stringContaining(':secret:rds!db-'), false]);
  expect(await update(Resources)).toEqual([undefined, password]);
  await expect(secretText(secret!)).rejects.toThrow("can't find the specified secret");

  await stacks.send(new DeleteStackCommand({ StackName }));
  await waitUntilStackDeleteComplete(waiting, { StackName });
  await expect(secretText('shop/source')).rejects.toThrow("can't find the specified secret");
});

test("Redshift's managed password is a secret that only Redshift deletes", async () => {
  const redshift = new RedshiftServerlessClient(endpoint.client);
  const { namespace } = await redshift.send(
    new CreateNamespaceCommand({ namespaceName: 'olap', adminUsername: 'admin', manageAdminPassword: true }),
  );
  const SecretId = namespace!.adminPasswordSecretArn!;
  expect(JSON.parse((await secretText(SecretId))!)).toEqual({
    username: 'admin',
    password: expect.stringMatching(/^.{20,}$/),
  });
  await expect(secrets.send(new DeleteSecretCommand({ SecretId }))).rejects.toThrow('managed by redshift');
});
