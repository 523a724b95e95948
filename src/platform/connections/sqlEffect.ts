/** What SQL does, judged by its words before it is sent: how a text is taken apart, whatever the dialect. */
import type { Effect } from '../../core/effect.ts';
import { readingsOf } from './sqlReadings.ts';

/** What the words of a dialect mean, on statements in lower case with single blanks. */
export interface SqlWords {
  /** How statements begin that only read. */
  readonly reading: RegExp;
  /** What makes one of these write all the same. */
  readonly writingInside: RegExp;
  readonly destroying: RegExp;
  /** The statement that EXPLAIN is asked about, and whether it is carried out; undefined for any other statement. */
  readonly explained: (statement: string) => { readonly inner: string; readonly measured: boolean } | undefined;
}

const order: readonly Effect[] = ['read', 'write', 'destroy'];

/** Several statements count as the worst of them, and so does a text that can be read in more than one way. */
export function effectOfSql(texts: readonly string[], words: SqlWords): Effect {
  return worst(texts.flatMap((text) => readingsOf(text)).map((script) => effectOfScript(script, words)));
}

/** @param script its quotes and comments blanked out */
function effectOfScript(script: string, words: SqlWords): Effect {
  const statements = script
    .split(';')
    .map((each) => each.toLowerCase().replace(/\s+/g, ' ').trim())
    .filter((each) => each !== '');
  return worst(statements.map((statement) => effectOfStatement(statement, words)));
}

function effectOfStatement(statement: string, words: SqlWords): Effect {
  const explained = words.explained(statement);
  // A plan changes nothing; one that is measured carries the statement out.
  if (explained) return explained.measured ? effectOfStatement(explained.inner, words) : 'read';
  const prepared = /^prepare\b.*?\bas\b(.*)$/.exec(statement)?.[1];
  if (prepared !== undefined) return effectOfStatement(prepared.trim(), words);
  const bare = statement.replace(/^[( ]+/, '');
  if (words.destroying.test(bare)) return 'destroy';
  return words.reading.test(bare) && !words.writingInside.test(bare) ? 'read' : 'write';
}

/** Of nothing at all: it cannot be said to read. */
function worst(effects: readonly Effect[]): Effect {
  return order[Math.max(...effects.map((each) => order.indexOf(each)))] ?? 'write';
}
