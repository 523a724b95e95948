import { describe, expect, it } from 'vitest';
import { airflowLogins } from './airflowLogins.ts';

const { signal } = new AbortController();
const find = (env: NodeJS.ProcessEnv, origin = 'https://airflow.example.com') =>
  airflowLogins(env).find({ title: 'shop', origin }, signal);

describe('airflowLogins', () => {
  it('takes a token before a password', async () => {
    const password = { AIRFLOW_USERNAME: 'ana', AIRFLOW_PASSWORD: 'p' };
    expect(await find(password)).toEqual({ kind: 'password', user: 'ana', password: 'p' });
    expect(await find({ ...password, AIRFLOW_TOKEN: 't' })).toEqual({ kind: 'token', token: 't' });
    expect(await find({ AIRFLOW_USERNAME: 'ana' })).toBeUndefined();
  });

  it('tells no other server than the one that it is for', async () => {
    const env = { AIRFLOW_TOKEN: 't', AIRFLOW_URL: 'https://airflow.example.com/home' };
    expect(await find(env)).toBeDefined();
    expect(await find(env, 'https://elsewhere.example.com')).toBeUndefined();
  });
});
