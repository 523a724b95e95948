/**
 * Whole numbers of the Data API beyond 2^53, which the SDK rounds as it reads JSON: their digits are taken over as text
 * before it does.
 */
import { GetStatementResultCommand, type GetStatementResultCommandInput } from '@aws-sdk/client-redshift-data';

type Next = (args: unknown) => Promise<{ response: unknown; output: unknown }>;

/** GetStatementResult with every large whole number as a `stringValue`. */
export function exactResultCommand(input: GetStatementResultCommandInput): GetStatementResultCommand {
  const command = new GetStatementResultCommand(input);
  const place = { step: 'deserialize', name: 'strataExactLongs', priority: 'low' };
  command.middlewareStack.add(exactLongs as never, place as never);
  return command;
}

const exactLongs = (next: Next) => async (args: unknown) => {
  const result = await next(args);
  const response = result.response as { statusCode: number; body: AsyncIterable<Uint8Array> | Uint8Array };
  if (response.statusCode === 200) response.body = Buffer.from(longsAsText(await textOf(response.body)));
  return result;
};

async function textOf(body: AsyncIterable<Uint8Array> | Uint8Array): Promise<string> {
  if (body instanceof Uint8Array) return Buffer.from(body).toString('utf8');
  return Buffer.concat(await Array.fromAsync(body)).toString('utf8');
}

/** @param json in which the quotes of a text are escaped, so that only a member's name can look like one */
export function longsAsText(json: string): string {
  return json.replace(/(?<!\\)"longValue"\s*:\s*(-?\d{16,})/g, '"stringValue":"$1"');
}
