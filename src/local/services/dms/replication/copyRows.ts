/** Rows of a statement as COPY sends them, no faster than they are taken. */
import type { Client } from 'pg';
import { connectionOf } from './driverConnection.ts';

const mostWaitingBytes = 4 << 20;

/**
 * @param sql COPY … TO STDOUT
 * @returns rows with the end of their lines, several at a time
 * @throws Error the driver's own
 */
export async function* copyRows(client: Client, sql: string, signal: AbortSignal): AsyncGenerator<readonly Buffer[]> {
  const connection = connectionOf(client);
  let waiting: Buffer[] = [];
  let bytes = 0;
  let wake = () => {};
  const take = ({ chunk }: { readonly chunk: Buffer }) => {
    // The driver uses its buffer again.
    waiting.push(Buffer.from(chunk));
    bytes += chunk.length;
    if (bytes > mostWaitingBytes) connection.stream.pause();
    wake();
  };
  connection.on('copyData', take);
  const abort = () => void client.end().catch(() => {});
  signal.addEventListener('abort', abort, { once: true });
  let ended: { readonly failure?: unknown } | undefined;
  const settle = (end: { readonly failure?: unknown }) => {
    ended = end;
    wake();
  };
  client.query(sql).then(
    () => settle({}),
    (failure: unknown) => settle({ failure }),
  );
  try {
    for (;;) {
      if (waiting.length > 0) {
        const rows = waiting;
        [waiting, bytes] = [[], 0];
        yield rows;
        connection.stream.resume();
        continue;
      }
      if (ended) break;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    signal.throwIfAborted();
    if (ended && 'failure' in ended) throw ended.failure;
  } finally {
    connection.removeListener('copyData', take);
    signal.removeEventListener('abort', abort);
  }
}
