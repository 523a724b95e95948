import type { Command } from 'commander';
import { AppError } from '../../../core/appError.ts';
import type { Node } from '../../../core/node.ts';
import { allPages } from '../../../core/page.ts';
import { parseS3Uri } from '../../../core/s3Uri.ts';
import type { Ctx } from '../../../platform/ctx.ts';
import type { ListChildren } from '../../../platform/service.ts';
import { glueCatalog } from '../../../services/glue-catalog/glueCatalog.ts';
import { s3 } from '../../../services/s3/s3.ts';
import { globalOptions, interruptSignal, openCtx } from '../cliContext.ts';
import { count } from '../options.ts';
import { printJson, printTable } from '../output.ts';

/** `ls` and `tables`: what the lake and the catalog hold, from the same lists as the trees. */
export function registerCatalogVerbs(program: Command): void {
  program
    .command('ls')
    .description('list buckets, or one level below an S3 location')
    .argument('[uri]', 's3://bucket/prefix')
    .option('--limit <n>', 'most entries', count, 1000)
    .action(async (uri: string | undefined, own: { limit: number }, command: Command) => {
      const options = globalOptions(command);
      const signal = interruptSignal();
      const ctx = await openCtx(options, signal);
      const nodes = await (uri === undefined
        ? take(ctx, s3.children?.['s3.buckets'], { kind: 's3.buckets', path: [] }, own.limit, signal)
        : listBelow(ctx, uri, own.limit, signal));
      print(nodes, options.json);
    });

  program
    .command('tables')
    .description('list the databases of the catalog, or the tables of one')
    .argument('[database]')
    .option('--limit <n>', 'most entries', count, 1000)
    .action(async (database: string | undefined, own: { limit: number }, command: Command) => {
      const options = globalOptions(command);
      const signal = interruptSignal();
      const ctx = await openCtx(options, signal);
      const nodes =
        database === undefined
          ? await take(ctx, (c, _, request, s) => glueCatalog.roots!.catalog!(c, request, s), root, own.limit, signal)
          : await take(
              ctx,
              glueCatalog.children?.['glue-catalog.database'],
              { kind: 'glue-catalog.database', path: [database] },
              own.limit,
              signal,
            );
      print(nodes, options.json);
    });
}

const root = { kind: 'none.none', path: [] } as const;

async function listBelow(ctx: Ctx, uri: string, limit: number, signal: AbortSignal): Promise<Node[]> {
  const place = parseS3Uri(uri);
  if (!place)
    throw new AppError('invalid-input', `${uri} is no S3 location.`, { hint: 'It looks like s3://bucket/prefix/' });
  const at = place.key.lastIndexOf('/') + 1;
  // What follows the last slash is the beginning of a name, as `ls s3://b/raw/2026` means it.
  const folder = { kind: 's3.prefix', path: [place.bucket, place.key.slice(0, at)] } as const;
  return await take(ctx, s3.children?.['s3.prefix'], folder, limit, signal, place.key.slice(at));
}

async function take(
  ctx: Ctx,
  list: ListChildren | undefined,
  parent: { readonly kind: Node['kind']; readonly path: readonly string[] },
  limit: number,
  signal: AbortSignal,
  prefix?: string,
): Promise<Node[]> {
  const nodes: Node[] = [];
  if (!list) return nodes;
  const request = { limit: Math.min(limit, 1000), ...(prefix ? { prefix } : {}) };
  for await (const node of allPages((each, s) => list(ctx, parent, each, s), request, signal)) {
    if (nodes.length >= limit) {
      process.stderr.write(`Only the first ${limit} are listed; --limit lists more.\n`);
      break;
    }
    nodes.push(node);
  }
  return nodes;
}

function print(nodes: readonly Node[], json: boolean | undefined): void {
  if (json) {
    printJson(
      nodes.map((node) => ({
        name: nameOf(node),
        description: node.description,
        uri: node.uri,
        arn: node.arn,
        path: node.path,
      })),
    );
    return;
  }
  printTable(
    ['NAME', ''],
    nodes.map((node) => [nameOf(node), node.description ?? '']),
  );
}

/** With the slash by which a folder is told from an object of the same name. */
function nameOf({ kind, label }: Node): string {
  return kind === 's3.prefix' && !label.endsWith('/') ? `${label}/` : label;
}
