/** What SQL does that a PostgreSQL server is handed, judged by its words before it is sent. */
import type { Effect } from '../../core/effect.ts';
import { effectOfSql, type SqlWords } from '../connections/sqlEffect.ts';

const reading =
  /^(select|with|show|values|table|fetch|declare|close|deallocate|begin|start transaction|commit|end|rollback|abort|reset|set(?! (session |local )?(session authorization|role)\b))\b/;
/** A query that makes or changes rows, leaves what it was held to, or reaches beyond its own transaction. */
const writingInside =
  /\binto\b|\bdelete from\b|\bupdate \S+( as)?( \S+)? set\b|\bfor (no key )?(update|share)\b|\bread write\b|\b\w*read_only\b|\bsession characteristics\b|\bset_config\b|\bpg_(terminate|cancel)_backend\b|\bpg_(create|drop|copy|replication_origin|replication_slot_advance|logical|stat_reset|reload|rotate|notify|promote|switch)\w*|\b(dblink|lo_|nextval|setval|query_to_xml|pg_advisory)\w*/;
const destroying = /^(drop|delete|truncate)\b|^alter\b.*\bdrop\b|^merge\b.*\bdelete\b/;
const words: SqlWords = {
  reading,
  writingInside,
  destroying,
  explained(statement) {
    const [, options = '', inner] =
      /^explain ?(\([^)]*\)|(?:(?:analy[sz]e|verbose)\b ?)*) ?(.*)$/.exec(statement) ?? [];
    return inner === undefined ? undefined : { inner, measured: /\banaly[sz]e\b/.test(options) };
  },
};

/** Several statements count as the worst of them, and so does a text that can be read in more than one way. */
export function effectOfPostgresSql(text: string): Effect {
  return effectOfSql([text], words);
}
