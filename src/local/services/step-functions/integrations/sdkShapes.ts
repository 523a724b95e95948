/**
 * From the shapes of the SDK to the data of a state machine: dates, bytes and streams as JSON, member names in
 * PascalCase whatever the service writes. https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
import { fromSdkNames } from '../../../sdkServices.ts';
import type { Json, JsonObject } from '../interpreter/json.ts';

/** Optimized integrations write dates as epoch milliseconds, AWS SDK integrations as ISO 8601. */
export type DateStyle = 'milliseconds' | 'iso';

/** The service's answer as a state sees it. */
export async function fromSdk(service: string, output: unknown, dates: DateStyle): Promise<Json> {
  const json = await plain(output ?? {}, dates);
  return fromSdkNames(service, json) as Json;
}

async function plain(value: unknown, dates: DateStyle): Promise<Json> {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Date) return dates === 'iso' ? value.toISOString() : value.getTime();
  if (Array.isArray(value)) return await Promise.all(value.map((each) => plain(each, dates)));
  if (isBody(value)) return await textOfBody(value);
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  const object: JsonObject = {};
  for (const [name, each] of entries) if (each !== undefined) object[String(name)] = await plain(each, dates);
  return object;
}

function isBody(value: unknown): boolean {
  return value instanceof Uint8Array || (typeof value === 'object' && value !== null && Symbol.asyncIterator in value);
}

/** The text of a body as services hand it out: text, bytes, or a stream of bytes. */
export async function textOfBody(body: unknown): Promise<string> {
  if (body === undefined || body === null) return '';
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return Buffer.from(body).toString('utf8');
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array | string>) {
    chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
