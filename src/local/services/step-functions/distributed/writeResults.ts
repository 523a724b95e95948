import { randomUUID } from 'node:crypto';
import type { Kernel } from '../../../kernel.ts';
import { Fault } from '../../../server/fault.ts';
import type { Execution } from '../executionStore.ts';
import type { Host, MapRunResult } from '../interpreter/host.ts';
import { isObject, type JsonObject } from '../interpreter/json.ts';
import { StatesError } from '../interpreter/statesError.ts';

/** A child execution as ResultWriter's files describe it. */
export function describedExecution(child: Execution): JsonObject {
  return {
    ExecutionArn: child.arn,
    Input: child.input,
    InputDetails: { Included: true },
    Name: child.name,
    ...(child.output === undefined ? {} : { Output: child.output, OutputDetails: { Included: true } }),
    ...(child.error === undefined ? {} : { Error: child.error }),
    ...(child.cause === undefined ? {} : { Cause: child.cause }),
    RedriveCount: child.redriveCount,
    RedriveStatus: child.status === 'SUCCEEDED' ? 'NOT_REDRIVABLE' : 'REDRIVABLE_BY_MAP_RUN',
    StartDate: new Date(child.startDate).toISOString(),
    StateMachineArn: child.machineArn,
    Status: child.status,
    StopDate: new Date(child.stopDate ?? child.startDate).toISOString(),
  };
}

/**
 * Puts the results into S3 as https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
 * says: a file a status and a manifest.
 */
export function resultWriterOf(kernel: Kernel, region: string): Host['writeResults'] {
  return async (_, parameters, mapRunArn, results, signal) => {
    const { Bucket, Prefix } = isObject(parameters) ? parameters : {};
    if (typeof Bucket !== 'string') {
      throw new StatesError('States.ResultWriterFailed', 'ResultWriter names no Bucket.');
    }
    const folder = `${typeof Prefix === 'string' && Prefix ? `${Prefix.replace(/\/$/, '')}/` : ''}${randomUUID()}`;
    const put = async (name: string, content: unknown) => {
      const Body = Buffer.from(JSON.stringify(content));
      await kernel.call(
        's3',
        'PutObject',
        { Bucket, Key: `${folder}/${name}`, Body, ContentType: 'application/json' },
        { region, signal },
      );
      return { Key: `${folder}/${name}`, Size: Body.length };
    };
    const files: Record<string, { Key: string; Size: number }[]> = { FAILED: [], PENDING: [], SUCCEEDED: [] };
    try {
      for (const [status, which] of [
        ['SUCCEEDED', 'succeeded'],
        ['FAILED', 'failed'],
      ] as const) {
        const those = results.filter((each: MapRunResult) => each.status === which).map((each) => each.execution);
        if (those.length > 0) files[status] = [await put(`${status}_0.json`, those)];
      }
      const manifest = await put('manifest.json', {
        DestinationBucket: Bucket,
        MapRunArn: mapRunArn,
        ResultFiles: files,
      });
      return { MapRunArn: mapRunArn, ResultWriterDetails: { Bucket, Key: manifest.Key } };
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      throw new StatesError('States.ResultWriterFailed', `${error.code}: ${error.message}`);
    }
  };
}
