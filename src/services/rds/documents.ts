/** New SQL documents, whose first line says where their statements run. */
import type { ActionOutcome } from '../../core/action.ts';
import type { NodeAddress } from '../../core/node.ts';
import { quoteName, quotePath } from '../../core/sqlQuoting.ts';
import { placeAt } from './place.ts';

/** `-- rds instance=oltp database=shop`, of a node that is or is below a place. */
export function directive(target: NodeAddress): string {
  const { kind, name } = placeAt(target);
  const [, database] = target.path;
  return `-- rds ${kind}=${name}${database === undefined ? '' : ` database=${database}`}`;
}

/** Reserved in PostgreSQL, so that they are no names unless they are quoted. https://www.postgresql.org/docs/current/sql-keywords-appendix.html */
const reserved = new Set(
  (
    'all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create current_date ' +
    'current_time current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign ' +
    'from grant group having in initially intersect into lateral leading limit localtime localtimestamp not null offset on only ' +
    'or order placing primary references returning select session_user some symmetric system_user table then to trailing true ' +
    'union unique user using variadic when where window with'
  ).split(' '),
);

/** `schema.table`, each part quoted where it must be. */
export function relationName({ path }: NodeAddress): string {
  const [, , schema = '', name = ''] = path;
  return [schema, name]
    .map((part) => (/^[a-z_][a-z0-9_$]*$/.test(part) && !reserved.has(part) ? part : quoteName(part)))
    .join('.');
}

/** For a statement that nobody reads. */
export function quotedRelation({ path }: NodeAddress): string {
  return quotePath(path.slice(2, 4));
}

export function queryDocument(target: NodeAddress): ActionOutcome {
  const [place = '', database, schema, name] = target.path;
  const query =
    name === undefined
      ? ['SELECT current_database(), current_user, version();']
      : ['SELECT *', `FROM ${relationName(target)}`, 'LIMIT 100;'];
  const title = `${name ?? schema ?? database ?? place}.sql`;
  return {
    kind: 'document',
    title,
    language: 'sql',
    text: `${[directive(target), ...query].join('\n')}\n`,
    editable: true,
  };
}
