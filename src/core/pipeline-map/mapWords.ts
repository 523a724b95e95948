import { t } from '../l10n.ts';
import type { Evidence, MapEdge, MapNode } from './pipelineMap.ts';

/** What each kind of node is called. */
export const kindTexts: Readonly<Record<MapNode['kind'], () => string>> = {
  'source-table': () => t('Source table'),
  'lake-folder': () => t('Folder in S3'),
  'catalog-table': () => t('Catalog table'),
  'warehouse-table': () => t('Warehouse table'),
  model: () => t('dbt model'),
  cube: () => t('Cube'),
  'data-set': () => t('Data set'),
  'glue-job': () => t('Glue job'),
  crawler: () => t('Crawler'),
  lambda: () => t('Lambda function'),
  'dms-task': () => t('DMS task'),
  'state-machine': () => t('State machine'),
  dag: () => t('DAG'),
  task: () => t('Task of a DAG'),
  'dbt-project': () => t('dbt project'),
  schedule: () => t('Schedule'),
  query: () => t('Query'),
  job: () => t('Job'),
};

/** A codicon for each. */
export const kindIcons: Readonly<Record<MapNode['kind'], string>> = {
  'source-table': 'database',
  'lake-folder': 'folder',
  'catalog-table': 'table',
  'warehouse-table': 'table',
  model: 'symbol-class',
  cube: 'symbol-constant',
  'data-set': 'graph',
  'glue-job': 'gear',
  crawler: 'search',
  lambda: 'symbol-event',
  'dms-task': 'sync',
  'state-machine': 'type-hierarchy',
  dag: 'type-hierarchy-sub',
  task: 'gear',
  'dbt-project': 'folder-library',
  schedule: 'calendar',
  query: 'code',
  job: 'gear',
};

/** Who says it, such as `glue_jobs/raw_to_silver/job.py:47`. */
export function evidenceText(evidence: Evidence): string {
  if (evidence.kind === 'file') return `${evidence.file}:${evidence.line}`;
  return evidence.kind === 'openlineage' ? `OpenLineage: ${evidence.producer}` : evidence.service;
}

/** What joins two nodes, in a word. */
export const edgeTexts: Readonly<Record<MapEdge['kind'], () => string>> = {
  data: () => t('data'),
  starts: () => t('starts'),
  holds: () => t('lies in'),
};
