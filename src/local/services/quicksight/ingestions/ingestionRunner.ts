/** Runs ingestions, one at a time of each data set, and keeps what became of them. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import type { Kernel } from '../../../kernel.ts';
import { type DataSet, dataSetOfArn, dataSetsIn, type Extract } from '../data-sets/dataSet.ts';
import { tableOf, usedDataSets } from '../data-sets/definition.ts';
import { DefinitionError } from '../data-sets/definitionError.ts';
import { dataSetView, physicalView } from '../data-sets/tableSql.ts';
import type { PhysicalTable } from '../data-sets/tables.ts';
import { stage } from '../staging/stage.ts';
import type { ExtractFiles } from './extractFiles.ts';
import type { ExtractPlan } from './extractorApi.ts';
import { startExtractor } from './extractorProcess.ts';
import { changeIngestion, forgetOld, hasEnded, type Ingestion, ingestionsIn, keyOf } from './ingestion.ts';
import { errorInfoOf, IngestionFailure } from './ingestionFailure.ts';

interface Running {
  readonly ingestion: Ingestion;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

export class IngestionRunner {
  readonly #kernel: Kernel;
  readonly #files: ExtractFiles;
  /** What runs or waits, by region and data set, in the order in which they came. */
  readonly #lines = new Map<string, Running[]>();
  #stopping = false;

  constructor(kernel: Kernel, files: ExtractFiles) {
    this.#kernel = kernel;
    this.#files = files;
  }

  /** Says of what an earlier process left unfinished that it was interrupted. */
  recover(): void {
    for (const region of this.#kernel.store.regionsOf('quicksight.ingestion')) {
      for (const { value } of [...ingestionsIn(this.#kernel, region).all()]) {
        if (hasEnded(value)) continue;
        const Message = 'The ingestion was interrupted: the local endpoint ended before it did.';
        changeIngestion(this.#kernel, region, value, {
          ...{ status: 'FAILED', ended: Date.now(), error: { Type: 'INTERNAL_SERVICE_ERROR', Message } },
        });
      }
    }
    this.#files.recover();
  }

  /** @returns false where the data set has one of that id already */
  start(region: string, request: Pick<Ingestion, 'id' | 'dataSetId' | 'source' | 'type'>): boolean {
    const line = this.#lines.get(`${region} ${request.dataSetId}`) ?? [];
    const before = line.at(-1);
    const ingestion: Ingestion = {
      ...request,
      status: before ? 'QUEUED' : 'INITIALIZED',
      created: Date.now(),
      waitsFor: before?.ingestion.id,
    };
    const key = keyOf(request.dataSetId, request.id);
    if (!ingestionsIn(this.#kernel, region).insert(key, ingestion)) return false;
    forgetOld(this.#kernel, region, request.dataSetId);
    const abort = new AbortController();
    // Begins after the answer.
    const ended = (before?.ended ?? new Promise((resolve) => setImmediate(resolve)))
      .then(() => this.#run(region, ingestion, abort.signal))
      .finally(() => this.#leave(region, ingestion));
    this.#lines.set(`${region} ${request.dataSetId}`, [...line, { ingestion, abort, ended }]);
    return true;
  }

  /** @returns whether it was running or waiting */
  async cancel(region: string, dataSetId: string, id: string): Promise<boolean> {
    const running = (this.#lines.get(`${region} ${dataSetId}`) ?? []).find(({ ingestion }) => ingestion.id === id);
    if (!running) return false;
    running.abort.abort(new IngestionFailure('INGESTION_CANCELED', 'The ingestion was cancelled.'));
    await running.ended;
    return true;
  }

  /** Ends what runs for a data set that goes. */
  async leave(region: string, dataSetId: string): Promise<void> {
    const line = this.#lines.get(`${region} ${dataSetId}`) ?? [];
    for (const { abort } of line) abort.abort(new IngestionFailure('DATA_SET_DELETED', 'The data set was deleted.'));
    await Promise.all(line.map(({ ended }) => ended));
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const all = [...this.#lines.values()].flat();
    for (const { abort } of all) abort.abort(new Error('The local endpoint stops.'));
    await Promise.all(all.map(({ ended }) => ended));
  }

  #leave(region: string, { dataSetId, id }: Ingestion): void {
    const key = `${region} ${dataSetId}`;
    const left = (this.#lines.get(key) ?? []).filter(({ ingestion }) => ingestion.id !== id);
    if (left.length > 0) this.#lines.set(key, left);
    else this.#lines.delete(key);
  }

  async #run(region: string, ingestion: Ingestion, signal: AbortSignal): Promise<void> {
    const { dataSetId, id } = ingestion;
    const folder = this.#files.workFolder(region, dataSetId, id);
    try {
      signal.throwIfAborted();
      changeIngestion(this.#kernel, region, ingestion, { status: 'RUNNING', started: Date.now() });
      const set = dataSetsIn(this.#kernel, region).get(dataSetId);
      if (!set) throw new IngestionFailure('DATA_SET_DELETED', 'The data set was deleted.');
      await this.#import(region, set, ingestion, folder, signal);
    } catch (error) {
      this.#failed(region, ingestion, error, signal);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  async #import(
    region: string,
    set: DataSet,
    ingestion: Ingestion,
    folder: string,
    signal: AbortSignal,
  ): Promise<void> {
    const plan = await this.#plan(region, set, folder, signal);
    const extractor = startExtractor();
    let outcome: Awaited<ReturnType<typeof extractor.caller.call<'extract'>>>;
    try {
      outcome = await extractor.caller.call('extract', plan, signal);
    } finally {
      extractor.child.kill('SIGKILL');
      await extractor.gone;
    }
    signal.throwIfAborted();
    const { rows, dropped, bytes } = outcome;
    const completed = Date.now();
    const extract: Extract = { file: `${ingestion.id}.parquet`, ingestionId: ingestion.id, rows, bytes, completed };
    this.#files.commit(region, set, extract, plan.target, () => {
      changeIngestion(this.#kernel, region, ingestion, {
        ...{ status: 'COMPLETED', ended: completed, rows: { ingested: rows, dropped }, bytes },
      });
    });
  }

  async #plan(region: string, set: DataSet, folder: string, signal: AbortSignal): Promise<ExtractPlan> {
    const { sql, columns, fallible } = this.#table(region, set);
    const tables: ExtractPlan['tables'][number][] = [];
    for (const [index, [key, table]] of Object.entries(set.physical).entries()) {
      const file = path.join(folder, `${index}.rows`);
      const staged = await stage(this.#kernel, table, file, { region, signal });
      tables.push({ view: physicalView(key), staged, columns: inputColumns(table) });
    }
    const extracts = usedDataSets(set).map((arn) => {
      const other = dataSetOfArn(this.#kernel, region, arn);
      if (!other.extract) {
        throw new IngestionFailure(
          'SPICE_TABLE_NOT_FOUND',
          `The data set ${other.id} has no rows yet: refresh it first.`,
        );
      }
      return { view: dataSetView(arn), file: this.#files.fileOf(region, other, other.extract) };
    });
    return { tables, extracts, sql, columns, fallible, target: path.join(folder, 'extract.parquet'), folder };
  }

  #table(region: string, set: DataSet): ReturnType<typeof tableOf> {
    try {
      return tableOf(this.#kernel, region, set);
    } catch (error) {
      throw error instanceof DefinitionError ? new IngestionFailure('INVALID_DATAPREP_SYNTAX', error.message) : error;
    }
  }

  #failed(region: string, ingestion: Ingestion, error: unknown, signal: AbortSignal): void {
    // It is told when the endpoint comes back.
    if (this.#stopping) return;
    const reason: unknown = signal.aborted ? signal.reason : error;
    const info = errorInfoOf(reason);
    if (info.Type === 'INTERNAL_SERVICE_ERROR') this.#kernel.log.error(`ingestion ${ingestion.id} failed`, reason);
    const status = info.Type === 'INGESTION_CANCELED' ? 'CANCELLED' : 'FAILED';
    changeIngestion(this.#kernel, region, ingestion, { status, ended: Date.now(), error: info });
  }
}

function inputColumns({ RelationalTable, CustomSql, S3Source }: PhysicalTable) {
  return RelationalTable?.InputColumns ?? CustomSql?.Columns ?? S3Source?.InputColumns ?? [];
}
