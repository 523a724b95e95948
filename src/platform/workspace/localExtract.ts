/** The rows of data sets that the local endpoint keeps as files in the workspace's `.strata`. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { stateFolderName } from '../../core/endpointFile.ts';
import { extractFolder, extractRecord, latestName } from '../../runtimes/extractRecord.ts';

/**
 * The Parquet file of a data set's last whole import, absolute.
 * @throws Error where there is none, or none of ours
 */
export async function latestExtract(root: string, region: string, dataSet: string): Promise<string> {
  const folder = extractFolder(path.join(root, stateFolderName), region, path.basename(dataSet));
  const latest = extractRecord.parse(JSON.parse(await readFile(path.join(folder, latestName), 'utf8')));
  return path.join(folder, latest.file);
}
