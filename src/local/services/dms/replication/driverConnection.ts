/** What is used of the driver's own connection below a client; its types do not tell of it. */
import type { Client } from 'pg';

export interface DriverConnection {
  readonly stream: { pause(): void; resume(): void };
  on(event: 'copyData', listener: (message: { readonly chunk: Buffer }) => void): void;
  removeListener(event: 'copyData', listener: (message: { readonly chunk: Buffer }) => void): void;
  sendCopyFromChunk(chunk: Buffer): void;
}

export function connectionOf(client: Client): DriverConnection {
  return (client as Client & { readonly connection: DriverConnection }).connection;
}
