import type { Kernel } from '../../kernel.ts';
import { Fault } from '../../server/fault.ts';
import type { Collection } from '../../state/store.ts';

/** A function as it is at `$LATEST`, or as it was when a version of it was published. */
export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  readonly version: string;
  readonly runtime: string;
  readonly handler: string;
  readonly role: string;
  readonly description: string;
  /** Seconds. */
  readonly timeout: number;
  readonly memorySize: number;
  readonly environment: Readonly<Record<string, string>>;
  /** ARNs of layer versions. */
  readonly layers: readonly string[];
  readonly architectures: readonly string[];
  readonly ephemeralStorage: number;
  readonly deadLetterArn?: string;
  readonly tracingMode: string;
  readonly logGroup?: string;
  /** SHA-256 of the zip, in base64 as the API gives it. */
  readonly codeSha256: string;
  readonly codeSize: number;
  /** Epoch milliseconds. */
  readonly lastModified: number;
  readonly revisionId: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly lastVersion: number;
  /** Undefined: as many at once as the endpoint allows. */
  readonly reservedConcurrency?: number;
}

export interface Alias {
  readonly name: string;
  readonly functionVersion: string;
  readonly description: string;
  readonly routing: Readonly<Record<string, number>>;
  readonly revisionId: string;
}

export interface Policy {
  readonly revisionId: string;
  readonly statements: readonly Readonly<Record<string, unknown>>[];
}

export interface EventInvokeConfig {
  readonly maximumRetryAttempts?: number;
  readonly maximumEventAgeInSeconds?: number;
  readonly onSuccess?: string;
  readonly onFailure?: string;
  readonly lastModified: number;
}

/** Functions by name; versions, aliases, policies and configurations by `name:qualifier`. */
export interface FunctionCollections {
  readonly functions: Collection<LambdaFunction>;
  readonly versions: Collection<LambdaFunction>;
  readonly aliases: Collection<Alias>;
  readonly policies: Collection<Policy>;
  readonly invokeConfigs: Collection<EventInvokeConfig>;
}

export function collectionsOf(kernel: Kernel, region: string): FunctionCollections {
  return {
    functions: kernel.store.collection('lambda.function', region),
    versions: kernel.store.collection('lambda.version', region),
    aliases: kernel.store.collection('lambda.alias', region),
    policies: kernel.store.collection('lambda.policy', region),
    invokeConfigs: kernel.store.collection('lambda.invokeConfig', region),
  };
}

export interface FunctionReference {
  readonly name: string;
  readonly qualifier: string | undefined;
}

/** A function's name, partial ARN (`123456789012:function:name`) or ARN, with or without a qualifier. */
export function readFunctionName(given: string, qualifier?: string): FunctionReference {
  const found = /^(?:arn:[\w-]+:lambda:[\w-]+:)?(?:\d{12}:)?(?:function:)?([\w-]{1,64})(?::(\$LATEST|[\w-]+))?$/.exec(
    given,
  );
  if (!found) {
    throw new Fault(
      'ValidationException',
      `1 validation error detected: Value '${given}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?`,
    );
  }
  return { name: found[1]!, qualifier: qualifier ?? found[2] };
}

export function functionArn(call: { readonly region: string; readonly accountId: string }, name: string): string {
  return `arn:aws:lambda:${call.region}:${call.accountId}:function:${name}`;
}

export function notFound(arn: string): Fault {
  return new Fault('ResourceNotFoundException', `Function not found: ${arn}`, 404, { Type: 'User' });
}

/** @throws Fault ResourceNotFoundException */
export function requireFunction(
  kernel: Kernel,
  call: { readonly region: string; readonly accountId: string },
  given: string,
): LambdaFunction {
  const { name } = readFunctionName(given);
  const found = collectionsOf(kernel, call.region).functions.get(name);
  if (!found) throw notFound(functionArn(call, name));
  return found;
}

export interface ResolvedFunction {
  readonly fn: LambdaFunction;
  /** As the caller named it: with the alias or version. */
  readonly invokedArn: string;
}

/** The function that a name and qualifier mean. @throws Fault ResourceNotFoundException */
export function resolveFunction(
  kernel: Kernel,
  call: { readonly region: string; readonly accountId: string },
  given: string,
  wanted?: string,
): ResolvedFunction {
  const { name, qualifier } = readFunctionName(given, wanted);
  const of = collectionsOf(kernel, call.region);
  const arn = functionArn(call, name);
  const latest = of.functions.get(name);
  if (!latest) throw notFound(qualifier === undefined ? arn : `${arn}:${qualifier}`);
  if (qualifier === undefined) return { fn: latest, invokedArn: arn };
  const invokedArn = `${arn}:${qualifier}`;
  if (qualifier === '$LATEST') return { fn: latest, invokedArn };
  const alias = of.aliases.get(`${name}:${qualifier}`);
  const version = alias ? pickVersion(alias) : qualifier;
  const fn = version === '$LATEST' ? latest : of.versions.get(`${name}:${version}`);
  if (!fn) throw notFound(invokedArn);
  return { fn, invokedArn };
}

function pickVersion(alias: Alias): string {
  let at = Math.random();
  for (const [version, weight] of Object.entries(alias.routing)) {
    at -= weight;
    if (at < 0) return version;
  }
  return alias.functionVersion;
}
