/**
 * How tools sign in to the local warehouse's port. The password is derived from the workspace's own secret key, which is
 * sealed (see endpointSeal.ts): nothing more has to be kept, and it stays the same over restarts.
 */
import { createHmac } from 'node:crypto';
import type { EndpointFile } from '../core/endpointFile.ts';

export interface WarehouseLogin {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** Redshift's own port, which the first endpoint on a machine gets. */
export const usualWarehousePort = 5439;

export function warehouseLogin(file: Pick<EndpointFile, 'secretAccessKey' | 'warehousePort'>): WarehouseLogin {
  const digest = createHmac('sha256', file.secretAccessKey).update('redshift').digest('base64url');
  return {
    host: '127.0.0.1',
    port: file.warehousePort ?? usualWarehousePort,
    user: 'admin',
    // Redshift wants an upper-case letter, a lower-case one and a digit.
    password: `Aa0${digest.slice(0, 29)}`,
    database: 'dev',
  };
}
