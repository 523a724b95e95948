/** A PostgreSQL server that statements are sent to, as far as it is known before anyone signs in. */

/** How the connection is protected, in libpq's words: https://www.postgresql.org/docs/current/libpq-ssl.html */
export type SslMode = 'disable' | 'require' | 'verify-ca' | 'verify-full';

export const sslModes: readonly SslMode[] = ['disable', 'require', 'verify-ca', 'verify-full'];

export interface DatabaseLogin {
  readonly user: string;
  readonly password: string;
}

export interface DatabaseServer {
  /** As the tree calls it. */
  readonly title: string;
  readonly host: string;
  readonly port: number;
  /** The user that is proposed, where one is known. */
  readonly user?: string | undefined;
  readonly sslMode: SslMode;
  /** A file of certificates that are trusted beside those of the system; absolute. */
  readonly rootCertificate?: string | undefined;
  /** Where nobody has to be asked. */
  readonly login?: DatabaseLogin | undefined;
}

/** Who signs in where; each front door has a way of its own to know. */
export interface DatabaseLogins {
  /** Undefined when the user does not say. */
  find(server: DatabaseServer, database: string, signal: AbortSignal): Promise<DatabaseLogin | undefined>;
  /** What was kept is not right (any more). */
  forget(server: DatabaseServer): Promise<void>;
  /** What the reader can do where there is no login. */
  readonly hint: string;
}

/** Whether traffic to a host stays on this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
