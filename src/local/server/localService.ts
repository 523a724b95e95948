import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Call, Operations } from './operation.ts';

/** One route of a REST-style service: the SDK's operation name and where its members travel. */
export interface RestRoute {
  readonly operation: string;
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE' | 'PATCH' | 'HEAD';
  /** As the service model writes it: `/2015-03-31/functions/{FunctionName}/invocations`; `{Name+}` takes slashes too. */
  readonly path: string;
  /** Query parameter → input member. */
  readonly query?: Readonly<Record<string, string>>;
  /** Header (lower case) → input member. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The member that is the raw body, as bytes; absent: the body is JSON whose members are merged into the input. */
  readonly payload?: string;
  readonly status?: number;
}

/** What an operation of a REST service returns when its answer is more than JSON. */
export interface RestAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly payload: Uint8Array | string;
}

/** How a service's requests are carried; see https://smithy.io/2.0/aws/protocols/index.html. */
export type ServiceProtocol =
  | { readonly kind: 'json'; readonly version: '1.0' | '1.1' }
  | { readonly kind: 'query'; readonly xmlns: string }
  | { readonly kind: 'rest-json'; readonly routes: readonly RestRoute[] }
  /** The service reads and answers HTTP itself (S3, event streams). */
  | {
      readonly kind: 'http';
      readonly handle: (request: IncomingMessage, response: ServerResponse, call: Call) => Promise<void>;
    };

/** One system of the local endpoint. */
export interface LocalService {
  /** The name in credential scopes and in `aws-sdk:` integrations, such as `glue` or `states`. */
  readonly name: string;
  readonly protocol: ServiceProtocol;
  /** Every operation it knows, for the wire and for the other local services alike. */
  readonly operations: Operations;
  /**
   * Operations that answer with a stream of their own (CloudWatch Logs' StartLiveTail): taken from the wire before
   * the protocol, with the parsed input.
   */
  readonly streams?: Readonly<Record<string, (input: unknown, call: Call, response: ServerResponse) => Promise<void>>>;
  /**
   * Called once all services exist and before the first request: marks what an earlier process left unfinished as
   * interrupted, arms schedules.
   */
  start?(): void | Promise<void>;
  /** Ends what it started, children included. */
  stop?(): Promise<void>;
}
