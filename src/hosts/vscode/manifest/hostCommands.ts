/** Commands that are the workbench's own, beside those that follow from the services' actions. */
export interface HostCommand {
  /** The id without its `strata.`. */
  readonly id: string;
  readonly title: string;
  readonly icon?: string;
  /** In the palette only when this holds; `false` keeps it out. */
  readonly palette?: string;
}

export const hostCommands: readonly HostCommand[] = [
  { id: 'selectConnection', title: 'Select Connection…', icon: 'plug' },
  { id: 'selectRegion', title: 'Select Region…', icon: 'globe' },
  { id: 'allowChanges', title: 'Allow Changes on Connection…', palette: 'strata.connection == aws' },
  { id: 'makeReadOnly', title: 'Make Connection Read-Only', palette: 'strata.connection == aws' },
  { id: 'protectConnection', title: 'Protect Connection', palette: 'strata.connection == aws' },
  { id: 'startEndpoint', title: 'Start Local Endpoint', icon: 'debug-start' },
  { id: 'stopEndpoint', title: 'Stop Local Endpoint', icon: 'debug-stop' },
  { id: 'deploy', title: 'Deploy Template…', icon: 'cloud-upload' },
  { id: 'openOutbox', title: 'Open Outbox Folder' },
  { id: 'runSql', title: 'Run Query', icon: 'play', palette: 'editorLangId == sql' },
  { id: 'runSqlScript', title: 'Run SQL File in One Transaction on Redshift', palette: 'editorLangId == sql' },
  { id: 'explainSql', title: 'Explain Query', palette: 'editorLangId == sql' },
  { id: 'chooseSqlEngine', title: 'Choose Engine of SQL File…', palette: 'editorLangId == sql' },
  { id: 'dbtPreviewSelection', title: 'dbt: Preview Selection or Model', icon: 'table', palette: 'strata.dbtFile' },
  { id: 'dbtPreviewCte', title: 'dbt: Preview Expression', palette: 'false' },
  { id: 'dbtCompiledBeside', title: 'dbt: Open Compiled SQL Beside', icon: 'open-preview', palette: 'strata.dbtFile' },
  { id: 'dbtWriteSkeleton', title: 'dbt: Describe Columns in YAML', palette: 'strata.dbtFile' },
  { id: 'dbtColumnLineage', title: 'dbt: Show Column Lineage', icon: 'type-hierarchy', palette: 'strata.dbtFile' },
  { id: 'dbtDocs', title: 'dbt: Show Documentation', icon: 'book' },
  { id: 'dbtSelectTarget', title: 'dbt: Select Target…', icon: 'target' },
  { id: 'dbtFailingRows', title: 'Show Failing Rows', icon: 'table', palette: 'false' },
  { id: 'pipelineMap', title: 'Show Pipeline Map', icon: 'type-hierarchy-sub' },
  { id: 'airflowTrigger', title: 'Airflow: Trigger DAG of This File…', icon: 'play', palette: 'strata.dagFile' },
  { id: 'airflowLastRun', title: 'Airflow: Open Last Run of This File’s DAG', palette: 'strata.dagFile' },
  { id: 'airflowTasks', title: 'Airflow: Go to Task…', icon: 'list-tree', palette: 'strata.dagFile' },
  { id: 'openWalkthrough', title: 'Get Started' },
  { id: 'showLog', title: 'Show Log' },
  { id: 'refresh', title: 'Refresh', icon: 'refresh' },
  { id: 'refreshNode', title: 'Refresh', icon: 'refresh', palette: 'false' },
  { id: 'filter', title: 'Filter by Prefix…', icon: 'filter', palette: 'false' },
  { id: 'filterLake', title: 'Filter Lake by Prefix…', icon: 'filter' },
  { id: 'filterCatalog', title: 'Filter Catalog by Prefix…', icon: 'filter' },
  { id: 'filterPipelines', title: 'Filter Pipelines by Prefix…', icon: 'filter' },
  { id: 'clearFilter', title: 'Clear Filters', icon: 'clear-all' },
  { id: 'loadMore', title: 'Load More', palette: 'false' },
  { id: 'openRun', title: 'Open Run', icon: 'go-to-file' },
  { id: 'stopRun', title: 'Stop Run', icon: 'debug-stop' },
  { id: 'showAlerts', title: 'Show Alerts', icon: 'bell' },
  { id: 'markAlertsRead', title: 'Mark All Alerts as Read', icon: 'check-all' },
  { id: 'copyRunId', title: 'Copy Run ID' },
];
