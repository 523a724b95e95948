/** Whether a new or changed data source can be reached, which QuickSight tries when it is made. */
import type { Kernel } from '../../../kernel.ts';
import { tryServer } from '../extracting/spoolPostgres.ts';
import { errorInfoOf } from '../ingestions/ingestionFailure.ts';
import { redshiftUser } from '../staging/redshift.ts';
import { readManifest } from '../staging/s3Manifest.ts';
import { serverOf } from '../staging/stage.ts';
import { type DataSource, dataSourcesIn } from './dataSource.ts';

export class SourceChecks {
  readonly #kernel: Kernel;
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<void>>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Goes on with what an earlier process was about to try. */
  start(): void {
    for (const region of this.#kernel.store.regionsOf('quicksight.dataSource')) {
      for (const { id, value } of [...dataSourcesIn(this.#kernel, region).all()]) {
        if (value.status.endsWith('_IN_PROGRESS')) this.begin(region, id);
      }
    }
  }

  begin(region: string, id: string): void {
    const run = this.#check(region, id).finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#running);
  }

  async #check(region: string, id: string): Promise<void> {
    const sources = dataSourcesIn(this.#kernel, region);
    const source = sources.get(id);
    if (!source) return;
    const error = await this.#reach(source, region).then(() => undefined, errorInfoOf);
    const now = sources.get(id);
    // Changed or deleted meanwhile: that has its own check.
    if (this.#stopping.signal.aborted || now?.updated !== source.updated) return;
    const verb = source.status.startsWith('CREATION') ? 'CREATION' : 'UPDATE';
    sources.put(id, { ...now, status: `${verb}_${error ? 'FAILED' : 'SUCCESSFUL'}`, ...(error ? { error } : {}) });
  }

  async #reach(source: DataSource, region: string): Promise<void> {
    const caller = { region, signal: this.#stopping.signal };
    const { place } = source;
    switch (place.kind) {
      case 'redshift':
        await redshiftUser(this.#kernel, source, place, caller);
        return;
      case 'athena':
        await this.#kernel.call('athena', 'GetWorkGroup', { WorkGroup: place.workgroup }, caller);
        return;
      case 's3':
        await readManifest(this.#kernel, place.bucket, place.key);
        return;
      case 'postgres':
        await tryServer(await serverOf(this.#kernel, source, caller), caller.signal);
    }
  }
}
