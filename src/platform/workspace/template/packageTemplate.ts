/** What `aws cloudformation package` does: local files of a template go to a bucket, and the template names them there. */
import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { AppError } from '../../../core/appError.ts';
import { t } from '../../../core/l10n.ts';
import { buildLayer, type LayerTarget } from './buildLayer.ts';
import { type LocalPath, localPaths, placeText } from './localPaths.ts';
import { packPath } from './packFolder.ts';

export interface PackageOptions {
  /** Absolute. */
  readonly templateFile: string;
  /** Local paths must stay inside this folder; the template's own where absent. */
  readonly root?: string;
  readonly bucket: string;
  /** Put before each key, with its slash. */
  readonly prefix?: string;
  /** Puts bytes into the bucket; asked at most once for the same content. */
  readonly upload: (key: string, body: Uint8Array, signal: AbortSignal) => Promise<void>;
  /** Where layers with a BuildMethod are to run; Lambda where absent. */
  readonly layersFor?: LayerTarget;
  readonly report?: (message: string) => void;
}

export interface PackagedTemplate {
  /** Ready for CreateChangeSet; comments and short tags of the source are kept. */
  readonly body: string;
  readonly artifacts: readonly { readonly resource: string; readonly file: string; readonly key: string }[];
}

/**
 * Uploads what a template names locally, under the hash of its content, and rewrites the template.
 * @throws AppError `invalid-input` for a broken template, `not-found` for a missing file
 */
export async function packageTemplate(options: PackageOptions, signal: AbortSignal): Promise<PackagedTemplate> {
  const source = await readSource(options.templateFile);
  const document = parse(source, path.basename(options.templateFile));
  const artifacts: { resource: string; file: string; key: string }[] = [];
  const edits: { range: readonly [number, number]; text: string }[] = [];
  const done = new Set<string>();
  for (const local of localPaths(document)) {
    signal.throwIfAborted();
    const named = await locate(local, options);
    const file = await built(document, local, named, options, signal);
    const packed = local.zip || (await stat(file)).isDirectory();
    const body = packed ? await packPath(file, signal) : new Uint8Array(await readFile(file));
    const hash = createHash('sha256').update(body).digest('hex').slice(0, 40);
    // A file keeps its name: tracebacks and lists of objects show it.
    const key = `${options.prefix ?? ''}${hash}${packed ? '.zip' : `/${path.basename(file)}`}`;
    if (!done.has(key)) await options.upload(key, body, signal);
    done.add(key);
    edits.push({ range: local.range, text: placeText(local.form, options.bucket, key) });
    artifacts.push({ resource: local.resource, file: named, key });
  }
  return { body: applyEdits(source, edits), artifacts };
}

/** What is packed in a local path's stead: a layer with a BuildMethod is made of its requirements first. */
async function built(
  template: Document,
  local: LocalPath,
  folder: string,
  options: PackageOptions,
  signal: AbortSignal,
): Promise<string> {
  const { resource } = local;
  const method = template.getIn(['Resources', resource, 'Metadata', 'BuildMethod']);
  if (local.property !== 'Content' || typeof method !== 'string') return folder;
  const architectures = template.getIn(['Resources', resource, 'Properties', 'CompatibleArchitectures']);
  const architecture = String(architectures).includes('arm64') ? 'arm64' : 'x86_64';
  const report = options.report ?? (() => {});
  return await buildLayer({ resource, folder, method, architecture }, options.layersFor ?? 'lambda', report, signal);
}

/** Only the named places change: comments, tags and the writing of every other value stay as they are. */
function applyEdits(
  source: string,
  edits: readonly { readonly range: readonly [number, number]; readonly text: string }[],
): string {
  return edits
    .toSorted((a, b) => b.range[0] - a.range[0])
    .reduce((text, edit) => text.slice(0, edit.range[0]) + edit.text + text.slice(edit.range[1]), source);
}

/** @throws AppError `invalid-input` with the line */
function parse(source: string, name: string) {
  const lines = new LineCounter();
  const document = parseDocument(source, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
    keepSourceTokens: true,
  });
  const [error] = document.errors;
  if (error) throw new AppError('invalid-input', `${name}:${lines.linePos(error.pos[0]).line}: ${error.message}`);
  return document;
}

async function readSource(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new AppError('not-found', t('The template {0} cannot be read.', file), { cause: error });
  }
}

async function locate(local: LocalPath, options: PackageOptions): Promise<string> {
  const folder = path.dirname(options.templateFile);
  let file: string;
  try {
    file = await realpath(path.resolve(folder, local.path));
  } catch (error) {
    throw new AppError(
      'not-found',
      t('There is no file {0}, the {1} of {2}.', local.path, local.property, local.resource),
      { cause: error },
    );
  }
  const root = await realpath(options.root ?? folder);
  const inside = path.relative(root, file);
  if (inside.startsWith('..') || path.isAbsolute(inside)) {
    throw new AppError(
      'invalid-input',
      t(
        'The file {0}, the {1} of {2}, lies outside of {3} and is not uploaded.',
        local.path,
        local.property,
        local.resource,
        root,
      ),
    );
  }
  return file;
}
