/** The restJson1 protocol: https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html. */
import type { IncomingHttpHeaders } from 'node:http';
import { readJson } from './awsJson.ts';
import { Fault } from './fault.ts';
import type { RestRoute } from './localService.ts';

export interface RestRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

/** The route that a request takes and its input, members gathered from path, query, headers and body. */
export function readRest(
  routes: readonly RestRoute[],
  request: RestRequest,
): { route: RestRoute; input: Record<string, unknown> } {
  const url = new URL(request.target, 'http://endpoint');
  for (const route of routes) {
    if (route.method !== request.method) continue;
    const labels = match(route.path, url.pathname);
    if (!labels) continue;
    return {
      route,
      input: {
        ...bodyMembers(route, request.body),
        ...labels,
        ...queryMembers(route, url),
        ...headerMembers(route, request.headers),
      },
    };
  }
  throw new Fault('UnknownOperationException', `No operation answers ${request.method} ${url.pathname}.`, 404);
}

function match(template: string, pathname: string): Record<string, string> | undefined {
  const names: string[] = [];
  const pattern = template.replace(
    /\{(\w+)(\+?)\}|[.*+?^$()|[\]\\]/g,
    (whole, name: string | undefined, greedy: string) => {
      if (name === undefined) return `\\${whole}`;
      names.push(name);
      return greedy ? '(.+)' : '([^/]+)';
    },
  );
  const found = new RegExp(`^${pattern}/?$`).exec(pathname);
  if (!found) return undefined;
  return Object.fromEntries(names.map((name, i) => [name, decodeURIComponent(found[i + 1] ?? '')]));
}

function bodyMembers(route: RestRoute, body: Uint8Array): Record<string, unknown> {
  return route.payload === undefined ? readJson(body) : { [route.payload]: body };
}

function queryMembers(route: RestRoute, url: URL): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const [parameter, member] of Object.entries(route.query ?? {})) {
    const values = url.searchParams.getAll(parameter);
    if (values.length === 1) members[member] = values[0];
    else if (values.length > 1) members[member] = values;
  }
  return members;
}

function headerMembers(route: RestRoute, headers: IncomingHttpHeaders): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const [header, member] of Object.entries(route.headers ?? {})) {
    if (headers[header] !== undefined) members[member] = headers[header];
  }
  return members;
}
