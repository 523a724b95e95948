import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../../../core/appError.ts';
import { withGrant } from '../../../platform/createCtx.ts';
import { deployPipeline, type PipelineTarget } from '../../../platform/workspace/deployPipeline.ts';
import { pipelineFolders } from '../../../platform/workspace/pipelineFolders.ts';
import { globalOptions, interruptSignal, openCtx, workspaceRoot } from '../cliContext.ts';
import { printJson } from '../output.ts';

/** `deploy`: a template as a stack, with the local files that it names. */
export function registerDeploy(program: Command): void {
  program
    .command('deploy')
    .description('deploy a CloudFormation template with the local files that it names')
    .argument('[template]', 'template file, or the folder of a pipeline; not needed where there is one only')
    .option('--stack <name>', 'name of the stack; as strata.yaml says, or the folder’s name')
    .option('--parameter <name=value...>', 'value of a parameter')
    .option('--upload-all', 'upload all files that strata.yaml names, over whatever is in their places')
    .action(
      async (
        template: string | undefined,
        own: { stack?: string; parameter?: string[]; uploadAll?: boolean },
        command: Command,
      ) => {
        const options = globalOptions(command);
        const signal = interruptSignal();
        const ctx = await openCtx(options, signal);
        const target = await targetOf(
          template === undefined ? await onlyPipeline(workspaceRoot(options.root)) : path.resolve(template),
          own.stack,
        );
        // An update may delete what the template no longer has.
        const done = await withGrant(ctx, 'destroy', options.confirm, (granted) =>
          deployPipeline(granted, target, parametersOf(own.parameter), { uploadAll: own.uploadAll === true }, signal),
        );
        if (options.json) return printJson(done);
        process.stdout.write(
          done.changed ? `Deployed the stack ${done.stack}.\n` : `The stack ${done.stack} is up to date.\n`,
        );
        for (const [name, value] of Object.entries(done.outputs)) process.stdout.write(`  ${name}: ${value}\n`);
        if (done.uploaded > 0)
          process.stdout.write(`${done.uploaded} ${done.uploaded === 1 ? 'file' : 'files'} uploaded.\n`);
        if (done.kept.length > 0) process.stderr.write(`${notUploaded(done.kept)}\n`);
      },
    );
}

const mostNamed = 5;

function notUploaded(kept: readonly string[]): string {
  const named = kept.slice(0, mostNamed).map((uri) => `  ${uri}`);
  const more = kept.length > mostNamed ? [`  and ${kept.length - mostNamed} more`] : [];
  return ['Not uploaded, as other data is there by now (--upload-all writes over it):', ...named, ...more].join('\n');
}

/** The folder of the workspace's one pipeline, which need not be named; a template alone is one too. */
async function onlyPipeline(root: string): Promise<string> {
  const found = await pipelineFolders(root);
  const [first] = found;
  if (found.length > 1) {
    const names = found.map(({ folder }) => path.relative(root, folder) || '.');
    throw new AppError('invalid-input', `There are several pipelines here: ${names.join(', ')}.`, {
      hint: `Name one: strata deploy ${names[0]}`,
    });
  }
  if (first) return first.folder;
  if (existsSync(path.join(root, 'template.yaml'))) return root;
  throw new AppError('not-found', `There is neither a strata.yaml nor a template.yaml in ${root}.`, {
    hint: 'Name a template: strata deploy FILE',
  });
}

/** The pipeline whose folder or template was named; a template without a strata.yaml is one of its own. */
async function targetOf(given: string, stack: string | undefined): Promise<PipelineTarget> {
  const folder = path.extname(given) === '' ? given : path.dirname(given);
  const here = (await pipelineFolders(folder).catch(notThere(folder))).find((each) => each.folder === folder);
  const name = path.basename(folder).replace(/[^a-zA-Z0-9]+/g, '-');
  return {
    folder,
    declared: here?.declared ?? { version: 1 },
    stack: stack ?? here?.stack ?? name,
    template: folder === given ? (here?.template ?? path.join(folder, 'template.yaml')) : given,
  };
}

function notThere(folder: string): (error: unknown) => never {
  return (error) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new AppError('not-found', `There is no folder ${folder}.`);
  };
}

function parametersOf(given: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    given.map((each) => {
      const at = each.indexOf('=');
      if (at < 1) throw new AppError('invalid-input', `A parameter is NAME=VALUE, not ${each}.`);
      return [each.slice(0, at), each.slice(at + 1)];
    }),
  );
}
