/** Lambda by boto3: handlers with layers and an environment, limits of time, logs, and events that nobody waits for. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { testPython } from '../support/python.ts';

let endpoint: TestEndpoint;
let python: string;
beforeAll(async () => {
  [endpoint, python] = await Promise.all([startTestEndpoint(), testPython()]);
});
afterAll(() => endpoint?.[Symbol.asyncDispose]());

/** Python over boto3, which leaves `answer`. */
async function script<T>(text: string): Promise<T> {
  const body = text.replaceAll(/^ {4}/gm, '');
  const source = `
import base64, boto3, io, json, time, zipfile
functions, logs, sns, s3 = (boto3.client(name) for name in ('lambda', 'logs', 'sns', 's3'))
def zipped(**files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, 'w') as archive:
        for name, text in files.items():
            archive.writestr(name.replace('__', '/') + '.py', text)
    return buffer.getvalue()
def create(name, code, **more):
    return functions.create_function(FunctionName=name, Runtime='python3.12', Handler='main.handler', Role='arn:aws:iam::000000000000:role/r',
        Code={'ZipFile': zipped(main=code)}, **more)
def invoke(name, event=None, **more):
    answer = functions.invoke(FunctionName=name, Payload=json.dumps(event), LogType='Tail', **more)
    tail = base64.b64decode(answer['LogResult']).decode()
    return [json.loads(answer['Payload'].read()), answer.get('FunctionError'), tail]
def until(look, seconds=30):
    end = time.time() + seconds
    while not look():
        assert time.time() < end, 'it takes too long'
        time.sleep(0.05)
def lines(name):
    try:
        return [each['message'] for each in logs.filter_log_events(logGroupName='/aws/lambda/' + name)['events']]
    except logs.exceptions.ResourceNotFoundException:
        return []
${body}
print(json.dumps(answer, default=str))`;
  const { stdout } = await promisify(execFile)(python, ['-c', source], { env: { ...process.env, ...endpoint.env } });
  return JSON.parse(stdout) as T;
}

test('a handler has its environment, its layers and the endpoint; its log has START, END and REPORT', async () => {
  const [payload, failed, tail, logged] = await script<[unknown, unknown, string, string[]]>(`
    layer = functions.publish_layer_version(LayerName='prices', Content={'ZipFile': zipped(python__prices='VAT = 18')})['LayerVersionArn']
    s3.create_bucket(Bucket='lake')
    create('whole', '''
    import boto3, logging, os, prices
    def handler(event, context):
        print('printed')
        logging.warning('logged')
        boto3.client('s3').put_object(Bucket=os.environ['LAKE'], Key='out', Body=str(event['n'] * prices.VAT))
        return {'name': context.function_name, 'left': context.get_remaining_time_in_millis() > 4000}
    ''', Environment={'Variables': {'LAKE': 'lake'}}, Layers=[layer], Timeout=5, MemorySize=256)
    payload, failed, tail = invoke('whole', {'n': 2})
    body = s3.get_object(Bucket='lake', Key='out')['Body'].read().decode()
    until(lambda: any(line.startswith('REPORT') for line in lines('whole')))
    answer = [[payload, body], failed, tail, lines('whole')]`);
  expect([payload, failed]).toEqual([[{ name: 'whole', left: true }, '36'], null]);
  expect(tail.trimEnd().split('\n')).toEqual([
    expect.stringMatching(/^START RequestId: [-\da-f]{36} Version: \$LATEST$/),
    'printed',
    expect.stringMatching(/^\[WARNING\]\t[-\dT:.]+Z\t[-\da-f]{36}\tlogged$/),
    expect.stringMatching(/^END RequestId: [-\da-f]{36}$/),
    expect.stringMatching(
      /^REPORT RequestId: \S+\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 256 MB\tMax Memory Used: \d+ MB\tInit Duration: [\d.]+ ms$/,
    ),
  ]);
  expect(logged.map((line) => line.trimEnd())).toEqual(tail.trimEnd().split('\n'));
});

test('what it raises, and what takes too long, is told as Lambda does', async () => {
  const [raised, late, again] = await script<[unknown, string | null, string][]>(`
    create('broken', 'def handler(event, context):\\n    raise KeyError("nobody")')
    create('slow', 'import time\\ndef handler(event, context):\\n    time.sleep(event)\\n    return event', Timeout=1)
    answer = [invoke('broken'), invoke('slow', 30), invoke('slow', 0)]`);
  expect(raised).toEqual([
    { errorMessage: "'nobody'", errorType: 'KeyError', requestId: expect.any(String), stackTrace: expect.any(Array) },
    'Unhandled',
    expect.stringContaining("[ERROR] KeyError: 'nobody'\nTraceback (most recent call last):"),
  ]);
  expect(late?.slice(0, 2)).toEqual([
    {
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/Error: Task timed out after 1\.00 seconds$/),
    },
    'Unhandled',
  ]);
  expect(again?.slice(0, 2)).toEqual([0, null]);
});

test('an event that nobody waits for outlives a kill, and where it fails for good, the failure goes on', async () => {
  await script(`
    topic = sns.create_topic(Name='failures')['TopicArn']
    create('teller', 'import json\\ndef handler(event, context):\\n    print("told " + event["Records"][0]["Sns"]["Message"])')
    functions.add_permission(FunctionName='teller', StatementId='sns', Action='lambda:InvokeFunction', Principal='sns.amazonaws.com')
    sns.subscribe(TopicArn=topic, Protocol='lambda', Endpoint=functions.get_function(FunctionName='teller')['Configuration']['FunctionArn'])
    create('failing', 'import time\\ndef handler(event, context):\\n    time.sleep(event["wait"])\\n    raise ValueError("no")', Timeout=20)
    functions.put_function_event_invoke_config(FunctionName='failing', MaximumRetryAttempts=0,
        DestinationConfig={'OnFailure': {'Destination': topic}})
    functions.invoke(FunctionName='failing', InvocationType='Event', Payload=json.dumps({'wait': 2}))
    until(lambda: any(line.startswith('START') for line in lines('failing')))
    answer = None`);
  await endpoint.kill9();
  await endpoint.restart();
  const told = await script<string[]>(`
    until(lambda: any(line.startswith('told') for line in lines('teller')))
    answer = [line for line in lines('teller') if line.startswith('told')]`);
  expect(told).toHaveLength(1);
  expect(JSON.parse(told[0]!.slice('told '.length))).toMatchObject({
    requestContext: { condition: 'RetriesExhausted', functionArn: expect.stringMatching(/:function:failing/) },
    requestPayload: { wait: 2 },
    responseContext: { functionError: 'Unhandled' },
    responsePayload: { errorType: 'ValueError', errorMessage: 'no' },
  });
});
