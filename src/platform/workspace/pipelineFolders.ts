import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type AppError, toAppError } from '../../core/appError.ts';
import { parseStrataYaml, type StrataYaml } from './strataYaml.ts';

/** A folder of the workspace that declares a pipeline. */
export interface PipelineFolder {
  /** Absolute. */
  readonly folder: string;
  /** Its strata.yaml. Absolute. */
  readonly file: string;
  readonly declared: StrataYaml;
  /** What its stack is called when strata.yaml does not say: the folder's name, as CloudFormation takes it. */
  readonly stack: string;
  /** Absolute. */
  readonly template: string;
}

const fileName = 'strata.yaml';

/**
 * The pipelines of a workspace: a strata.yaml at its top, or in the folders right below.
 * @param onFault told of each strata.yaml that cannot be read, which is then left out; absent: the first one is thrown
 * @throws AppError `invalid-input` naming file and line of a strata.yaml that cannot be read
 */
export async function pipelineFolders(root: string, onFault?: (fault: AppError) => void): Promise<PipelineFolder[]> {
  const entries = await readdir(root, { withFileTypes: true });
  const below = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name);
  const found: PipelineFolder[] = [];
  for (const relative of ['', ...below.sort()]) {
    try {
      const pipeline = await pipelineIn(root, relative);
      if (pipeline) found.push(pipeline);
    } catch (error) {
      if (!onFault) throw error;
      onFault(toAppError(error));
    }
  }
  return found;
}

/**
 * The pipeline that a file of a workspace belongs to: of the folder right below the top that it is in, else of the top.
 * @throws AppError `invalid-input` when that very strata.yaml cannot be read
 */
export async function pipelineAround(root: string, file: string): Promise<PipelineFolder | undefined> {
  const [first, ...more] = path.relative(root, file).split(path.sep);
  if (first === undefined || first === '..' || path.isAbsolute(first)) return undefined;
  return (more.length > 0 ? await pipelineIn(root, first) : undefined) ?? (await pipelineIn(root, ''));
}

async function pipelineIn(root: string, relative: string): Promise<PipelineFolder | undefined> {
  const folder = path.join(root, relative);
  const text = await readFile(path.join(folder, fileName), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const declared = parseStrataYaml(text, path.join(relative, fileName));
  return {
    folder,
    file: path.join(folder, fileName),
    declared,
    stack: declared.stack ?? stackNameOf(folder),
    template: path.join(folder, declared.template ?? 'template.yaml'),
  };
}

function stackNameOf(folder: string): string {
  const name = path
    .basename(folder)
    .replace(/[^a-zA-Z0-9]+/g, '-')
    .replace(/^[^a-zA-Z]+|-+$/g, '');
  return name === '' ? 'pipeline' : name.slice(0, 128);
}
