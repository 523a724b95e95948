import type { Matches } from './matches.ts';
import { invalidPattern, PatternScanner } from './patternScanner.ts';

/**
 * Terms in plain text: `ERROR "two words"` needs all, `?ERROR ?WARN` needs one, `-debug` excludes, `%regex%` matches.
 * Case matters. `?` terms beside others are ignored, as CloudWatch does. Characters other than letters and digits
 * outside of quotes are taken as they are.
 */
export function termPattern(text: string): Matches {
  const scanner = new PatternScanner(text);
  const needed: Matches[] = [];
  const optional: Matches[] = [];
  const excluded: Matches[] = [];
  while (!scanner.done) {
    const group = scanner.take('?') ? optional : scanner.take('-') ? excluded : needed;
    group.push(term(scanner));
  }
  if (needed.length === 0 && excluded.length === 0) return (message) => optional.some((matches) => matches(message));
  return (message) => needed.every((matches) => matches(message)) && !excluded.some((matches) => matches(message));
}

function term(scanner: PatternScanner): Matches {
  const phrase = scanner.quoted();
  if (phrase !== undefined) return (message) => message.includes(phrase);
  const regex = scanner.regex();
  if (regex) return (message) => regex.test(message);
  const word = scanner.match(/[^\s"%]+/y)?.[0];
  if (word === undefined) throw invalidPattern(`a term is missing at position ${scanner.at + 1}`);
  return (message) => message.includes(word);
}
