/** What the scripts of jobs and functions do with data, read by Python's own parser in a process of its own. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { glob, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../../core/appError.ts';
import { findPython } from '../../runtimes/findPython.ts';
import { inFile, type PipelineScope } from './pipelineScope.ts';
import { addEffect, effectSchema } from './scriptEffects.ts';
import { at, json, type TemplateResource } from './templateValues.ts';

/** One script as the reader is asked for it. */
interface ScriptRequest {
  readonly id: string;
  readonly file: string;
  readonly kind: 'script' | 'handler';
  readonly handler?: string;
  readonly modules: Readonly<Record<string, string>>;
  readonly arguments: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
}

const answerSchema = z.object({
  scripts: z.array(
    z.object({
      id: z.string(),
      effects: z.array(effectSchema),
      faults: z.array(z.object({ file: z.string().nullish(), line: z.number(), message: z.string() })),
    }),
  ),
});

/** Arguments of Glue's own, which no script reads data by. */
const gluesOwn = /^--(job-|extra-|additional-|enable-|TempDir|conf$|class$|continuous-|library-)/;

/** Adds what the scripts of the template's jobs read and write. */
export async function readScripts(
  scope: PipelineScope,
  jobs: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<void> {
  const requests: ScriptRequest[] = [];
  for (const resource of scope.template.resources) {
    const job = jobs.get(String(resource.properties.Name ?? resource.properties.FunctionName ?? `\${${resource.id}}`));
    if (job === undefined) continue;
    const request =
      resource.type === 'AWS::Glue::Job'
        ? await glueScript(scope, job, resource)
        : resource.type === 'AWS::Lambda::Function'
          ? await lambdaScript(scope, job, resource)
          : undefined;
    if (request) requests.push(request);
  }
  if (requests.length === 0) return;
  let answers: z.infer<typeof answerSchema>['scripts'];
  try {
    answers = await askReader(requests, signal);
  } catch (error) {
    signal.throwIfAborted();
    const [first] = requests;
    const { file } = inFile(scope, first?.file ?? scope.pipeline.template, 1) as { file: string };
    scope.builder.fault({ file, line: 1, message: `Scripts were not read: ${(error as Error).message}` });
    return;
  }
  for (const { id, effects, faults } of answers) {
    const request = requests.find((each) => each.id === id);
    if (!request) continue;
    for (const effect of effects) addEffect(scope, id, jobs, effect);
    for (const { file, line, message } of faults) {
      const place = inFile(scope, file ?? request.file, line) as { file: string };
      scope.builder.fault({ file: place.file, line, message });
    }
  }
}

async function glueScript(
  scope: PipelineScope,
  id: string,
  { properties }: TemplateResource,
): Promise<ScriptRequest | undefined> {
  const file = localFile(scope, at(properties, 'Command.ScriptLocation'));
  if (file === undefined || !file.endsWith('.py')) return undefined;
  const given = Object.entries(json(properties.DefaultArguments)).map(
    ([name, value]) => [name, String(value)] as const,
  );
  const extra = given.find(([name]) => name === '--extra-py-files')?.[1].split(',') ?? [];
  const modules = await modulesIn(path.dirname(file));
  for (const each of extra) {
    const local = localFile(scope, each.trim());
    if (local?.endsWith('.py')) modules[path.basename(local, '.py')] = local;
  }
  const args = given
    .filter(([name]) => !gluesOwn.test(name))
    .map(([name, value]) => [name.replace(/^--/, ''), value] as const);
  return { id, file, kind: 'script', modules, arguments: Object.fromEntries(args), environment: {} };
}

async function lambdaScript(
  scope: PipelineScope,
  id: string,
  { properties }: TemplateResource,
): Promise<ScriptRequest | undefined> {
  const code = localFile(scope, properties.Code);
  const [module = '', handler = 'lambda_handler'] = String(properties.Handler ?? '').split(/\.(?=[^.]*$)/);
  if (code === undefined || module === '') return undefined;
  const folder = (await stat(code)).isDirectory() ? code : path.dirname(code);
  const file = path.join(folder, `${module.replaceAll('.', '/')}.py`);
  if (!existsSync(file)) return undefined;
  const environment = Object.entries(json(at(properties, 'Environment.Variables'))).map(([name, value]) => [
    name,
    String(value),
  ]);
  return {
    id,
    file,
    kind: 'handler',
    handler,
    modules: await modulesIn(folder),
    arguments: {},
    environment: Object.fromEntries(environment) as Record<string, string>,
  };
}

/** The file that a template names, or that strata.yaml uploads to the place that it names. */
function localFile(scope: PipelineScope, named: unknown): string | undefined {
  if (typeof named !== 'string') return undefined;
  if (!named.includes('://')) {
    const file = path.resolve(path.dirname(scope.pipeline.template), named);
    return existsSync(file) ? file : undefined;
  }
  const outputs = scope.template.outputs;
  for (const { from, to } of scope.pipeline.declared.uploads ?? []) {
    const place = to.replace(/\$\{([^}]*)\}/g, (whole, name: string) => outputs[name] ?? whole);
    if (!named.startsWith(place)) continue;
    const file = path.join(scope.pipeline.folder, from, named.slice(place.length));
    if (existsSync(file)) return file;
  }
  return undefined;
}

/** Modules and packages that lie beside a script. */
async function modulesIn(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const file of glob('{*,*/*,*/*/*}.py', { cwd: folder })) {
    const parts = file.slice(0, -'.py'.length).split(path.sep);
    const name = (parts.at(-1) === '__init__' ? parts.slice(0, -1) : parts).join('.');
    if (name !== '') found[name] = path.join(folder, file);
  }
  return found;
}

/** @throws AppError `runtime-missing` without a Python, `failed` with what the reader printed */
async function askReader(scripts: readonly ScriptRequest[], signal: AbortSignal) {
  const python = await findPython(signal);
  // Isolated: neither the workspace's folder nor the user's own settings have a say in it.
  const child = spawn(python.file, ['-I', '-B', '-X', 'utf8', readerFolder()], { windowsHide: true, signal });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  // A reader that ends early closes its input; its own words say why.
  child.stdin.on('error', () => {});
  child.stdin.end(JSON.stringify({ scripts }));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new AppError('failed', Buffer.concat(errors).toString('utf8').trim().split('\n').at(-1) ?? '');
  return answerSchema.parse(JSON.parse(Buffer.concat(output).toString('utf8'))).scripts;
}

/** Beside the sources, or beside the bundle. */
function readerFolder(): string {
  const name = path.join('python', 'script_reader');
  const beside = path.join(import.meta.dirname, 'runtime', name);
  return existsSync(beside) ? beside : path.join(import.meta.dirname, 'runtime', 'lineage', name);
}
