/** What dbt's command lines mean, as far as it matters before they run. */
import type { Effect } from '../../core/effect.ts';

/** What each command does to the warehouse and the project; one that is not here changes things. */
const effects: Readonly<Record<string, Effect>> = {
  list: 'read',
  ls: 'read',
  parse: 'read',
  compile: 'read',
  show: 'read',
  debug: 'read',
  'docs generate': 'read',
  'docs serve': 'read',
  'source freshness': 'read',
};

const groups = new Set(['docs', 'source']);
/** Options before the command that take a value. https://docs.getdbt.com/reference/global-configs/about-global-configs */
const valued = new Set(
  (
    '--log-format --log-format-file --log-level --log-level-file --log-path --log-file-max-bytes --printer-width ' +
    '--record-timing-info --target --target-path --threads --profile --profiles-dir --project-dir --vars --event-time-start ' +
    '--event-time-end --state --defer-state --warn-error-options --use-colors-file'
  ).split(' '),
);

/** The command of a command line: `build`, `docs generate`; undefined when there is none. */
export function commandOf(args: readonly string[]): string | undefined {
  for (let i = 0; i < args.length; i++) {
    const word = args[i] ?? '';
    if (word.startsWith('-')) {
      if (valued.has(word)) i++;
      continue;
    }
    return groups.has(word) && args[i + 1] && !args[i + 1]?.startsWith('-') ? `${word} ${args[i + 1]}` : word;
  }
  return undefined;
}

/**
 * What a command line does. Tests count as a change: a project's hooks run with them, and `--store-failures` writes
 * tables. Reading is compiling, listing, previews, freshness and the catalog.
 */
export function effectOf(args: readonly string[]): Effect {
  const command = commandOf(args);
  // A full refresh drops what was there; rows that no source has any more are gone.
  if (args.includes('--full-refresh') || args.includes('-f')) return 'destroy';
  return command === undefined ? 'read' : (effects[command] ?? 'write');
}

/** The value of an option, given as `--target prod` or `--target=prod`. */
export function optionOf(args: readonly string[], ...names: readonly string[]): string | undefined {
  for (const [i, word] of args.entries()) {
    for (const name of names) {
      if (word === name) return args[i + 1];
      if (word.startsWith(`${name}=`)) return word.slice(name.length + 1);
    }
  }
  return undefined;
}

/** Arguments with another value of an option; without the option where the change gives none. */
export function withOption(
  args: readonly string[],
  name: string,
  change: (value: string) => string | undefined,
): readonly string[] {
  const changed: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const word = args[i] ?? '';
    const isInline = word.startsWith(`${name}=`);
    if (word !== name && !isInline) {
      changed.push(word);
      continue;
    }
    const value = change(isInline ? word.slice(name.length + 1) : (args[++i] ?? ''));
    if (value !== undefined) changed.push(name, value);
  }
  return changed;
}

/** `dbt build +fct_sales`, short enough for a title. */
export function titleOf(args: readonly string[]): string {
  const selected = optionOf(args, '--select', '-s', '--models', '-m');
  const words = ['dbt', commandOf(args) ?? '', selected ?? ''].filter(Boolean).join(' ');
  return words.length > 80 ? `${words.slice(0, 79)}…` : words;
}
