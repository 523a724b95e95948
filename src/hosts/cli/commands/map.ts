import { writeFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { AppError } from '../../../core/appError.ts';
import { mapMermaid } from '../../../core/pipeline-map/mapMermaid.ts';
import { mapOpenLineage } from '../../../core/pipeline-map/mapOpenLineage.ts';
import { mapSvg } from '../../../core/pipeline-map/mapSvg.ts';
import { mapText } from '../../../core/pipeline-map/mapText.ts';
import type { Ctx } from '../../../platform/ctx.ts';
import { pipelineMap, type ShownMap } from '../../verbs/pipelineMap.ts';
import { type GlobalOptions, globalOptions, interruptSignal, openCtx, workspaceRoot } from '../cliContext.ts';

const formats = ['text', 'json', 'mermaid', 'svg', 'openlineage'] as const;
type Format = (typeof formats)[number];

interface MapOptions {
  readonly downstream?: string;
  readonly upstream?: string;
  readonly failed?: boolean;
  readonly live: boolean;
  readonly format?: Format;
  readonly output?: string;
}

/** `map`: the picture of the pipeline map panel, as text and in formats that other tools read. */
export function registerMap(program: Command): void {
  program
    .command('map')
    .description('show what makes what, from source tables to cubes, with the state of each')
    .option('--downstream <name>', 'only this and what is made of it')
    .option('--upstream <name>', 'only this and what it is made of')
    .option('--failed', 'only what failed last, and what is hit by it')
    .option('--no-live', 'what the files say alone: no service is asked')
    .option('--format <format>', formats.join(', '), formatOf)
    .option('--output <file>', 'write to a file instead of printing')
    .action(async (own: MapOptions, command: Command) => {
      const options = globalOptions(command);
      const signal = interruptSignal();
      const root = workspaceRoot(options.root);
      const ctx = own.live ? await openQuietly(options, signal) : undefined;
      if (own.failed && !ctx) {
        throw new AppError('unreachable', 'Without a connection nobody knows what failed.', {
          hint: 'Start the local endpoint: strata up. Or name an AWS account: --profile NAME.',
        });
      }
      const shown = await pipelineMap(root, ctx, own, signal);
      for (const each of shown.notAsked) process.stderr.write(`${each}\n`);
      const text = printed(shown, ctx, own.format ?? (options.json ? 'json' : 'text'));
      if (own.output === undefined) process.stdout.write(text);
      else await writeFile(own.output, text);
    });
}

/** Files say enough to draw by; without an endpoint the map is drawn all the same, and the reason is told. */
async function openQuietly(options: GlobalOptions, signal: AbortSignal): Promise<Ctx | undefined> {
  try {
    return await openCtx(options, signal);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'unreachable') throw error;
    process.stderr.write(`${error.message} The map is what the files say.\n`);
    return undefined;
  }
}

function printed(shown: ShownMap, ctx: Ctx | undefined, format: Format): string {
  const { map, states, hits, now } = shown;
  switch (format) {
    case 'text':
      return mapText(map, shown);
    case 'mermaid':
      return mapMermaid(map, shown);
    case 'svg':
      return mapSvg(map, shown);
    case 'openlineage': {
      const place = ctx ? { region: ctx.connection.region } : {};
      return `${JSON.stringify(mapOpenLineage(map, place, now), undefined, 2)}\n`;
    }
    case 'json': {
      const nodes = map.nodes.map((node) => ({ ...node, now: states.get(node.id), hit: hits.get(node.id) }));
      return `${JSON.stringify({ ...map, nodes, notAsked: shown.notAsked }, undefined, 2)}\n`;
    }
  }
}

function formatOf(text: string): Format {
  const format = formats.find((known) => known === text);
  if (format) return format;
  throw new InvalidArgumentError(`There are: ${formats.join(', ')}`);
}
