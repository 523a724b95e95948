import { type Command, Option } from 'commander';
import { AppError } from '../../../core/appError.ts';
import {
  connectionTo,
  endpointStatus,
  silence,
  startEndpoint,
  stopEndpoint,
} from '../../../platform/connections/localEndpoint.ts';
import { toolEnvironment } from '../../../platform/connections/toolEnvironment.ts';
import { globalOptions, interruptSignal, workspaceRoot } from '../cliContext.ts';
import { printJson } from '../output.ts';

/** `up`, `down`, `status` and `env`: the local endpoint of a folder. */
export function registerEndpointVerbs(program: Command): void {
  program
    .command('up')
    .description('start the local endpoint of this folder, if it does not run')
    .action(async (_, command: Command) => {
      const options = globalOptions(command);
      const connection = await startEndpoint(workspaceRoot(options.root), report, interruptSignal());
      if (options.json) printJson({ state: 'running', url: connection.endpoint, region: connection.region });
      else process.stdout.write(`The local endpoint listens at ${connection.endpoint}\n`);
    });

  program
    .command('down')
    .description('stop the local endpoint of this folder; its state stays')
    .action(async (_, command: Command) => {
      const options = globalOptions(command);
      const stopped = await stopEndpoint(workspaceRoot(options.root), interruptSignal());
      if (options.json) printJson({ state: 'stopped', stopped });
      else process.stdout.write(stopped ? 'The local endpoint has stopped.\n' : 'No local endpoint was running.\n');
    });

  program
    .command('status')
    .description('whether the local endpoint of this folder runs; exit code 1 when it does not')
    .action(async (_, command: Command) => {
      const options = globalOptions(command);
      const root = workspaceRoot(options.root);
      const status = await endpointStatus(root, interruptSignal());
      const running = status.state === 'running';
      if (options.json)
        printJson({ state: status.state, root, ...(running ? { url: status.file.url, pid: status.file.pid } : {}) });
      else if (running)
        process.stdout.write(`Running at ${status.file.url} (process ${status.file.pid}), state of ${root}\n`);
      else if (status.state === 'silent') throw silence(status.file);
      else process.stdout.write(`Not running for ${root}. Start it: strata up\n`);
      if (!running) process.exitCode = 1;
    });

  program
    .command('env')
    .description('print the exports by which your own tools reach the local endpoint: eval "$(strata env)"')
    .addOption(
      new Option('--shell <shell>', 'whose syntax is printed')
        .choices(['bash', 'powershell', 'dotenv'])
        .default(process.platform === 'win32' ? 'powershell' : 'bash'),
    )
    .action(async (own: { shell: string }, command: Command) => {
      const options = globalOptions(command);
      const root = workspaceRoot(options.root);
      const status = await endpointStatus(root, interruptSignal());
      if (!status.file) {
        throw new AppError('unreachable', 'This folder has no local endpoint yet.', { hint: 'Start it: strata up' });
      }
      const variables = toolEnvironment(connectionTo(status.file, options.region), root);
      if (options.json) printJson(variables);
      else
        for (const [name, value] of Object.entries(variables))
          process.stdout.write(`${exportLine(own.shell, name, value)}\n`);
    });
}

function report(message: string): void {
  process.stderr.write(`${message}\n`);
}

function exportLine(shell: string, name: string, value: string): string {
  switch (shell) {
    case 'powershell':
      return `$env:${name} = '${value.replaceAll("'", "''")}'`;
    case 'dotenv':
      return `${name}=${value}`;
    default:
      return `export ${name}='${value.replaceAll("'", `'\\''`)}'`;
  }
}
