import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

const role = 'arn:aws:iam::000000000000:role/any';

const machine = (name: string, state: object) => `
  ${name}:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      StateMachineName: ${name.toLowerCase()}
      RoleArn: ${role}
      DefinitionString: '${JSON.stringify({ StartAt: 'Only', States: { Only: state } })}'
`;

const template = `
Parameters:
  Level: { Type: String, Default: one }
Resources:
  Lake:
    Type: AWS::S3::Bucket
    Properties: { BucketName: small-lake, Tags: [{ Key: level, Value: !Ref Level }] }
  Queries:
    Type: AWS::Athena::WorkGroup
    Properties:
      Name: small
      WorkGroupConfiguration: { ResultConfiguration: { OutputLocation: !Sub 's3://\${Lake}/results/' } }
${machine('Good', { Type: 'Pass', End: true })}
${machine('Bad', { Type: 'Fail', Error: 'Broken', Cause: 'on purpose' })}
${machine('Slow', { Type: 'Wait', Seconds: 600, End: true })}
Outputs:
  LakeName: { Value: !Ref Lake }
`;

const declared = `
version: 1
stack: small
uploads:
  - from: raw/
    to: s3://\${LakeName}/raw/
`;

/** A pipeline of a bucket with three files, a workgroup for queries, and state machines that succeed, fail and wait. */
export async function writeSmallPipeline(root: string): Promise<string> {
  const folder = path.join(root, 'small');
  await mkdir(path.join(folder, 'raw'), { recursive: true });
  await writeFile(path.join(folder, 'template.yaml'), template);
  await writeFile(path.join(folder, 'strata.yaml'), declared);
  for (const day of ['01', '02', '03']) {
    await writeFile(path.join(folder, 'raw', `sales_${day}.csv`), `id,total\n${day},10.50\n`);
  }
  return folder;
}
