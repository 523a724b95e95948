/** What of a function's configuration may be a secret. */
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { ActionOutcome } from '../../core/action.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { describeFunction } from './lambdaApi.ts';

const mask = '••••••';

/** A function as the API describes it, the values of its environment masked. */
export function masked(configuration: FunctionConfiguration): FunctionConfiguration {
  const variables = configuration.Environment?.Variables;
  if (!variables) return configuration;
  const hidden = Object.fromEntries(Object.keys(variables).map((name) => [name, mask]));
  return { ...configuration, Environment: { ...configuration.Environment, Variables: hidden } };
}

/** The environment as lines of NAME=value, by name. */
export async function environmentText(
  ctx: Ctx,
  name: string,
  reveal: boolean,
  signal: AbortSignal,
): Promise<ActionOutcome> {
  const configuration = await describeFunction(ctx, name, signal);
  const shown = reveal ? configuration : masked(configuration);
  const variables = Object.entries(shown.Environment?.Variables ?? {});
  const lines = variables.sort(([a], [b]) => a.localeCompare(b)).map(([key, value]) => `${key}=${value}`);
  return {
    kind: 'document',
    title: `${name}.env`,
    language: 'properties',
    text: lines.length > 0 ? `${lines.join('\n')}\n` : '',
  };
}
