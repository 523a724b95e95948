/**
 * What SQL does that the Redshift Data API is handed, judged by its words before it is sent.
 * https://docs.aws.amazon.com/redshift/latest/dg/c_SQL_commands.html
 */
import type { Effect } from '../../core/effect.ts';
import { effectOfSql, type SqlWords } from './sqlEffect.ts';

const reading =
  /^(select|with|show|desc|describe|values|fetch|declare|close|deallocate|begin|start\s+transaction|commit|end|rollback|abort|use|reset|set(?!\s+(session\s+authorization|local\s+session\s+authorization)))\b/;
/** A query that makes a table of its rows, changes some, or ends another session. */
const writingInside =
  /\binto\b|\bdelete\s+from\b|\bupdate\s+\S+\s+set\b|\bunload\s*\(|\bpg_(terminate|cancel)_backend\b|\bset_config\b/;
const destroying =
  /^(drop|delete|truncate)\b|^alter\b[^;]*\bdrop\b|^merge\b[^;]*\bdelete\b|^unload\b[^;]*\b(cleanpath|allowoverwrite)\b/;
const words: SqlWords = {
  reading,
  writingInside,
  destroying,
  explained(statement) {
    const inner = /^explain (?:verbose )?(?:analyze )?(.*)$/.exec(statement)?.[1];
    return inner === undefined ? undefined : { inner, measured: /^explain (verbose )?analyze\b/.test(statement) };
  },
};

/** Several statements count as the worst of them, and so does a text that can be read in more than one way. */
export function effectOfRedshiftSql(texts: readonly string[]): Effect {
  return effectOfSql(texts, words);
}
