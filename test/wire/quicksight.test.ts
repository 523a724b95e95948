/** The sample's data set by the sample's own script and the aws CLI, over the sample's own resources; boto3 beside it. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { testPython } from '../support/python.ts';
import { runSql } from '../support/redshift.ts';

const run = promisify(execFile);
const sample = path.resolve(import.meta.dirname, '../../sample-workspace/oltp-to-olap');
const script = path.join(sample, 'scripts/refresh_quicksight_dataset.sh');

let endpoint: TestEndpoint;
let python: string;
beforeAll(async () => {
  [endpoint, python] = await Promise.all([startTestEndpoint(), testPython()]);
});
afterAll(() => endpoint?.[Symbol.asyncDispose]());

/** The part of the sample's template that QuickSight is in, over a warehouse of its own. */
function templateBody(): string {
  const whole = readFileSync(path.join(sample, 'template.yaml'), 'utf8');
  const consumption = /^ {2}# --- Consumption.*?(?=^(?: {2}# --- |Outputs:))/ms.exec(whole)?.[0];
  return `
Parameters:
  ProjectName: { Type: String, Default: oltp-olap }
  QuickSightPrincipalArn: { Type: String, Default: "" }
Conditions:
  HasQuickSightPrincipal: !Not [!Equals [!Ref QuickSightPrincipalArn, ""]]
Resources:
  Namespace:
    Type: AWS::RedshiftServerless::Namespace
    Properties: { NamespaceName: !Ref ProjectName, DbName: dev, AdminUsername: admin, ManageAdminPassword: true }
  Workgroup:
    Type: AWS::RedshiftServerless::Workgroup
    Properties: { WorkgroupName: !Ref ProjectName, NamespaceName: !Ref Namespace, BaseCapacity: 8 }
${consumption}`;
}

/** The script under the environment that `strata env` prints. */
async function refresh(...args: string[]) {
  const PATH = `${path.dirname(python)}${path.delimiter}${process.env.PATH}`;
  const env = { ...process.env, ...endpoint.env, PATH };
  return await run(script, args, { env }).catch(
    (error: unknown) => error as { stdout: string; stderr: string; code: number },
  );
}

test.skipIf(process.platform === 'win32')(
  'the script fails loudly, then reads the cube into the data set',
  async () => {
    const stacks = new CloudFormationClient(endpoint.client);
    await stacks.send(new CreateStackCommand({ StackName: 'bi', TemplateBody: templateBody() }));
    await vi.waitFor(
      async () => {
        const { Stacks } = await stacks.send(new DescribeStacksCommand({ StackName: 'bi' }));
        expect(Stacks?.[0]?.StackStatus).toBe('CREATE_COMPLETE');
      },
      { timeout: 30_000, interval: 100 },
    );

    // dbt has not run yet.
    expect(await refresh()).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/has ended as FAILED:\nSQL_TABLE_NOT_FOUND\tschema "analytics" does not exist/),
    });
    expect(await refresh('no-such-set')).toMatchObject({
      stderr: expect.stringMatching(/ResourceNotFoundException.*no-such-set is not found/),
    });

    const data = new RedshiftDataClient(endpoint.client);
    const where = { WorkgroupName: 'oltp-olap', Database: 'dev' };
    await runSql(data, 'CREATE SCHEMA analytics', where);
    await runSql(data, 'CREATE TABLE analytics.sales (region varchar(20), at timestamp, amount numeric(12,2))', where);
    await runSql(
      data,
      "INSERT INTO analytics.sales VALUES ('Lima', '2026-01-03', 0.10), ('Lima', '2026-01-04', 0.20)",
      where,
    );
    await runSql(
      data,
      `CREATE MATERIALIZED VIEW analytics.mv_sales_cube AS
     SELECT region, date_trunc('month', at) AS month, sum(amount) AS total_sales FROM analytics.sales GROUP BY 1, 2`,
      where,
    );
    const done = await refresh();
    expect(done).not.toHaveProperty('code');
    expect(done.stdout).toMatch(/oltp-olap-sales-cube holds 1 rows in \d+ bytes\.\n$/);

    const { stdout } = await run(python, ['-c', readBack], { env: { ...process.env, ...endpoint.env } });
    const told = JSON.parse(stdout) as { readonly columns: string[]; readonly states: string[]; readonly at: string };
    expect(told.columns).toEqual(['Region STRING', 'Month DATETIME', 'Sales DECIMAL']);
    expect(told.states).toEqual(['COMPLETED', 'FAILED', 'FAILED']);
    expect(told.at).toBe('06:30');
    const folder = path.join(endpoint.state, 'quicksight/us-east-1/oltp-olap-sales-cube');
    const { file } = JSON.parse(await readFile(path.join(folder, 'latest.json'), 'utf8')) as { file: string };
    const read =
      'import json, pyarrow.parquet as p, sys; print(json.dumps([[str(v) for v in r.values()] for r in p.read_table(sys.argv[1]).to_pylist()]))';
    const rows = await run(python, ['-c', read, path.join(folder, file)]);
    expect(JSON.parse(rows.stdout)).toEqual([['Lima', '2026-01-01 00:00:00', '0.30']]);
  },
);

const readBack = `
import boto3, json
account = boto3.client('sts').get_caller_identity()['Account']
quicksight = boto3.client('quicksight')
of = dict(AwsAccountId=account, DataSetId='oltp-olap-sales-cube')
columns = quicksight.describe_data_set(**of)['DataSet']['OutputColumns']
ingestions = [each for page in quicksight.get_paginator('list_ingestions').paginate(**of, PaginationConfig={'PageSize': 1}) for each in page['Ingestions']]
schedules = quicksight.list_refresh_schedules(**of)['RefreshSchedules']
print(json.dumps({
    'columns': [each['Name'] + ' ' + each['Type'] for each in columns],
    'states': [each['IngestionStatus'] for each in ingestions],
    'at': schedules[0]['ScheduleFrequency']['TimeOfTheDay'],
}))
`;
