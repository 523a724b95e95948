/**
 * Where extracts lie: `.strata/quicksight/<region>/<data set>/<ingestion>.parquet`, one of them at rest, which
 * `latest.json` beside it names for tools of the user's own.
 */
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { ExtractRecord } from '../../../../runtimes/extractRecord.ts';
import { extractFolder, latestName } from '../../../../runtimes/extractRecord.ts';
import type { Kernel } from '../../../kernel.ts';
import { writeFileAtomically } from '../../../state/writeFileAtomically.ts';
import { type DataSet, dataSetsIn, type Extract } from '../data-sets/dataSet.ts';

export class ExtractFiles {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** The absolute path of a data set's extract. */
  fileOf(region: string, set: Pick<DataSet, 'id'>, extract: Pick<Extract, 'file'>): string {
    return path.join(this.#folder(region, set.id), extract.file);
  }

  /** A fresh folder for an ingestion's work; whoever asks removes it. */
  workFolder(region: string, dataSetId: string, ingestionId: string): string {
    const folder = path.join(this.#kernel.folder.work, 'quicksight', region, dataSetId, ingestionId);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    mkdirSync(this.#folder(region, dataSetId), { recursive: true, mode: 0o700 });
    return folder;
  }

  /**
   * Makes a finished file the data set's extract: the file is there before anything names it, and the one of before
   * goes when nothing does any more.
   * @param alongside changes of the store that happen in the same step
   */
  commit(region: string, set: DataSet, extract: Extract, written: string, alongside: () => void): void {
    const file = this.fileOf(region, set, extract);
    renameSync(written, file);
    this.#kernel.store.transaction(() => {
      const sets = dataSetsIn(this.#kernel, region);
      const now = sets.get(set.id);
      if (now) sets.put(set.id, { ...now, extract });
      alongside();
    });
    this.#tell(region, set.id, extract);
    this.#clear(region, set.id, extract.file);
  }

  remove(region: string, dataSetId: string): void {
    rmSync(this.#folder(region, dataSetId), { recursive: true, force: true });
  }

  /** Puts in order what an earlier process was killed in. */
  recover(): void {
    rmSync(path.join(this.#kernel.folder.work, 'quicksight'), { recursive: true, force: true });
    for (const region of this.#kernel.store.regionsOf('quicksight.dataSet')) {
      for (const { value } of [...dataSetsIn(this.#kernel, region).all()]) {
        if (value.extract) this.#tell(region, value.id, value.extract);
        this.#clear(region, value.id, value.extract?.file);
      }
    }
  }

  #folder(region: string, dataSetId: string): string {
    return extractFolder(this.#kernel.folder.root, region, dataSetId);
  }

  #tell(region: string, dataSetId: string, extract: Extract): void {
    const record: ExtractRecord = extract;
    const text = `${JSON.stringify(record, undefined, 2)}\n`;
    writeFileAtomically(path.join(this.#folder(region, dataSetId), latestName), text, 0o600);
  }

  #clear(region: string, dataSetId: string, kept: string | undefined): void {
    const folder = this.#folder(region, dataSetId);
    // The same rows may lie beside it in another format.
    const names = kept === undefined ? [] : [latestName, kept, kept.replace(/\.parquet$/, '.hyper')];
    for (const name of filesIn(folder)) {
      if (names.includes(name)) continue;
      try {
        rmSync(path.join(folder, name), { force: true });
      } catch (error) {
        // Windows removes no file that somebody reads; it goes with the next one.
        this.#kernel.log.debug(`the old extract ${name} of ${dataSetId} stays: ${String(error)}`);
      }
    }
  }
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
