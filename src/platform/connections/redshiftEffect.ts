/**
 * What SQL does that the Redshift Data API is handed, judged by its words before it is sent.
 * https://docs.aws.amazon.com/redshift/latest/dg/c_SQL_commands.html
 */
import type { Effect } from '../../core/effect.ts';
import { readingsOf } from './sqlReadings.ts';

const reading =
  /^(select|with|show|desc|describe|values|fetch|declare|close|deallocate|begin|start\s+transaction|commit|end|rollback|abort|use|reset|set(?!\s+(session\s+authorization|local\s+session\s+authorization)))\b/;
/** A query that makes a table of its rows, changes some, or ends another session. */
const writingInside =
  /\binto\b|\bdelete\s+from\b|\bupdate\s+\S+\s+set\b|\bunload\s*\(|\bpg_(terminate|cancel)_backend\b|\bset_config\b/;
const destroying =
  /^(drop|delete|truncate)\b|^alter\b[^;]*\bdrop\b|^merge\b[^;]*\bdelete\b|^unload\b[^;]*\b(cleanpath|allowoverwrite)\b/;
const order: readonly Effect[] = ['read', 'write', 'destroy'];

/** Several statements count as the worst of them, and so does a text that can be read in more than one way. */
export function effectOfRedshiftSql(texts: readonly string[]): Effect {
  const effects = texts.flatMap((text) => readingsOf(text).map(effectOfScript));
  return worst(effects.length > 0 ? effects : ['write']);
}

/** @param script its quotes and comments blanked out */
function effectOfScript(script: string): Effect {
  const statements = script
    .split(';')
    .map((each) => each.toLowerCase().replace(/\s+/g, ' ').trim())
    .filter((each) => each !== '');
  return worst(statements.length > 0 ? statements.map(effectOfStatement) : ['write']);
}

function effectOfStatement(statement: string): Effect {
  const inner = /^explain (?:verbose )?(?:analyze )?(.*)$/.exec(statement)?.[1];
  // A plan changes nothing; one that is measured carries the statement out.
  if (inner !== undefined) return /^explain (verbose )?analyze\b/.test(statement) ? effectOfStatement(inner) : 'read';
  const prepared = /^prepare\b.*?\bas\b(.*)$/.exec(statement)?.[1];
  if (prepared !== undefined) return effectOfStatement(prepared.trim());
  const bare = statement.replace(/^[( ]+/, '');
  if (destroying.test(bare)) return 'destroy';
  return reading.test(bare) && !writingInside.test(bare) ? 'read' : 'write';
}

function worst(effects: readonly Effect[]): Effect {
  return order[Math.max(...effects.map((each) => order.indexOf(each)))] ?? 'write';
}
