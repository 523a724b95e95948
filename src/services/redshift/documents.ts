/** New SQL documents, whose first line says where their statements run. */

import type { ActionOutcome } from '../../core/action.ts';
import type { NodeAddress } from '../../core/node.ts';
import { quotePath, quoteText } from '../../core/sqlQuoting.ts';
import { warehouseOf } from './place.ts';

/** `-- redshift workgroup=etl database=dev`, of a node below a warehouse. */
export function directive({ kind, path }: NodeAddress): string {
  const [place = '', database] = path;
  const warehouse = warehouseOf(place);
  const named = warehouse ? `${warehouse.kind}=${warehouse.name}` : `${kind.slice('redshift.'.length)}=${place}`;
  return `-- redshift ${named}${warehouse && database !== undefined ? ` database=${database}` : ''}`;
}

/** `schema.table`, each part quoted where it must be. */
export function relationName({ path }: NodeAddress): string {
  const [, , schema = '', name = ''] = path;
  return [schema, name].map((part) => (/^[a-z_][a-z0-9_$]*$/.test(part) ? part : quotePath([part]))).join('.');
}

function sqlDocument(title: string, lines: readonly string[]): ActionOutcome {
  return { kind: 'document', title: `${title}.sql`, language: 'sql', text: `${lines.join('\n')}\n`, editable: true };
}

export function queryDocument(target: NodeAddress): ActionOutcome {
  const [, , schema, name] = target.path;
  const query = name === undefined ? ['SELECT current_database(), current_user;'] : selectOf(target);
  return sqlDocument(name ?? schema ?? target.path[1] ?? 'query', [directive(target), ...query]);
}

const selectOf = (target: NodeAddress) => ['SELECT *', `FROM ${relationName(target)}`, 'LIMIT 100;'];

/** https://docs.aws.amazon.com/redshift/latest/dg/r_COPY.html */
export function copyDocument(target: NodeAddress): ActionOutcome {
  const name = target.path[3] ?? 'table';
  return sqlDocument(`copy-${name}`, [
    directive(target),
    `COPY ${relationName(target)}`,
    `FROM 's3://BUCKET/PREFIX/'`,
    'IAM_ROLE default',
    'FORMAT AS PARQUET;',
  ]);
}

/** https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html */
export function unloadDocument(target: NodeAddress): ActionOutcome {
  const name = target.path[3] ?? 'rows';
  return sqlDocument(`unload-${name}`, [
    directive(target),
    `UNLOAD (${quoteText(`SELECT * FROM ${relationName(target)}`)})`,
    `TO 's3://BUCKET/PREFIX/${name}_'`,
    'IAM_ROLE default',
    'FORMAT AS PARQUET;',
  ]);
}
