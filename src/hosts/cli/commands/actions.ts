import type { Command } from 'commander';
import { AppError } from '../../../core/appError.ts';
import { invokeAction } from '../../../platform/invokeAction.ts';
import { actionWithId, allActions } from '../../../services/index.ts';
import { targetOf } from '../../verbs/targetOf.ts';
import { globalOptions, interruptSignal, openCtx } from '../cliContext.ts';
import { parseJson } from '../options.ts';
import { printJson, printTable } from '../output.ts';

/** `actions` and `do`: everything that menus offer, by name; the other verbs are shorter words for some of them. */
export function registerActionVerbs(program: Command): void {
  program
    .command('actions')
    .description('list everything that can be done, with `strata do`')
    .action((_, command: Command) => {
      const rows = allActions.map((action) => ({
        id: action.id,
        effect: action.effect,
        on: action.on.kinds,
        title: action.title.replace(/…$/, ''),
      }));
      if (globalOptions(command).json) printJson(rows);
      else
        printTable(
          ['ACTION', 'EFFECT', 'ON', ''],
          rows.map((row) => [row.id, row.effect, row.on.join(' '), row.title]),
        );
    });

  program
    .command('do')
    .description('do one of them')
    .argument('<action>', 'such as scheduler.disable')
    .argument('[target]', 'a node’s id: its kind and its names, such as scheduler.schedule/default/nightly')
    .option('--input <json>', 'what the action needs to know')
    .action(async (id: string, target: string | undefined, own: { input?: string }, command: Command) => {
      const options = globalOptions(command);
      const action = actionWithId(id);
      if (!action) throw new AppError('not-found', `There is no action ${id}.`, { hint: 'strata actions lists them.' });
      const address = targetOf(action, target);
      if (own.input !== undefined && !action.input) {
        throw new AppError('invalid-input', `${id} takes no input.`, { hint: 'Leave --input out.' });
      }
      const input = own.input === undefined ? {} : parseJson('--input', own.input);
      const signal = interruptSignal();
      const ctx = await openCtx(options, signal);
      const typed = options.confirm === undefined ? {} : { typedName: options.confirm };
      const outcome = await invokeAction(action, ctx, { target: address, input, ...typed }, signal);
      if (options.json) return printJson(outcome);
      switch (outcome.kind) {
        case 'done':
          if (outcome.message) process.stdout.write(`${outcome.message}\n`);
          return;
        case 'copy':
        case 'document':
          return void process.stdout.write(`${outcome.text.trimEnd()}\n`);
        case 'run':
          return void process.stdout.write(`${outcome.run.id}\n`);
        case 'columns': {
          const { lineageText } = await import('../../../services/dbt/lineage/lineageText.ts');
          return void process.stdout.write(lineageText(outcome.graph));
        }
        case 'open-external':
          return void process.stdout.write(`${outcome.url}\n`);
        default:
          return printJson(outcome);
      }
    });
}
