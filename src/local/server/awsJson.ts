/** The awsJson1_0 and awsJson1_1 protocols: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html. */
import { Fault } from './fault.ts';

/** Text that `JSON.stringify` takes over as it is; the compiler's libraries do not declare it yet. */
const { rawJSON: rawJson } = JSON as JSON & { rawJSON(text: string): object };

/** JSON text of an operation's answer; Dates become epoch seconds, bytes become base64, bigints numbers of any size. */
export function writeJson(value: unknown): string {
  return JSON.stringify(convert(value ?? {}));
}

function convert(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (typeof value === 'bigint') return rawJson(String(value));
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(convert);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, each]) => [key, convert(each)]));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, each]) => each !== undefined)
        .map(([key, each]) => [key, convert(each)]),
    );
  }
  return value;
}

/** @throws Fault SerializationException for a body that is no JSON object */
export function readJson(body: Uint8Array): Record<string, unknown> {
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Falls through to the one error for everything that is no JSON object.
  }
  throw new Fault('SerializationException', 'The request body is not a JSON object.');
}

/** Such as `StartJobRun` of `AWSGlue.StartJobRun`. */
export function operationOfTarget(target: string | undefined): string {
  const name = target?.split('.').at(-1);
  if (!name) throw new Fault('UnknownOperationException', 'The request names no operation (X-Amz-Target).');
  return name;
}

export function faultJson(fault: Fault): string {
  return writeJson({ __type: fault.code, message: fault.message, Message: fault.message, ...fault.details });
}
