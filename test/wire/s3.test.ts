/** boto3, the aws CLI and awswrangler, unmodified, over the environment that `strata env` prints. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { testPython } from '../support/python.ts';
import { tempFolder } from '../support/tempFolder.ts';

const run = promisify(execFile);

let endpoint: TestEndpoint;
let python: string;
beforeAll(async () => {
  [endpoint, python] = await Promise.all([startTestEndpoint(), testPython()]);
});
afterAll(() => endpoint?.[Symbol.asyncDispose]());

async function inPython(cwd: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, ...endpoint.env, AWS_PAGER: '', PYTHONWARNINGS: 'ignore' };
  const { stdout } = await run(python, args, { cwd, env, maxBuffer: 50_000_000 });
  return stdout;
}

const aws = (cwd: string, ...args: string[]) => inPython(cwd, '-m', 'awscli', ...args);
const script = async (text: string): Promise<unknown> => JSON.parse(await inPython('.', '-c', text));

describe('the aws CLI', () => {
  test('copies, lists, syncs and removes', async () => {
    await using folder = tempFolder();
    const at = (relative: string) => path.join(folder.path, relative);
    mkdirSync(at('lake/raw/day one'), { recursive: true });
    writeFileSync(at('lake/raw/a.csv'), 'a,b\n');
    writeFileSync(at('lake/raw/day one/ünï.json'), '{}');
    writeFileSync(at('lake/top.txt'), 'top');
    // S3 tells whole seconds: a file as young as its upload would be newer than its object.
    const before = new Date(Date.now() - 60_000);
    for (const name of ['raw/a.csv', 'raw/day one/ünï.json', 'top.txt']) utimesSync(at(`lake/${name}`), before, before);
    const cli = (...args: string[]) => aws(folder.path, ...args);

    await cli('s3', 'mb', 's3://cli-lake');
    await cli('s3', 'sync', 'lake', 's3://cli-lake/x');
    const listed = (await cli('s3', 'ls', '--recursive', 's3://cli-lake')).trim().split('\n');
    expect(listed.map((line) => line.split(/\s+/).slice(2).join(' '))).toEqual([
      '4 x/raw/a.csv',
      '2 x/raw/day one/ünï.json',
      '3 x/top.txt',
    ]);
    expect((await cli('s3', 'ls', 's3://cli-lake/x/')).trim()).toMatch(/^PRE raw\/\n.* 3 top.txt$/);
    // A second sync has nothing to do.
    expect(await cli('s3', 'sync', 'lake', 's3://cli-lake/x')).toBe('');
    writeFileSync(at('lake/top.txt'), 'changed');
    expect(await cli('s3', 'sync', '--delete', 'lake', 's3://cli-lake/x')).toContain('upload: lake/top.txt');
    expect(await cli('s3', 'cp', 's3://cli-lake/x/top.txt', '-')).toBe('changed');

    await cli('s3', 'mv', 's3://cli-lake/x/top.txt', 's3://cli-lake/moved.txt');
    await cli('s3', 'cp', '--recursive', 's3://cli-lake/x/raw', 's3://cli-lake/copy');
    await cli('s3', 'sync', 's3://cli-lake', 'back');
    expect(
      readdirSync(at('back'), { recursive: true, withFileTypes: true }).filter((each) => each.isFile()),
    ).toHaveLength(5);
    expect(readFileSync(at('back/copy/day one/ünï.json'), 'utf8')).toBe('{}');

    await cli('s3', 'rm', '--recursive', '--exclude', '*.txt', 's3://cli-lake');
    expect((await cli('s3', 'ls', '--recursive', 's3://cli-lake')).trim()).toMatch(/moved.txt$/);
    await cli('s3', 'rb', '--force', 's3://cli-lake');
    expect(await cli('s3', 'ls')).not.toContain('cli-lake');
  });

  test('moves 20 MB in parts, and presigns', async () => {
    await using folder = tempFolder();
    const cli = (...args: string[]) => aws(folder.path, ...args);
    const bytes = Buffer.alloc(20 << 20);
    for (let i = 0; i < bytes.length; i += 4) bytes.writeUInt32LE((i * 2_654_435_761) >>> 0, i);
    writeFileSync(path.join(folder.path, 'big.bin'), bytes);
    await cli('s3', 'mb', 's3://cli-parts');
    await cli('s3', 'cp', 'big.bin', 's3://cli-parts/big.bin');
    const head = JSON.parse(await cli('s3api', 'head-object', '--bucket', 'cli-parts', '--key', 'big.bin'));
    expect(head).toMatchObject({ ContentLength: bytes.length });
    expect(head.ETag).toMatch(/-3"$/);
    await cli('s3', 'cp', 's3://cli-parts/big.bin', 's3://cli-parts/copy.bin');
    await cli('s3', 'cp', 's3://cli-parts/copy.bin', 'back.bin');
    const md5 = (data: Buffer) => createHash('md5').update(data).digest('hex');
    expect(md5(readFileSync(path.join(folder.path, 'back.bin')))).toBe(md5(bytes));

    const url = (await cli('s3', 'presign', 's3://cli-parts/big.bin')).trim();
    const answer = await fetch(url, { headers: { range: 'bytes=4-7' } });
    expect(answer.status).toBe(206);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes.subarray(4, 8))).toBe(true);
  });
});

describe('boto3', () => {
  test('puts, gets, pages, presigns and waits', async () => {
    const result = await script(`
import boto3, json, io, urllib.request
from botocore.exceptions import ClientError
s3 = boto3.client('s3')
s3.create_bucket(Bucket='boto-lake')
keys = [f'dt=2026-01-{d:02d}/part {i}+é.csv' for d in range(1, 6) for i in range(3)] + ['ctrl\\x01\\n', 'a/../b', 'a//b']
for key in keys:
    s3.put_object(Bucket='boto-lake', Key=key, Body=key.encode(), Metadata={'n': str(len(key))})
paged = [o['Key'] for p in s3.get_paginator('list_objects_v2').paginate(Bucket='boto-lake', PaginationConfig={'PageSize': 4}) for o in p['Contents']]
folders = [c['Prefix'] for p in s3.get_paginator('list_objects').paginate(Bucket='boto-lake', Delimiter='/', PaginationConfig={'PageSize': 2}) for c in p.get('CommonPrefixes', [])]
bodies = all(s3.get_object(Bucket='boto-lake', Key=k)['Body'].read() == k.encode() for k in keys)
s3.upload_fileobj(io.BytesIO(b'x' * (17 << 20)), 'boto-lake', 'up.bin', ExtraArgs={'ContentType': 'x/y', 'ChecksumAlgorithm': 'SHA256'})
out = io.BytesIO(); s3.download_fileobj('boto-lake', 'up.bin', out)
url = s3.generate_presigned_url('put_object', Params={'Bucket': 'boto-lake', 'Key': 'signed', 'ContentType': 'text/plain'})
request = urllib.request.Request(url, data=b'by url', method='PUT', headers={'Content-Type': 'text/plain'})
put = urllib.request.urlopen(request).status
codes = []
for call in (lambda: s3.get_object(Bucket='boto-lake', Key='nope'), lambda: s3.head_object(Bucket='boto-lake', Key='nope'),
             lambda: s3.list_objects_v2(Bucket='no-such-bucket'), lambda: s3.put_object(Bucket='boto-lake', Key='signed', IfNoneMatch='*'),
             lambda: s3.get_bucket_replication(Bucket='boto-lake'),
             lambda: s3.get_object(Bucket='boto-lake', Key='signed', Range='bytes=100-')):
    try: call(); codes.append('none')
    except ClientError as e: codes.append(e.response['Error']['Code'])
s3.get_waiter('object_exists').wait(Bucket='boto-lake', Key='signed')
resource = boto3.resource('s3').Bucket('boto-lake')
gone = sum(len(r.get('Deleted', [])) for r in resource.objects.all().delete())
left = len(list(resource.objects.all()))
resource.delete()
print(json.dumps(dict(same=paged == sorted(keys, key=lambda k: k.encode()), folders=folders, bodies=bodies,
  size=len(out.getvalue()), put=put, codes=codes, gone=gone, left=left)))
`);
    expect(result).toEqual({
      same: true,
      folders: ['a/', 'dt=2026-01-01/', 'dt=2026-01-02/', 'dt=2026-01-03/', 'dt=2026-01-04/', 'dt=2026-01-05/'],
      bodies: true,
      size: 17 << 20,
      put: 200,
      codes: [
        'NoSuchKey',
        '404',
        'NoSuchBucket',
        'PreconditionFailed',
        'ReplicationConfigurationNotFoundError',
        'InvalidRange',
      ],
      gone: 20,
      left: 0,
    });
  });
});

test('headers beyond ASCII are signed, kept and given back by boto3', async () => {
  const result = await script(`
import boto3, json
s3 = boto3.client('s3')
s3.create_bucket(Bucket='names')
told = 'attachment; filename="año à la carte €.csv"'
s3.put_object(Bucket='names', Key='k', Body=b'x', ContentDisposition=told)
print(json.dumps(s3.head_object(Bucket='names', Key='k')['ContentDisposition'].encode('latin1').decode() == told))
`);
  expect(result).toBe(true);
});

test('a bucket of another region names it', async () => {
  const result = await script(`
import boto3, json
from botocore.exceptions import ClientError
s3 = boto3.client('s3', region_name='eu-west-1')
try: s3.create_bucket(Bucket='nowhere'); said = None
except ClientError as e: said = [e.response['Error']['Code'], e.response['Error']['Message']]
s3.create_bucket(Bucket='in-ireland', CreateBucketConfiguration={'LocationConstraint': 'eu-west-1'})
print(json.dumps([said, s3.head_bucket(Bucket='in-ireland')['BucketRegion']]))
`);
  expect(result).toEqual([
    [
      'IllegalLocationConstraintException',
      'The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.',
    ],
    'eu-west-1',
  ]);
});

test('a form that boto3 presigns uploads, within its policy', async () => {
  const result = await script(`
import boto3, json, requests
from botocore.config import Config
out = {}
boto3.client('s3').create_bucket(Bucket='form-lake')
for version in ('s3', 's3v4'):
    s3 = boto3.client('s3', config=Config(signature_version=version))
    def post(body, **change):
        form = s3.generate_presigned_post('form-lake', 'in/\${filename}', Fields={'Content-Type': 'text/csv', 'x-amz-meta-a': 'b', 'success_action_status': '201'},
          Conditions=[{'Content-Type': 'text/csv'}, {'x-amz-meta-a': 'b'}, {'success_action_status': '201'}, ['content-length-range', 1, 70000]])
        answer = requests.post(form['url'], data={**form['fields'], **change}, files={'file': (f'{version}.csv', body)})
        return [answer.status_code, answer.text.split('<Code>')[-1].split('</Code>')[0] if answer.status_code >= 400 else '']
    out[version] = [post(b'x' * 70000), post(b'x' * 70001), post(b''), post(b'x', **{'x-amz-meta-a': 'c'}), post(b'x', policy='e30=')]
    head = boto3.client('s3').head_object(Bucket='form-lake', Key=f'in/{version}.csv')
    out[version].append([head['ContentLength'], head['ContentType'], head['Metadata']])
print(json.dumps(out))
`);
  const expected = [
    [201, ''],
    [400, 'EntityTooLarge'],
    [400, 'EntityTooSmall'],
    [403, 'AccessDenied'],
    [403, 'SignatureDoesNotMatch'],
    [70_000, 'text/csv', { a: 'b' }],
  ];
  expect(result).toEqual({ s3: expected, s3v4: expected });
});

describe('awswrangler', () => {
  test('writes and reads partitioned Parquet', async () => {
    const result = await script(`
import json, boto3, pandas as pd, awswrangler as wr
boto3.client('s3').create_bucket(Bucket='wr-lake')
frame = pd.DataFrame({'id': range(1000), 'amount': [i / 4 for i in range(1000)], 'day': [f'2026-01-{1 + i % 3:02d}' for i in range(1000)]})
path = 's3://wr-lake/sales/'
wr.s3.to_parquet(frame, path=path, dataset=True, partition_cols=['day'])
wr.s3.to_parquet(frame[:10], path=path, dataset=True, partition_cols=['day'], mode='overwrite_partitions')
wr.s3.to_parquet(frame, path='s3://wr-lake/one.parquet')
read = wr.s3.read_parquet(path=path, dataset=True)
only = wr.s3.read_parquet(path=path, dataset=True, partition_filter=lambda p: p['day'] == '2026-01-02')
one = wr.s3.read_parquet('s3://wr-lake/one.parquet', columns=['amount'])
wr.s3.to_csv(frame[:5], 's3://wr-lake/five.csv', index=False)
csv = wr.s3.read_csv('s3://wr-lake/five.csv')
print(json.dumps(dict(rows=len(read), ids=sorted(int(i) for i in read['id']), only=len(only), total=float(one['amount'].sum()),
  csv=len(csv), folders=wr.s3.list_directories(path), exists=wr.s3.does_object_exist('s3://wr-lake/five.csv'),
  size=wr.s3.size_objects('s3://wr-lake/five.csv')['s3://wr-lake/five.csv'])))
`);
    expect(result).toMatchObject({
      rows: 10,
      ids: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      only: 3,
      total: 124_875,
      csv: 5,
      folders: ['01', '02', '03'].map((day) => `s3://wr-lake/sales/day=2026-01-${day}/`),
      exists: true,
    });
    // The files are there for everybody to open, under the names that awswrangler gave them.
    const files = readdirSync(path.join(endpoint.state, 'buckets/wr-lake/sales/day=2026-01-02'));
    expect(files).toHaveLength(1);
    expect(files[0]).toMatch(/\.snappy\.parquet$/);
  });
});
