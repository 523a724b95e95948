import type { WebLogin, WebLogins } from '../../platform/connections/webLogins.ts';

/**
 * Logins of Airflow from the environment: AIRFLOW_TOKEN, or AIRFLOW_USERNAME and AIRFLOW_PASSWORD. AIRFLOW_URL says
 * which server they are for; another one is not told them.
 */
export function airflowLogins(env: NodeJS.ProcessEnv = process.env): WebLogins {
  return {
    hint: 'Set AIRFLOW_TOKEN, or AIRFLOW_USERNAME and AIRFLOW_PASSWORD, and AIRFLOW_URL to the server that they are for.',
    async find({ origin }): Promise<WebLogin | undefined> {
      const { AIRFLOW_URL, AIRFLOW_TOKEN: token, AIRFLOW_USERNAME: user, AIRFLOW_PASSWORD: password } = env;
      if (AIRFLOW_URL && URL.parse(AIRFLOW_URL)?.origin !== origin) return undefined;
      if (token) return { kind: 'token', token };
      return user && password !== undefined ? { kind: 'password', user, password } : undefined;
    },
    async forget() {},
  };
}
