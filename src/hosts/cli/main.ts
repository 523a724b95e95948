#!/usr/bin/env node
import { Command } from 'commander';
import type { AccountOptions } from './accountConnection.ts';
import { registerActionVerbs } from './commands/actions.ts';
import { registerAlerts } from './commands/alerts.ts';
import { registerCatalogVerbs } from './commands/catalog.ts';
import { registerCube } from './commands/cube.ts';
import { registerDbt, withDbtWords } from './commands/dbt.ts';
import { registerDeploy } from './commands/deploy.ts';
import { registerEndpointVerbs } from './commands/endpoint.ts';
import { registerMap } from './commands/map.ts';
import { registerMcp } from './commands/mcp.ts';
import { registerQueryVerbs } from './commands/query.ts';
import { registerRunVerbs } from './commands/runs.ts';
import { exitCodeFor, printError } from './output.ts';
import { runOnOwnNode } from './ownNode.ts';

const exitCode = runOnOwnNode();
if (exitCode !== undefined) process.exit(exitCode);

const asJson = process.argv.includes('--json');
const program = new Command('strata')
  .description('See, run, follow and query AWS data pipelines, on an account or on the local endpoint.')
  .option('--profile <name>', 'an AWS profile; without it the local endpoint of this folder')
  .option(
    '--environment',
    'the AWS account of the environment’s credentials, as the aws command has it without --profile',
  )
  .option('--region <region>', 'the region')
  .option('--root <folder>', 'the workspace folder whose .strata/ holds the local endpoint’s state')
  .option('--allow-changes', 'let this command change an AWS account (the local endpoint always may be changed)')
  .option('--confirm <name>', 'the name of a protected connection, to confirm')
  .option('--json', 'print JSON')
  .showHelpAfterError(!asJson)
  // With --json what was wrongly typed is told as any other error is, below.
  .configureOutput(asJson ? { writeErr: () => {} } : {})
  .exitOverride();

registerEndpointVerbs(program);
registerDeploy(program);
registerCatalogVerbs(program);
registerQueryVerbs(program);
registerCube(program);
registerRunVerbs(program);
registerAlerts(program);
registerDbt(program);
registerMap(program);
registerActionVerbs(program);
registerMcp(program);

// A reader that stops reading (`strata logs … | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

try {
  await program.parseAsync(withDbtWords(process.argv));
} catch (error) {
  const { profile, environment } = program.opts<AccountOptions>();
  printError(error, asJson, profile !== undefined || environment === true);
  process.exitCode = exitCodeFor(error);
  // Whoever interrupts does not wait for timers of what was given up (the SDK's back-off is up to 20 seconds).
  if (process.exitCode === 130) process.stderr.write('', () => process.exit());
}
