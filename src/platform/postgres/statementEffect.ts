/** What SQL does that a PostgreSQL server is handed, judged by its words before it is sent. */
import type { Effect } from '../../core/effect.ts';
import { readingsOf } from '../connections/sqlReadings.ts';

const reading =
  /^(select|with|show|values|table|fetch|declare|close|deallocate|begin|start transaction|commit|end|rollback|abort|reset|set(?! (session |local )?(session authorization|role)\b))\b/;
/** A query that makes or changes rows, leaves what it was held to, or reaches beyond its own transaction. */
const writingInside =
  /\binto\b|\bdelete from\b|\bupdate \S+( as)?( \S+)? set\b|\bfor (no key )?(update|share)\b|\bread write\b|\b\w*read_only\b|\bsession characteristics\b|\bset_config\b|\bpg_(terminate|cancel)_backend\b|\bpg_(create|drop|copy|replication_origin|replication_slot_advance|logical|stat_reset|reload|rotate|notify|promote|switch)\w*|\b(dblink|lo_|nextval|setval|query_to_xml|pg_advisory)\w*/;
const destroying = /^(drop|delete|truncate)\b|^alter\b.*\bdrop\b|^merge\b.*\bdelete\b/;
const order: readonly Effect[] = ['read', 'write', 'destroy'];

/** Several statements count as the worst of them, and so does a text that can be read in more than one way. */
export function effectOfPostgresSql(text: string): Effect {
  return worst(readingsOf(text).map(effectOfScript));
}

/** @param script its quotes and comments blanked out */
function effectOfScript(script: string): Effect {
  const statements = script
    .split(';')
    .map((each) => each.toLowerCase().replace(/\s+/g, ' ').trim())
    .filter((each) => each !== '');
  return worst(statements.map(effectOfStatement));
}

function effectOfStatement(statement: string): Effect {
  const explained = /^explain ?(\([^)]*\)|(?:(?:analy[sz]e|verbose)\b ?)*) ?(.*)$/.exec(statement);
  if (explained) {
    const [, options = '', inner = ''] = explained;
    // A plan changes nothing; one that is measured carries the statement out.
    return /\banaly[sz]e\b/.test(options) ? effectOfStatement(inner) : 'read';
  }
  const prepared = /^prepare\b.*?\bas\b(.*)$/.exec(statement)?.[1];
  if (prepared !== undefined) return effectOfStatement(prepared.trim());
  const bare = statement.replace(/^[( ]+/, '');
  if (destroying.test(bare)) return 'destroy';
  return reading.test(bare) && !writingInside.test(bare) ? 'read' : 'write';
}

function worst(effects: readonly Effect[]): Effect {
  return order[Math.max(...effects.map((each) => order.indexOf(each)))] ?? 'write';
}
