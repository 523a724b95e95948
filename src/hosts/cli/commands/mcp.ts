import type { Command } from 'commander';
import { globalOptions, interruptSignal, openCtx } from '../cliContext.ts';

/** `mcp`: the actions as tools of the Model Context Protocol, on standard input and output. */
export function registerMcp(program: Command): void {
  program
    .command('mcp')
    .description('serve the actions as MCP tools on standard input and output; only those that read, unless opted in')
    .option('--allow-write', 'offer what starts and changes things too')
    .option('--allow-destroy', 'offer what deletes things too')
    .action(async (own: { allowWrite?: boolean; allowDestroy?: boolean }, command: Command) => {
      const options = globalOptions(command);
      const signal = interruptSignal();
      const ctx = await openCtx(options, signal);
      const { serveMcp } = await import('../../mcp/serveMcp.ts');
      const most = own.allowDestroy ? 'destroy' : own.allowWrite ? 'write' : 'read';
      await serveMcp(ctx, { most, ...(options.confirm === undefined ? {} : { typedName: options.confirm }) }, signal);
    });
}
