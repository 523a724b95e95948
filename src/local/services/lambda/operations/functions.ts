import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Kernel } from '../../../kernel.ts';
import { Fault } from '../../../server/fault.ts';
import { type Call, type Operations, operation } from '../../../server/operation.ts';
import { codeLocation, storeCode } from '../code/codeStore.ts';
import { engineOf } from '../execution/runtimes.ts';
import type { WorkerPool } from '../execution/workerPool.ts';
import {
  collectionsOf,
  functionArn,
  type LambdaFunction,
  readFunctionName,
  requireFunction,
  resolveFunction,
} from '../functionStore.ts';
import { requireLayer } from '../layerStore.ts';
import { configurationShape } from './shapes.ts';
import { publishVersion } from './versions.ts';

const zip = z.union([z.string(), z.instanceof(Uint8Array)]);
const code = {
  ZipFile: zip.optional(),
  S3Bucket: z.string().optional(),
  S3Key: z.string().optional(),
  S3ObjectVersion: z.string().optional(),
  ImageUri: z.string().optional(),
};
const configuration = {
  Runtime: z.string().optional(),
  Role: z.string().optional(),
  Handler: z.string().max(128).optional(),
  Description: z.string().max(256).optional(),
  Timeout: z.number().int().min(1).max(900).optional(),
  MemorySize: z.number().int().min(128).max(32_768).optional(),
  Environment: z.object({ Variables: z.record(z.string(), z.string()).optional() }).optional(),
  Layers: z.array(z.string()).max(5).optional(),
  DeadLetterConfig: z.object({ TargetArn: z.string().optional() }).optional(),
  TracingConfig: z.object({ Mode: z.string().optional() }).optional(),
  EphemeralStorage: z.object({ Size: z.number() }).optional(),
  LoggingConfig: z.object({ LogGroup: z.string().optional() }).optional(),
};
type Configuration = z.infer<z.ZodObject<typeof configuration>>;
const invalid = 'InvalidParameterValueException';

export function functionOperations(kernel: Kernel, pool: WorkerPool): Operations {
  const change = (call: Call, fn: LambdaFunction): LambdaFunction => {
    const changed = { ...fn, lastModified: Date.now(), revisionId: randomUUID() };
    collectionsOf(kernel, call.region).functions.put(fn.name, changed);
    pool.forget(call.region, fn.name);
    return changed;
  };

  return {
    CreateFunction: operation(
      z.object({
        FunctionName: z.string(),
        Code: z.object(code),
        ...configuration,
        Role: z.string(),
        Tags: z.record(z.string(), z.string()).optional(),
        Publish: z.boolean().optional(),
        PackageType: z.string().optional(),
        Architectures: z.array(z.string()).optional(),
      }),
      async (input, call) => {
        const { name } = readFunctionName(input.FunctionName);
        if (!/^arn:[\w-]+:iam::\d{12}:role\/.+/.test(input.Role)) {
          throw new Fault(
            'ValidationException',
            `1 validation error detected: Value '${input.Role}' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+`,
          );
        }
        engineOf(input.Runtime);
        if (!input.Handler) throw new Fault(invalid, 'Handler is a mandatory parameter for Zip deployment packages.');
        requireConfiguration(kernel, call.region, input);
        const of = collectionsOf(kernel, call.region);
        const arn = functionArn(call, name);
        if (of.functions.get(name)) throw exists(name);
        const stored = await storeCode(kernel, input.Code, call);
        const fn: LambdaFunction = {
          name,
          arn,
          version: '$LATEST',
          runtime: input.Runtime ?? '',
          handler: input.Handler,
          role: input.Role,
          description: '',
          timeout: 3,
          memorySize: 128,
          environment: {},
          layers: [],
          architectures: input.Architectures ?? ['x86_64'],
          ephemeralStorage: 512,
          tracingMode: 'PassThrough',
          codeSha256: stored.sha256,
          codeSize: stored.size,
          lastModified: Date.now(),
          revisionId: randomUUID(),
          tags: input.Tags ?? {},
          lastVersion: 0,
          ...given(input),
        };
        if (!of.functions.insert(name, fn)) throw exists(name);
        const published = input.Publish ? publishVersion(kernel, call, fn, undefined) : fn;
        return configurationShape(published);
      },
      invalid,
    ),

    GetFunction: operation(z.object({ FunctionName: z.string(), Qualifier: z.string().optional() }), (input, call) => {
      const { fn, invokedArn } = resolveFunction(kernel, call, input.FunctionName, input.Qualifier);
      return {
        Configuration: configurationShape(fn, invokedArn),
        Code: { RepositoryType: 'S3', Location: codeLocation(kernel, fn.codeSha256) },
        ...(Object.keys(fn.tags).length > 0 ? { Tags: fn.tags } : {}),
        ...(fn.reservedConcurrency === undefined
          ? {}
          : { Concurrency: { ReservedConcurrentExecutions: fn.reservedConcurrency } }),
      };
    }),

    GetFunctionConfiguration: operation(
      z.object({ FunctionName: z.string(), Qualifier: z.string().optional() }),
      (input, call) => {
        const { fn, invokedArn } = resolveFunction(kernel, call, input.FunctionName, input.Qualifier);
        return configurationShape(fn, invokedArn);
      },
    ),

    ListFunctions: operation(
      z.object({
        Marker: z.string().optional(),
        MaxItems: z.coerce.number().int().min(1).max(10_000).optional(),
        FunctionVersion: z.string().optional(),
        MasterRegion: z.string().optional(),
      }),
      (input, call) => {
        const of = collectionsOf(kernel, call.region);
        const page = of.functions.page({
          limit: Math.min(input.MaxItems ?? 50, 50),
          ...(input.Marker ? { token: input.Marker } : {}),
        });
        const versions = (name: string) =>
          input.FunctionVersion === 'ALL' ? [...of.versions.all(`${name}:`)].map(({ value }) => value) : [];
        return {
          Functions: page.items.flatMap(({ value }) =>
            [value, ...versions(value.name)].map((fn) => configurationShape(fn)),
          ),
          ...(page.next === undefined ? {} : { NextMarker: page.next }),
        };
      },
    ),

    UpdateFunctionCode: operation(
      z.object({
        FunctionName: z.string(),
        ...code,
        Publish: z.boolean().optional(),
        DryRun: z.boolean().optional(),
        RevisionId: z.string().optional(),
        Architectures: z.array(z.string()).optional(),
      }),
      async (input, call) => {
        const fn = requireFunction(kernel, call, input.FunctionName);
        requireRevision(fn, input.RevisionId);
        const stored = await storeCode(kernel, input, call);
        const updated = { ...fn, codeSha256: stored.sha256, codeSize: stored.size };
        if (input.DryRun) return configurationShape(updated);
        const changed = change(call, updated);
        return configurationShape(input.Publish ? publishVersion(kernel, call, changed, undefined) : changed);
      },
      invalid,
    ),

    UpdateFunctionConfiguration: operation(
      z.object({ FunctionName: z.string(), ...configuration, RevisionId: z.string().optional() }),
      (input, call) => {
        const fn = requireFunction(kernel, call, input.FunctionName);
        requireRevision(fn, input.RevisionId);
        if (input.Runtime !== undefined) engineOf(input.Runtime);
        requireConfiguration(kernel, call.region, input);
        return configurationShape(change(call, { ...fn, ...given(input) }));
      },
      invalid,
    ),

    DeleteFunction: operation(
      z.object({ FunctionName: z.string(), Qualifier: z.string().optional() }),
      (input, call) => {
        const { name, qualifier } = readFunctionName(input.FunctionName, input.Qualifier);
        requireFunction(kernel, call, name);
        const of = collectionsOf(kernel, call.region);
        if (qualifier !== undefined && qualifier !== '$LATEST') {
          of.versions.delete(`${name}:${qualifier}`);
          return {};
        }
        kernel.store.transaction(() => {
          of.functions.delete(name);
          of.policies.delete(name);
          for (const each of [of.versions, of.aliases, of.policies, of.invokeConfigs]) {
            for (const { id } of [...each.all(`${name}:`)]) each.delete(id);
          }
        });
        pool.forget(call.region, name);
        return {};
      },
    ),

    PutFunctionConcurrency: operation(
      z.object({ FunctionName: z.string(), ReservedConcurrentExecutions: z.number().int().min(0) }),
      (input, call) => {
        const fn = requireFunction(kernel, call, input.FunctionName);
        const reservedConcurrency = input.ReservedConcurrentExecutions;
        collectionsOf(kernel, call.region).functions.put(fn.name, { ...fn, reservedConcurrency });
        return { ReservedConcurrentExecutions: reservedConcurrency };
      },
    ),

    GetFunctionConcurrency: operation(z.object({ FunctionName: z.string() }), (input, call) => ({
      ReservedConcurrentExecutions: requireFunction(kernel, call, input.FunctionName).reservedConcurrency,
    })),

    DeleteFunctionConcurrency: operation(z.object({ FunctionName: z.string() }), (input, call) => {
      const { reservedConcurrency: _, ...rest } = requireFunction(kernel, call, input.FunctionName);
      collectionsOf(kernel, call.region).functions.put(rest.name, rest);
      return {};
    }),
  };
}

/** The members of a function that a call names; the rest stays as it is. */
function given(input: Configuration): Partial<LambdaFunction> {
  return {
    ...(input.Runtime === undefined ? {} : { runtime: input.Runtime }),
    ...(input.Role === undefined ? {} : { role: input.Role }),
    ...(input.Handler === undefined ? {} : { handler: input.Handler }),
    ...(input.Description === undefined ? {} : { description: input.Description }),
    ...(input.Timeout === undefined ? {} : { timeout: input.Timeout }),
    ...(input.MemorySize === undefined ? {} : { memorySize: input.MemorySize }),
    ...(input.Environment === undefined ? {} : { environment: input.Environment.Variables ?? {} }),
    ...(input.Layers === undefined ? {} : { layers: input.Layers }),
    ...(input.DeadLetterConfig?.TargetArn ? { deadLetterArn: input.DeadLetterConfig.TargetArn } : {}),
    ...(input.TracingConfig?.Mode ? { tracingMode: input.TracingConfig.Mode } : {}),
    ...(input.EphemeralStorage ? { ephemeralStorage: input.EphemeralStorage.Size } : {}),
    ...(input.LoggingConfig?.LogGroup ? { logGroup: input.LoggingConfig.LogGroup } : {}),
  };
}

const reserved =
  /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_DEFAULT_REGION|AWS_REGION|AWS_EXECUTION_ENV|AWS_LAMBDA_\w+|AWS_ACCESS_KEY(_ID)?|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|LAMBDA_TASK_ROOT|LAMBDA_RUNTIME_DIR)$/;

function requireConfiguration(kernel: Kernel, region: string, input: Configuration): void {
  for (const layer of input.Layers ?? []) requireLayer(kernel, region, layer);
  const taken = Object.keys(input.Environment?.Variables ?? {}).filter((name) => reserved.test(name));
  if (taken.length > 0) {
    throw new Fault(
      invalid,
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${taken.join(', ')}`,
    );
  }
}

function requireRevision(fn: LambdaFunction, revisionId: string | undefined): void {
  if (revisionId !== undefined && revisionId !== fn.revisionId) {
    throw new Fault(
      'PreconditionFailedException',
      'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
      412,
    );
  }
}

function exists(name: string): Fault {
  return new Fault('ResourceConflictException', `Function already exist: ${name}`, 409, { Type: 'User' });
}
