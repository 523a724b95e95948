/** What the programs of an Airflow are told by their environment. */
import os from 'node:os';
import path from 'node:path';
import type { AirflowHome } from './airflowHome.ts';
import type { AirflowVersion } from './airflowVersions.ts';

export interface AirflowPlace {
  readonly version: AirflowVersion;
  /** The Python that has it. */
  readonly python: string;
  readonly home: AirflowHome;
  /** Where DAG files are read from; what changes there is noticed within seconds. */
  readonly dags: string;
  /** Where plugins are read from. */
  readonly plugins: string;
  /** How the place looks to browsers, without a slash at its end. */
  readonly baseUrl: string;
  /** `section.option` → value, as MWAA's AirflowConfigurationOptions; https://docs.aws.amazon.com/mwaa/latest/userguide/configuring-env-variables.html */
  readonly options: Readonly<Record<string, string>>;
  /** Other variables that DAGs and tasks see. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Names what belongs to one Airflow, whichever process started it. */
export const markName = 'STRATA_AIRFLOW';

const host = '127.0.0.1';
/** How long a program waits for another one's write, in seconds. */
const databasePatience = 60;

/** @param port where Airflow's own web server listens */
export function airflowEnvironment(place: AirflowPlace, port: number): Record<string, string> {
  const { home, version } = place;
  return {
    ...machine(place),
    ...place.variables,
    ...asVariables(defaults(place)),
    ...asVariables(place.options),
    ...asVariables(fixed(place, port)),
    ...(version.major === 2 ? { _AIRFLOW__SKIP_DATABASE_EXECUTOR_COMPATIBILITY_CHECK: '1' } : {}),
    AIRFLOW_HOME: home.root,
    [markName]: home.root,
  };
}

/** Nothing of the endpoint's own but what programs need to start; no keys, profile or home of the user. */
function machine({ python, home }: AirflowPlace): Record<string, string> {
  const kept = ['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NO_PROXY', 'no_proxy', 'HTTPS_PROXY', 'https_proxy'];
  const own = kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
  const temporary = path.join(home.root, 'tmp');
  return {
    ...(Object.fromEntries(own) as Record<string, string>),
    PATH: [path.dirname(python), process.env.PATH].filter(Boolean).join(path.delimiter),
    HOME: home.root,
    TMPDIR: temporary,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    PYTHONUNBUFFERED: '1',
    PYTHONUTF8: '1',
    PYTHONNOUSERSITE: '1',
    // The DAG folder is a bucket's: what Python writes beside modules would become objects.
    PYTHONDONTWRITEBYTECODE: '1',
    AWS_EC2_METADATA_DISABLED: 'true',
    // Titles of processes must not overwrite the mark.
    SPT_NOENV: '1',
    // macOS: a process that has forked would be ended when it asks for proxies.
    OBJC_DISABLE_INITIALIZE_FORK_SAFETY: 'YES',
  };
}

/** What an environment may have otherwise. */
function defaults({ version }: AirflowPlace): Record<string, string> {
  const common = {
    'core.parallelism': String(parallelism()),
    'core.default_timezone': 'utc',
    'core.max_active_tasks_per_dag': '16',
    'scheduler.catchup_by_default': 'False',
    'scheduler.parsing_cleanup_interval': '5',
    'scheduler.orphaned_tasks_check_interval': '30',
  };
  if (version.major === 2) {
    return {
      ...common,
      'scheduler.dag_dir_list_interval': '3',
      'scheduler.min_file_process_interval': '30',
      'scheduler.scheduler_zombie_task_threshold': '60',
      // Two would write the same rows, which this database cannot lock: a task would count a try too many.
      'scheduler.schedule_after_task_execution': 'False',
      'webserver.warn_deployment_exposure': 'False',
    };
  }
  return {
    ...common,
    'dag_processor.refresh_interval': '3',
    'dag_processor.min_file_process_interval': '30',
    'scheduler.task_instance_heartbeat_timeout': '60',
  };
}

/** Tasks at the same time: each is a process of 100 to 200 MB. */
function parallelism(): number {
  return Math.min(Math.max(os.availableParallelism(), 4), 16);
}

/** What is the endpoint's business: where things are, who signs in. */
function fixed({ version, home, dags, plugins, baseUrl }: AirflowPlace, port: number): Record<string, string> {
  const { secrets } = home;
  const common = {
    'core.dags_folder': dags,
    'core.plugins_folder': plugins,
    'core.load_examples': 'False',
    'core.executor': 'LocalExecutor',
    'core.fernet_key': secrets.fernetKey,
    'database.sql_alchemy_conn': `sqlite:///${home.database}?timeout=${databasePatience}`,
    'database.load_default_connections': 'False',
    'logging.base_log_folder': home.logs,
    'usage_data_collection.enabled': 'False',
  };
  if (version.major === 2) {
    return {
      ...common,
      'webserver.base_url': baseUrl,
      'webserver.secret_key': secrets.signingKey,
      'webserver.web_server_host': host,
      'webserver.web_server_port': String(port),
      'webserver.workers': '2',
      'webserver.enable_proxy_fix': 'True',
      'api.auth_backends': 'airflow.api.auth.backend.basic_auth,airflow.api.auth.backend.session',
    };
  }
  return {
    ...common,
    'core.execution_api_server_url': `http://${host}:${port}/execution/`,
    'core.auth_manager': 'airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager',
    'core.simple_auth_manager_users': `${secrets.user}:admin`,
    'core.simple_auth_manager_passwords_file': home.passwords,
    'api.base_url': baseUrl,
    'api.host': host,
    'api.port': String(port),
    'api.workers': '1',
    'api.secret_key': secrets.signingKey,
    'api_auth.jwt_secret': secrets.signingKey,
  };
}

/** `core.dags_folder` → `AIRFLOW__CORE__DAGS_FOLDER`. */
function asVariables(options: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => {
      const dot = name.indexOf('.');
      const section = name.slice(0, dot).toUpperCase().replaceAll('.', '_');
      return [`AIRFLOW__${section}__${name.slice(dot + 1).toUpperCase()}`, value];
    }),
  );
}
