import path from 'node:path';
import type { EndpointFile } from '../../core/endpointFile.ts';
import { type WarehouseLogin, warehouseLogin } from '../../runtimes/warehouseLogin.ts';
import type { Kernel } from '../kernel.ts';
import { certificateFiles } from './certificateFiles.ts';
import { hostCalls } from './hostAnswers.ts';
import type { Warehouse } from './warehouse.ts';
import { WarehousePort } from './warehousePort.ts';
import { WarehouseProcess } from './warehouseProcess.ts';

/** The warehouse of an endpoint: its port, and its process behind it. */
export class LocalWarehouse implements Warehouse {
  readonly #process: WarehouseProcess;
  readonly #port: WarehousePort;
  readonly #file: EndpointFile;
  readonly #kernel: Omit<Kernel, 'warehouse'>;

  constructor(kernel: Omit<Kernel, 'warehouse'>, file: EndpointFile) {
    const { folder, log } = kernel;
    this.#kernel = kernel;
    this.#file = file;
    const start = () => ({
      folder: path.join(folder.root, 'warehouse'),
      spill: path.join(folder.work, 'warehouse'),
      folders: [folder.root],
      tls: certificateFiles(folder),
    });
    this.#process = new WarehouseProcess(
      start,
      hostCalls(kernel, () => this.login),
      log,
    );
    this.#port = new WarehousePort((socket) => void this.#process.serve(socket));
  }

  get login(): WarehouseLogin {
    return warehouseLogin({ ...this.#file, warehousePort: this.#port.number ?? this.#file.warehousePort });
  }

  call: Warehouse['call'] = (method, input, signal) => this.#process.call(method, input, signal);

  /** Listens on the port of before, on Redshift's, or on a free one. @returns which */
  async listen(): Promise<number> {
    const wanted = this.login.port;
    const port = await this.#port.listen(wanted);
    if (port !== wanted)
      this.#kernel.log.warn(`port ${wanted} is taken by another program; the warehouse listens on ${port} from now on`);
    // Drivers that trust no certificate but the system's are given this one by their environment.
    certificateFiles(this.#kernel.folder);
    return port;
  }

  async close(): Promise<void> {
    this.#port.close();
    await this.#process.close();
  }
}
