/** The code of a function: fetched as Lambda has it, and brought up to date from the workspace. */
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import { parseDocument } from 'yaml';
import type { ActionOutcome } from '../../core/action.ts';
import { AppError } from '../../core/appError.ts';
import { formatBytes } from '../../core/format.ts';
import { t } from '../../core/l10n.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { pipelineFolders } from '../../platform/workspace/pipelineFolders.ts';
import { localPaths } from '../../platform/workspace/template/localPaths.ts';
import { packPath } from '../../platform/workspace/template/packFolder.ts';
import { getFunction } from './lambdaApi.ts';
import { lambdaClient } from './lambdaClient.ts';

/** What Lambda takes in a call; more must come from S3. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const mostZipBytes = 50 * 1024 * 1024;

/**
 * Writes a function's package as `NAME-VERSION.zip` into a folder.
 * @throws AppError `already-exists` when such a file is there, `unsupported` for a container image
 */
export async function downloadCode(ctx: Ctx, name: string, to: string, signal: AbortSignal): Promise<ActionOutcome> {
  const { Code, Configuration } = await getFunction(ctx, name, signal);
  if (!Code?.Location) throw new AppError('unsupported', t('{0} runs a container image; there is no zip of it.', name));
  const version = (Configuration?.Version ?? '').replace('$', '');
  const file = path.join(path.resolve(ctx.workspace.root ?? process.cwd(), to), `${name}-${version}.zip`);
  const bytes = await packageAt(ctx, name, Code.Location, signal);
  await writeNew(file, bytes);
  return { kind: 'done', message: t('{0} was written ({1}).', file, formatBytes(bytes.length)) };
}

async function packageAt(ctx: Ctx, name: string, location: string, signal: AbortSignal): Promise<Uint8Array> {
  // The local endpoint's packages are files of this machine; nobody else's word is taken for one.
  if (ctx.connection.kind === 'local' && location.startsWith('file:')) {
    return await readFile(new URL(location), { signal });
  }
  const response = await fetch(location, { signal });
  if (response.ok) return new Uint8Array(await response.arrayBuffer());
  throw new AppError('failed', t('The code of {0} was not handed out: HTTP {1}.', name, String(response.status)));
}

/** A file that is there whole or not at all, and never in another's place. @throws AppError `already-exists` */
async function writeNew(file: string, bytes: Uint8Array): Promise<void> {
  const part = `${file}.part`;
  try {
    await writeFile(part, bytes);
    await link(part, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new AppError('already-exists', t('There is a file {0} already.', file));
  } finally {
    await rm(part, { force: true });
  }
}

/**
 * Packs what a template of the workspace names as the code of the function's resource, and makes it the function's.
 * @throws AppError `not-found` when no template says where it lies
 */
export async function updateCode(ctx: Ctx, name: string, signal: AbortSignal): Promise<ActionOutcome> {
  const source = await sourceOf(ctx, name, signal);
  ctx.report(t('Packing {0}…', source));
  const zip = await packPath(source, signal);
  if (zip.length > mostZipBytes) {
    throw new AppError(
      'invalid-input',
      t('The package is {0}; Lambda takes {1} in a call.', formatBytes(zip.length), formatBytes(mostZipBytes)),
      {
        hint: t('Deploy the template: its packages go over S3.'),
      },
    );
  }
  const lambda = await lambdaClient(ctx);
  const command = new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile: zip });
  await lambda.send(command, { abortSignal: signal });
  const from = path.relative(ctx.workspace.root ?? '', source);
  return { kind: 'done', message: t('{0} has the code of {1} ({2}).', name, from, formatBytes(zip.length)) };
}

/** The file or folder of the workspace that holds the function's code, absolute. */
export async function sourceOf(ctx: Ctx, name: string, signal: AbortSignal): Promise<string> {
  const { root, trusted } = ctx.workspace;
  if (!trusted) throw new AppError('untrusted-workspace', t('Files of an untrusted workspace are not used.'));
  const resource = await resourceOf(ctx, name, signal);
  for (const { stack, template } of root ? await pipelineFolders(root) : []) {
    if (resource && resource.stack !== stack) continue;
    const text = await readFile(template, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const document = parseDocument(text, { logLevel: 'silent' });
    const found = localPaths(document).find(
      ({ resource: id, property }) =>
        property === 'Code' && (resource ? id === resource.id : nameIn(document, id) === name),
    );
    if (found) return path.resolve(path.dirname(template), found.path);
  }
  throw new AppError('not-found', t('No template of this workspace says where the code of {0} lies.', name), {
    hint: t('It is the Code of an AWS::Lambda::Function in the template beside a strata.yaml, as a path.'),
  });
}

const nameIn = (document: ReturnType<typeof parseDocument>, id: string) =>
  document.getIn(['Resources', id, 'Properties', 'FunctionName']);

/** Which resource of which stack made the function; undefined where none did. */
async function resourceOf(
  ctx: Ctx,
  name: string,
  signal: AbortSignal,
): Promise<{ readonly stack: string; readonly id: string } | undefined> {
  const { CloudFormationClient, DescribeStackResourcesCommand } = await import('@aws-sdk/client-cloudformation');
  const cloudformation = await ctx.aws.client(CloudFormationClient);
  const command = new DescribeStackResourcesCommand({ PhysicalResourceId: name });
  try {
    const { StackResources = [] } = await cloudformation.send(command, { abortSignal: signal });
    const found = StackResources.find((each) => each.PhysicalResourceId === name);
    return found?.StackName && found.LogicalResourceId
      ? { stack: found.StackName, id: found.LogicalResourceId }
      : undefined;
  } catch (error) {
    // CloudFormation says so of what no stack has made.
    if (error instanceof Error && /does not exist|not found/i.test(error.message)) return undefined;
    throw error;
  }
}
