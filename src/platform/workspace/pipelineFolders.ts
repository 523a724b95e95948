import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseStrataYaml, type StrataYaml } from './strataYaml.ts';

/** A folder of the workspace that declares a pipeline. */
export interface PipelineFolder {
  /** Absolute. */
  readonly folder: string;
  readonly declared: StrataYaml;
  /** What its stack is called when strata.yaml does not say: the folder's name, as CloudFormation takes it. */
  readonly stack: string;
  /** Absolute. */
  readonly template: string;
}

const fileName = 'strata.yaml';

/**
 * The pipelines of a workspace: a strata.yaml at its top, or in the folders right below.
 * @throws AppError `invalid-input` naming file and line of a strata.yaml that cannot be read
 */
export async function pipelineFolders(root: string): Promise<PipelineFolder[]> {
  const entries = await readdir(root, { withFileTypes: true });
  const below = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name);
  const found: PipelineFolder[] = [];
  for (const relative of ['', ...below.sort()]) {
    const folder = path.join(root, relative);
    const text = await readFile(path.join(folder, fileName), 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const declared = parseStrataYaml(text, path.join(relative, fileName));
    found.push({
      folder,
      declared,
      stack: declared.stack ?? stackNameOf(folder),
      template: path.join(folder, declared.template ?? 'template.yaml'),
    });
  }
  return found;
}

function stackNameOf(folder: string): string {
  const name = path
    .basename(folder)
    .replace(/[^a-zA-Z0-9]+/g, '-')
    .replace(/^[^a-zA-Z]+|-+$/g, '');
  return name === '' ? 'pipeline' : name.slice(0, 128);
}
