import { connect, createServer } from 'node:net';
import { host } from '../instance.ts';

/** The wanted port, or a free one where another program or instance has it. */
export async function choosePort(wanted: number, taken: ReadonlySet<number>): Promise<number> {
  if (!taken.has(wanted) && !(await isServed(wanted))) return wanted;
  for (;;) {
    const port = await freePort();
    if (!taken.has(port)) return port;
  }
}

/** Asked by connecting: a listener, however short, would be taken for the server by clients that wait for it. */
function isServed(port: number): Promise<boolean> {
  const socket = connect({ host, port });
  return new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  }).finally(() => socket.destroy());
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: 0, host }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
