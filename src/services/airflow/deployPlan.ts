/** What a deployment of DAGs to an environment's bucket would change. */
import { createHash } from 'node:crypto';
import { glob, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { type DagFolder, dagFolders } from '../../platform/workspace/airflow/dagFolders.ts';
import { stackOutputs } from '../../platform/workspace/stackOutputs.ts';
import { fillOutputs } from '../../platform/workspace/strataYaml.ts';
import { knownEnvironment } from './clientOf.ts';
import { packedPlugins } from './packedPlugins.ts';
import { readKey } from './place.ts';

export interface DeployChange {
  readonly what: 'added' | 'changed' | 'removed';
  /** As people know it: below the folder of DAGs, or `plugins.zip`. */
  readonly name: string;
  readonly key: string;
  /** What it would be; absent for one that is removed. */
  readonly body?: Uint8Array;
  /** The file that it comes from, absolute; absent for an archive. */
  readonly file?: string;
}

export interface DeployPlan {
  readonly bucket: string;
  readonly changes: readonly DeployChange[];
  /** Whether the environment must be updated to use what is changed, as with plugins and requirements. */
  readonly needsUpdate: boolean;
}

/** @throws AppError `unsupported` for an Airflow of one's own; `not-found` when no pipeline deploys to the environment */
export async function planDeployment(ctx: Ctx, key: string, signal: AbortSignal): Promise<DeployPlan> {
  const { kind, name } = readKey(key);
  if (kind === 'url') {
    throw new AppError('unsupported', t('Nothing is known of where {0} reads its DAGs from.', name), {
      hint: t('Deploy them as its administrator says, or run them on the local endpoint or MWAA.'),
    });
  }
  const { bucket, dagsPath, pluginsPath, requirementsPath } = await knownEnvironment(ctx, name, signal);
  const { folder, pipeline } = await folderFor(ctx, name, signal);
  const { plugins, requirements } = pipeline.declared.airflow ?? {};
  const wanted = new Map<string, Omit<DeployChange, 'what' | 'key'>>();
  for (const file of await filesIn(folder)) {
    const below = path.relative(folder, file).split(path.sep).join('/');
    wanted.set(`${dagsPath}/${below}`, { name: below, body: await readFile(file), file });
  }
  const own = path.dirname(dagsPath).replace(/^\.$/, '');
  const beside = (each: string) => (own ? `${own}/${each}` : each);
  const pluginsFolder = path.join(pipeline.folder, plugins ?? 'airflow_dags/plugins');
  if (plugins !== undefined || (await isFolder(pluginsFolder))) {
    wanted.set(pluginsPath ?? beside('plugins.zip'), { name: 'plugins.zip', body: await packedPlugins(pluginsFolder) });
  }
  const file = path.join(pipeline.folder, requirements ?? 'airflow_dags/requirements.txt');
  const needs = await readFile(file).catch(() => undefined);
  if (needs)
    wanted.set(requirementsPath ?? beside('requirements.txt'), { name: 'requirements.txt', body: needs, file });

  const there = await objectsIn(ctx, bucket, [dagsPath, ...[...wanted.keys()]], signal);
  const changes: DeployChange[] = [];
  for (const [at, each] of wanted) {
    const tag = there.get(at);
    if (tag === undefined) changes.push({ what: 'added', key: at, ...each });
    else if (tag !== md5(each.body)) changes.push({ what: 'changed', key: at, ...each });
  }
  for (const at of there.keys()) {
    const isDag = at.startsWith(`${dagsPath}/`) && !at.endsWith('/');
    if (isDag && !wanted.has(at)) changes.push({ what: 'removed', key: at, name: at.slice(dagsPath.length + 1) });
  }
  const needsUpdate = changes.some(({ key: at }) => !at.startsWith(`${dagsPath}/`));
  return { bucket, changes: changes.sort((a, b) => a.name.localeCompare(b.name)), needsUpdate };
}

/** The folder of DAGs of the pipeline that names the environment; the only one where none is named. */
async function folderFor(ctx: Ctx, name: string, signal: AbortSignal): Promise<DagFolder> {
  if (!ctx.workspace.trusted) throw new AppError('untrusted-workspace', t('This workspace is not trusted.'));
  const folders = await dagFolders(ctx);
  for (const each of folders) {
    const { declared, stack } = each.pipeline;
    const named = declared.airflow?.environment;
    if (named === undefined) continue;
    const outputs = named.includes('${') ? await stackOutputs(ctx, stack, signal) : {};
    if (outputs && fillOutputs(named, outputs) === name) return each;
  }
  const [only, ...more] = folders.filter(({ pipeline }) => pipeline.declared.airflow?.environment === undefined);
  if (only && more.length === 0) return only;
  throw new AppError('not-found', t('No pipeline of this workspace says that its DAGs belong to {0}.', name), {
    hint: t('strata.yaml may say it: airflow: {0}', `{environment: ${name}, dags: dags}`),
  });
}

/** What Airflow would read; not what Python and editors leave. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const files: string[] = [];
  for await (const each of glob('**/*', { cwd: folder })) {
    const hidden = each.split(/[/\\]/).some((part) => part === '__pycache__' || part.startsWith('.'));
    const file = path.join(folder, each);
    if (!hidden && (await stat(file)).isFile()) files.push(file);
  }
  const ignore = path.join(folder, '.airflowignore');
  if (await stat(ignore).then(Boolean, () => false)) files.push(ignore);
  return files.sort();
}

/** The tags of what lies at or below keys, which for plain uploads are MD5 sums; without the quotes. */
async function objectsIn(
  ctx: Ctx,
  bucket: string,
  prefixes: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const { ListObjectsV2Command, S3Client } = await import('@aws-sdk/client-s3');
  const s3 = await ctx.aws.client(S3Client);
  const found = new Map<string, string>();
  const [dags = '', ...rest] = prefixes;
  for (const Prefix of [`${dags}/`, ...rest.filter((key) => !key.startsWith(`${dags}/`))]) {
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix, ContinuationToken }), {
        abortSignal: signal,
      });
      for (const { Key = '', ETag = '' } of page.Contents ?? []) found.set(Key, ETag.replaceAll('"', ''));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
  }
  return found;
}

function md5(body: Uint8Array | undefined): string {
  return createHash('md5')
    .update(body ?? '')
    .digest('hex');
}

async function isFolder(folder: string): Promise<boolean> {
  return await stat(folder).then(
    (it) => it.isDirectory(),
    () => false,
  );
}
