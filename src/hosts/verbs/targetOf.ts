import type { Action } from '../../core/action.ts';
import { AppError } from '../../core/appError.ts';
import { addressOf, type NodeAddress, type NodeId, type NodeKind } from '../../core/node.ts';
import type { Ctx } from '../../platform/ctx.ts';

/** What leads to a node, where it is more than its name. */
const namesOfKind: Readonly<Record<NodeKind, readonly string[]>> = {
  's3.bucket': ['BUCKET'],
  's3.prefix': ['BUCKET', 'PREFIX'],
  's3.object': ['BUCKET', 'KEY'],
  'glue-catalog.database': ['DATABASE'],
  'glue-catalog.table': ['DATABASE', 'TABLE'],
  'glue-catalog.view': ['DATABASE', 'VIEW'],
  'glue-catalog.column': ['DATABASE', 'TABLE', 'COLUMN'],
  'step-functions.machine': ['ARN'],
  'athena.named-query': ['WORKGROUP', 'ID'],
  'airflow.environment': ['mwaa:NAME or url:NAME'],
  'airflow.dag': ['ENVIRONMENT', 'DAG'],
  'airflow.task': ['ENVIRONMENT', 'DAG', 'TASK'],
  'airflow.run': ['ENVIRONMENT', 'DAG', 'RUN'],
  'airflow.task-instance': ['ENVIRONMENT', 'DAG', 'RUN', 'TASK', 'ITEM'],
  'airflow.import-error': ['ENVIRONMENT', 'ID'],
  'scheduler.schedule': ['GROUP', 'NAME'],
  'sns.topic': ['ARN'],
  'redshift.database': ['WAREHOUSE', 'DATABASE'],
  'redshift.schema': ['WAREHOUSE', 'DATABASE', 'SCHEMA'],
  'redshift.table': ['WAREHOUSE', 'DATABASE', 'SCHEMA', 'TABLE'],
  'redshift.external-table': ['WAREHOUSE', 'DATABASE', 'SCHEMA', 'TABLE'],
  'redshift.view': ['WAREHOUSE', 'DATABASE', 'SCHEMA', 'VIEW'],
  'redshift.materialized-view': ['WAREHOUSE', 'DATABASE', 'SCHEMA', 'VIEW'],
  'redshift.column': ['WAREHOUSE', 'DATABASE', 'SCHEMA', 'TABLE', 'COLUMN'],
  'lambda.alias': ['FUNCTION', 'ALIAS'],
  'lambda.version': ['FUNCTION', 'VERSION'],
  'dms.table': ['TASK', 'SCHEMA', 'TABLE'],
  'cloudformation.output': ['STACK', 'NAME'],
  'cloudformation.resource': ['STACK', 'ID'],
};

const namesOf = (kind: NodeKind) => namesOfKind[kind] ?? ['NAME'];

/** How the id of a node of this kind looks, such as `scheduler.schedule/GROUP/NAME`. */
export function idShape(kind: NodeKind): string {
  return [kind, ...namesOf(kind)].join('/');
}

/** The inverse of `idOf` for what a person or a model wrote. @throws AppError `invalid-input` */
export function readNodeId(id: string): NodeAddress {
  try {
    return addressOf(id as NodeId);
  } catch (error) {
    throw new AppError('invalid-input', `${id} is no node’s id.`, {
      hint: 'It is a kind and its names, each percent-encoded: s3.object/my-bucket/raw%2Fa.csv',
      cause: error,
    });
  }
}

/**
 * What an action is to be done with, by the id that was given.
 * @throws AppError `invalid-input` with how the ids look that it takes, when it is not for that one
 */
export function targetOf(action: Action<Ctx>, id: string | undefined): NodeAddress {
  const { kinds } = action.on;
  const target: NodeAddress = id === undefined ? { kind: 'none.none', path: [] } : readNodeId(id);
  if (kinds.length === 0) return target;
  const hint = `Its node is named so: ${kinds.map(idShape).join(', ')}`;
  if (!kinds.includes(target.kind)) {
    throw new AppError('invalid-input', `${action.id} is for ${kinds.join(', ')}.`, { hint });
  }
  if (target.path.length < namesOf(target.kind).length) {
    throw new AppError('invalid-input', `${id} is too short: it is ${idShape(target.kind)}.`);
  }
  return target;
}
