/** Calls of https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html for what is listed and looked up. */
import {
  type FunctionConfiguration,
  GetFunctionCommand,
  type GetFunctionCommandOutput,
  GetFunctionConfigurationCommand,
  ListAliasesCommand,
  ListFunctionsCommand,
  ListVersionsByFunctionCommand,
} from '@aws-sdk/client-lambda';
import type { Node, NodeAddress } from '../../core/node.ts';
import { joinedPages, mapPage, type Page, type PageRequest, pageOf } from '../../core/page.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { lambdaClient } from './lambdaClient.ts';
import { aliasNode, functionNode, layerNode, versionNode } from './nodes.ts';
import { triggersOf } from './triggers.ts';

/** Lambda gives at most 50 functions on a page. */
const mostAPage = 50;

/** A page of functions. Lambda knows no prefix, so that each page is narrowed here. */
export async function listFunctions(
  ctx: Ctx,
  request: PageRequest,
  signal: AbortSignal,
): Promise<Page<FunctionConfiguration>> {
  const lambda = await lambdaClient(ctx);
  const command = new ListFunctionsCommand({
    MaxItems: Math.min(request.limit, mostAPage),
    ...(request.token ? { Marker: request.token } : {}),
  });
  const { Functions = [], NextMarker } = await lambda.send(command, { abortSignal: signal });
  return pageOf(
    Functions.filter(({ FunctionName }) => FunctionName?.startsWith(request.prefix ?? '')),
    NextMarker,
  );
}

/** @throws AppError `not-found` */
export async function describeFunction(ctx: Ctx, name: string, signal: AbortSignal): Promise<FunctionConfiguration> {
  const lambda = await lambdaClient(ctx);
  return await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }), { abortSignal: signal });
}

/** With the place of its code. @throws AppError `not-found` */
export async function getFunction(ctx: Ctx, name: string, signal: AbortSignal): Promise<GetFunctionCommandOutput> {
  const lambda = await lambdaClient(ctx);
  return await lambda.send(new GetFunctionCommand({ FunctionName: name }), { abortSignal: signal });
}

export async function functionNodes(ctx: Ctx, request: PageRequest, signal: AbortSignal): Promise<Page<Node>> {
  return mapPage(await listFunctions(ctx, request, signal), functionNode);
}

/** What starts a function, the names that it goes by, its layers and its published versions. */
export async function partsOfFunction(
  ctx: Ctx,
  { path: [name = ''] }: NodeAddress,
  request: PageRequest,
  signal: AbortSignal,
): Promise<Page<Node>> {
  const lambda = await lambdaClient(ctx);
  const page = ({ limit, token }: PageRequest) => ({
    FunctionName: name,
    MaxItems: Math.min(limit, mostAPage),
    ...(token ? { Marker: token } : {}),
  });
  const beginning = (node: Node) => node.label.startsWith(request.prefix ?? '');
  const first = async (): Promise<Page<Node>> => {
    const configuration = await describeFunction(ctx, name, signal);
    const triggers = await triggersOf(ctx, configuration, signal);
    return { items: [...triggers, ...(configuration.Layers ?? []).map((layer) => layerNode(name, layer))] };
  };
  const aliases = async (each: PageRequest) => {
    const { Aliases = [], NextMarker } = await lambda.send(new ListAliasesCommand(page(each)), { abortSignal: signal });
    return pageOf(
      Aliases.map((alias) => aliasNode(name, alias)),
      NextMarker,
    );
  };
  const versions = async (each: PageRequest) => {
    const { Versions = [], NextMarker } = await lambda.send(new ListVersionsByFunctionCommand(page(each)), {
      abortSignal: signal,
    });
    const published = Versions.filter(({ Version }) => Version !== '$LATEST');
    return pageOf(
      published.map((version) => versionNode(name, version)),
      NextMarker,
    );
  };
  const all = await joinedPages<Node>([first, aliases, versions])(request, signal);
  return pageOf(all.items.filter(beginning), all.next);
}
