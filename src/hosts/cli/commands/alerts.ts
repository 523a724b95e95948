import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Alert } from '../../../core/alert.ts';
import { isTransient } from '../../../core/appError.ts';
import { AlertRounds } from '../../../platform/alerts/alertRounds.ts';
import { AlertStore } from '../../../platform/alerts/alertStore.ts';
import { causeText } from '../../../platform/alerts/alertText.ts';
import type { Ctx } from '../../../platform/ctx.ts';
import { services } from '../../../services/index.ts';
import { globalOptions, interruptSignal, openCtx } from '../cliContext.ts';
import { count } from '../options.ts';
import { printJson, printTable } from '../output.ts';

const pauseMs = { local: 2000, aws: 60_000 };

/** `alerts`: what the workbench's bell shows, looked for anew. Nobody is told less in the editor by it. */
export function registerAlerts(program: Command): void {
  program
    .command('alerts')
    .description('runs that failed, newest first: those of the editor’s bell, after a look at what is new')
    .option('--limit <n>', 'most alerts', count, 30)
    .option('--pipeline <name...>', 'names with *, or ids such as glue-jobs.job/NAME', ['*'])
    .option('--topic <name...>', 'topics of the local endpoint whose messages are read, with *', ['*'])
    .option('--follow', 'go on, and print what fails as it does')
    .action(async (own: AlertOptions, command: Command) => {
      const options = globalOptions(command);
      const signal = interruptSignal();
      const ctx = await openCtx(options, signal);
      const store = new AlertStore(ctx.workspace.root);
      const rounds = new AlertRounds(services, store);
      const scope = { pipelines: own.pipeline, topics: own.topic };
      await rounds.look(ctx, scope, signal);
      const known = (await store.all()).filter(({ home }) => isHere(ctx, home)).slice(0, own.limit);
      if (!own.follow) return options.json ? printJson(known) : printAll(known);
      const told = new Set<string>();
      const tell = (alerts: readonly Alert[]) => {
        for (const alert of alerts) {
          if (told.has(alert.id)) continue;
          told.add(alert.id);
          process.stdout.write(`${options.json ? JSON.stringify(alert) : lineOf(alert)}\n`);
        }
      };
      tell(known.toReversed());
      for (;;) {
        await sleep(pauseMs[ctx.connection.kind], undefined, { signal });
        try {
          await rounds.look(ctx, scope, signal);
        } catch (error) {
          signal.throwIfAborted();
          if (!isTransient(error)) throw error;
        }
        // A window may have found it first.
        tell((await store.all()).filter(({ home }) => isHere(ctx, home)).toReversed());
      }
    });
}

interface AlertOptions {
  readonly limit: number;
  readonly pipeline: readonly string[];
  readonly topic: readonly string[];
  readonly follow?: boolean;
}

const isHere = ({ connection }: Ctx, home: Alert['home']) =>
  home.id === connection.id && home.region === connection.region;

const timeOf = ({ at }: Alert) => new Date(at).toISOString().slice(0, 19).replace('T', ' ');

function printAll(alerts: readonly Alert[]): void {
  printTable(
    ['FAILED', 'PIPELINE', 'STEP', 'CAUSE', 'RUN'],
    alerts.map((alert) => [
      timeOf(alert),
      alert.pipeline,
      alert.step ?? '',
      causeText(alert).slice(0, 80),
      alert.run?.id ?? '',
    ]),
  );
}

function lineOf(alert: Alert): string {
  const { pipeline, step, run } = alert;
  return [timeOf(alert), step ? `${pipeline} at ${step}` : pipeline, causeText(alert), run?.id]
    .filter(Boolean)
    .join('  ');
}
