/** Spark's properties of a run: Glue's defaults as far as they make sense on one machine, and the run's own over them. */
import { pathToFileURL } from 'node:url';
import type { JobRun } from '../../jobs/jobShapes.ts';

/**
 * Properties as `--conf` carries several of them: `spark.a=1 --conf spark.b=2`.
 * https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html
 */
export function parseConf(text: string | undefined): Record<string, string> {
  const pairs = (text ?? '').split(/(?:^|\s+)--conf[\s=]+/).filter((each) => each.trim() !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      return at < 0 ? [pair.trim(), ''] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    }),
  );
}

const progressListener = 'strata.spark.ProgressListener';

/** The folder in a driver's own in which Spark keeps an account of everything that it does. */
export const eventsFolder = 'events';

/** Hadoop's files on Windows need programs of its own to be written as Spark writes this one. */
function eventLog(folder: string): Record<string, string> {
  if (process.platform === 'win32') return {};
  return {
    'spark.eventLog.enabled': 'true',
    'spark.eventLog.compress': 'true',
    'spark.eventLog.dir': pathToFileURL(folder).href,
  };
}

export interface DriverPlaces {
  /** The driver's own folder. */
  readonly folder: string;
  /** The folder of all buckets. */
  readonly buckets: string;
  readonly python: string;
}

/** What every driver on this machine starts with, whatever run it is for. */
export function baseConf(
  places: DriverPlaces,
  cores: number,
  join: (...parts: string[]) => string,
): Record<string, string> {
  const fileSystem = 'strata.spark.S3FileSystem';
  return {
    'spark.master': `local[${cores}]`,
    'spark.submit.deployMode': 'client',
    'spark.app.name': 'glue',
    'spark.driver.host': '127.0.0.1',
    'spark.driver.bindAddress': '127.0.0.1',
    'spark.ui.port': '0',
    'spark.ui.showConsoleProgress': 'false',
    'spark.local.dir': join(places.folder, 'spill'),
    'spark.sql.warehouse.dir': join(places.folder, 'warehouse'),
    'spark.pyspark.python': places.python,
    'spark.pyspark.driver.python': places.python,
    // Glue sets both by the number of executors' cores.
    'spark.default.parallelism': String(cores * 2),
    'spark.sql.shuffle.partitions': String(cores * 4),
    'spark.sql.catalogImplementation': 'in-memory',
    'spark.hadoop.fs.s3.impl': fileSystem,
    'spark.hadoop.fs.s3a.impl': fileSystem,
    'spark.hadoop.fs.s3n.impl': fileSystem,
    'spark.hadoop.fs.strata.buckets': places.buckets,
    'spark.sql.sources.commitProtocolClass': 'strata.spark.CommitProtocol',
    'spark.extraListeners': progressListener,
    ...eventLog(join(places.folder, eventsFolder)),
    'strata.staging': join(places.folder, 'staging'),
    'strata.progress': join(places.folder, 'progress.log'),
  };
}

/** Set by this machine, not by a run. */
const fixed = /^spark\.(master|submit\.deployMode|driver\.(host|bindAddress|memory|cores)|local\.dir|pyspark\.)/;

/** What a run sets over it. */
export function runConf(run: JobRun, pythonPath: string): Record<string, string> {
  const given = parseConf(run.effective['--conf']);
  const asked = Object.entries(given).filter(([name]) => !fixed.test(name));
  const listeners = given['spark.extraListeners'];
  return {
    'spark.app.name': run.JobName,
    'spark.executorEnv.PYTHONPATH': pythonPath,
    ...(usesCatalog(run) ? { 'spark.sql.catalogImplementation': 'hive' } : {}),
    ...Object.fromEntries(asked),
    ...(listeners ? { 'spark.extraListeners': `${progressListener},${listeners}` } : {}),
  };
}

/** Whether Spark's own catalog is the Data Catalog: `--enable-glue-datacatalog`, with `true` or nothing after it. */
export function usesCatalog(run: Pick<JobRun, 'effective'>): boolean {
  const value = run.effective['--enable-glue-datacatalog'];
  return value !== undefined && value.trim().toLowerCase() !== 'false';
}
