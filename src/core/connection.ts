import type { Brand } from './brand.ts';

export type ConnectionId = Brand<string, 'ConnectionId'>;

interface ConnectionBase {
  readonly id: ConnectionId;
  /** What the status bar shows. */
  readonly label: string;
  readonly region: string;
}

/** The endpoint of ours that speaks the AWS APIs on 127.0.0.1 and executes for real. */
export interface LocalConnection extends ConnectionBase {
  readonly kind: 'local';
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** How drivers of Redshift sign in to the endpoint's warehouse. */
  readonly warehouse?: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
    readonly database: string;
  };
}

/** An AWS account as a profile of the user's own AWS files (or the environment) reaches it. */
export interface AwsConnection extends ConnectionBase {
  readonly kind: 'aws';
  /** Absent: the SDK's default chain (environment, web identity, instance). */
  readonly profile?: string;
  /** The profile's own `endpoint_url`: a VPC endpoint, or a server of the user's. */
  readonly endpoint?: string;
  readonly access: 'read-only' | 'read-write';
  /** A protected connection asks for its name to be typed before anything is changed, started or deleted. */
  readonly protected: boolean;
}

/** Where the APIs are spoken to. */
export type Connection = LocalConnection | AwsConnection;

export const localConnectionId = 'local' as ConnectionId;

/**
 * Which connection a thing belongs to, as it is known again in a new window. The region is a part of it: under the same
 * name, another one has another thing or none.
 */
export type ConnectionHome = Pick<Connection, 'id' | 'region' | 'label'>;

export function homeOf({ id, region, label }: Connection): ConnectionHome {
  return { id, region, label };
}
