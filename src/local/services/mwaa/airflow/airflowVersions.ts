/** The versions of Airflow that environments can have here; each has a lock of its own in `runtime/`. */

export interface AirflowVersion {
  /** As MWAA names it: https://docs.aws.amazon.com/mwaa/latest/userguide/airflow-versions.html */
  readonly version: string;
  readonly major: 2 | 3;
  /** Where its lock lies below `runtime/`. */
  readonly folder: string;
}

const versions: readonly AirflowVersion[] = [
  { version: '3.0.6', major: 3, folder: 'airflow-3.0' },
  { version: '2.11.0', major: 2, folder: 'airflow-2.11' },
];

/** What an environment gets that asks for none. */
export const latestVersion = '3.0.6';

export const versionNames: readonly string[] = versions.map(({ version }) => version);

/** Undefined for one that cannot be had. */
export function airflowVersion(name: string): AirflowVersion | undefined {
  return versions.find(({ version }) => version === name);
}
