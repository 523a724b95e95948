import { createServer, type Server, type Socket } from 'node:net';

/** The port for PostgreSQL's protocol, on this machine only; clients are handed on unread. */
export class WarehousePort {
  readonly #server: Server;
  /** Undefined before it listens. */
  number: number | undefined;

  constructor(onClient: (socket: Socket) => void) {
    this.#server = createServer({ pauseOnConnect: true, noDelay: true }, onClient);
  }

  /** @returns the wanted port, or a free one where another program has that */
  async listen(wanted: number): Promise<number> {
    this.number = await this.#listen(wanted).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') throw error;
      return this.#listen(0);
    });
    return this.number;
  }

  close(): void {
    this.#server.close();
  }

  #listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
        this.#server.off('error', reject);
        const address = this.#server.address();
        resolve(typeof address === 'object' && address ? address.port : port);
      });
    });
  }
}
