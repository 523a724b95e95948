import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Kernel } from '../../../kernel.ts';
import { Fault } from '../../../server/fault.ts';
import { type Call, type Operations, operation } from '../../../server/operation.ts';
import { type Alias, collectionsOf, functionArn, type LambdaFunction, requireFunction } from '../functionStore.ts';
import { configurationShape } from './shapes.ts';

/** Keeps the function as it is under the next number; unchanged since the last one, that one again. */
export function publishVersion(
  kernel: Kernel,
  call: Call,
  fn: LambdaFunction,
  description: string | undefined,
): LambdaFunction {
  const of = collectionsOf(kernel, call.region);
  const last = of.versions.get(`${fn.name}:${fn.lastVersion}`);
  if (last && last.codeSha256 === fn.codeSha256 && last.lastModified >= fn.lastModified) return last;
  const version = String(fn.lastVersion + 1);
  const published: LambdaFunction = {
    ...fn,
    version,
    arn: `${functionArn(call, fn.name)}:${version}`,
    description: description ?? fn.description,
    revisionId: randomUUID(),
  };
  kernel.store.transaction(() => {
    of.versions.put(`${fn.name}:${version}`, published);
    of.functions.put(fn.name, { ...fn, lastVersion: fn.lastVersion + 1 });
  });
  return published;
}

const routing = z.object({ AdditionalVersionWeights: z.record(z.string(), z.number()).optional() }).optional();

export function versionOperations(kernel: Kernel): Operations {
  const requireAlias = (call: Call, name: string, alias: string) => {
    const found = collectionsOf(kernel, call.region).aliases.get(`${name}:${alias}`);
    if (found) return found;
    throw new Fault('ResourceNotFoundException', `Alias not found: ${functionArn(call, name)}:${alias}`, 404, {
      Type: 'User',
    });
  };

  return {
    PublishVersion: operation(
      z.object({ FunctionName: z.string(), Description: z.string().optional(), CodeSha256: z.string().optional() }),
      (input, call) => {
        const fn = requireFunction(kernel, call, input.FunctionName);
        if (input.CodeSha256 !== undefined && input.CodeSha256 !== fn.codeSha256) {
          throw new Fault(
            'InvalidParameterValueException',
            `CodeSHA256 (${input.CodeSha256}) is different from current CodeSHA256 in $LATEST (${fn.codeSha256}). Please try again with the CodeSHA256 in $LATEST.`,
          );
        }
        return configurationShape(publishVersion(kernel, call, fn, input.Description));
      },
    ),

    ListVersionsByFunction: operation(
      z.object({ FunctionName: z.string(), Marker: z.string().optional(), MaxItems: z.coerce.number().optional() }),
      (input, call) => {
        const fn = requireFunction(kernel, call, input.FunctionName);
        const versions = [...collectionsOf(kernel, call.region).versions.all(`${fn.name}:`)].map(({ value }) => value);
        versions.sort((a, b) => Number(a.version) - Number(b.version));
        const all = [{ ...fn, arn: `${fn.arn}:$LATEST` }, ...versions];
        const from = Number(input.Marker ?? 0);
        const next = from + Math.min(input.MaxItems ?? 50, 50);
        return {
          Versions: all.slice(from, next).map((each) => configurationShape(each)),
          ...(next < all.length ? { NextMarker: String(next) } : {}),
        };
      },
    ),

    CreateAlias: operation(
      z.object({
        FunctionName: z.string(),
        Name: z.string().regex(/^(?!^\d+$)[\w-]{1,128}$/),
        FunctionVersion: z.string(),
        Description: z.string().optional(),
        RoutingConfig: routing,
      }),
      (input, call) => {
        const { name } = requireFunction(kernel, call, input.FunctionName);
        const of = collectionsOf(kernel, call.region);
        requireVersion(kernel, call, name, input.FunctionVersion);
        const alias: Alias = {
          name: input.Name,
          functionVersion: input.FunctionVersion,
          description: input.Description ?? '',
          routing: input.RoutingConfig?.AdditionalVersionWeights ?? {},
          revisionId: randomUUID(),
        };
        if (!of.aliases.insert(`${name}:${alias.name}`, alias)) {
          throw new Fault(
            'ResourceConflictException',
            `Alias already exists: ${functionArn(call, name)}:${alias.name}`,
            409,
            { Type: 'User' },
          );
        }
        return aliasShape(call, name, alias);
      },
    ),

    GetAlias: operation(z.object({ FunctionName: z.string(), Name: z.string() }), (input, call) => {
      const { name } = requireFunction(kernel, call, input.FunctionName);
      return aliasShape(call, name, requireAlias(call, name, input.Name));
    }),

    UpdateAlias: operation(
      z.object({
        FunctionName: z.string(),
        Name: z.string(),
        FunctionVersion: z.string().optional(),
        Description: z.string().optional(),
        RoutingConfig: routing,
      }),
      (input, call) => {
        const { name } = requireFunction(kernel, call, input.FunctionName);
        const known = requireAlias(call, name, input.Name);
        if (input.FunctionVersion !== undefined) requireVersion(kernel, call, name, input.FunctionVersion);
        const alias: Alias = {
          ...known,
          functionVersion: input.FunctionVersion ?? known.functionVersion,
          description: input.Description ?? known.description,
          routing: input.RoutingConfig ? (input.RoutingConfig.AdditionalVersionWeights ?? {}) : known.routing,
          revisionId: randomUUID(),
        };
        collectionsOf(kernel, call.region).aliases.put(`${name}:${alias.name}`, alias);
        return aliasShape(call, name, alias);
      },
    ),

    ListAliases: operation(
      z.object({ FunctionName: z.string(), FunctionVersion: z.string().optional() }),
      (input, call) => {
        const { name } = requireFunction(kernel, call, input.FunctionName);
        const all = [...collectionsOf(kernel, call.region).aliases.all(`${name}:`)].map(({ value }) => value);
        const wanted = all.filter((each) => !input.FunctionVersion || each.functionVersion === input.FunctionVersion);
        return { Aliases: wanted.map((each) => aliasShape(call, name, each)) };
      },
    ),

    DeleteAlias: operation(z.object({ FunctionName: z.string(), Name: z.string() }), (input, call) => {
      const { name } = requireFunction(kernel, call, input.FunctionName);
      collectionsOf(kernel, call.region).aliases.delete(`${name}:${input.Name}`);
      return {};
    }),
  };
}

function requireVersion(kernel: Kernel, call: Call, name: string, version: string): void {
  if (version === '$LATEST' || collectionsOf(kernel, call.region).versions.get(`${name}:${version}`)) return;
  throw new Fault('ResourceNotFoundException', `Function not found: ${functionArn(call, name)}:${version}`, 404, {
    Type: 'User',
  });
}

function aliasShape(call: Call, name: string, alias: Alias): Record<string, unknown> {
  return {
    AliasArn: `${functionArn(call, name)}:${alias.name}`,
    Name: alias.name,
    FunctionVersion: alias.functionVersion,
    Description: alias.description,
    ...(Object.keys(alias.routing).length > 0 ? { RoutingConfig: { AdditionalVersionWeights: alias.routing } } : {}),
    RevisionId: alias.revisionId,
  };
}
