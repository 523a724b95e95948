/** The folder of one Airflow below the endpoint's state: its database, logs and secrets. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from '../../../state/writeFileAtomically.ts';

const secretsSchema = z.object({
  user: z.string(),
  password: z.string(),
  /** Signs the tokens of Airflow 3 and the sessions of both. */
  signingKey: z.string(),
  /** Encrypts what connections and variables hold: without it they cannot be read any more. */
  fernetKey: z.string(),
});

export type AirflowSecrets = z.infer<typeof secretsSchema>;

export interface AirflowHome {
  readonly root: string;
  readonly database: string;
  /** What Airflow writes: a file each try of a task, and of each DAG file's parsing. */
  readonly logs: string;
  /** What its programs print: `scheduler.log` and so on. */
  readonly output: string;
  /** The one login of Airflow 3, in the file that its auth manager reads. */
  readonly passwords: string;
  /** Of the process that supervises its programs, for an endpoint that comes after one that was killed. */
  readonly identity: string;
  /** Plugins out of an archive; replaced with each start. */
  readonly plugins: string;
  readonly secrets: AirflowSecrets;
}

/** Makes the folder, and secrets at random where it has none yet; only its owner may read it. */
export function openAirflowHome(root: string): AirflowHome {
  const home = {
    root,
    database: path.join(root, 'airflow.db'),
    logs: path.join(root, 'logs'),
    output: path.join(root, 'output'),
    passwords: path.join(root, 'passwords.json'),
    identity: path.join(root, 'supervisor.json'),
    plugins: path.join(root, 'plugins'),
  };
  for (const folder of [root, home.logs, home.output, home.plugins, path.join(root, 'tmp')]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  const secrets = readOrMakeSecrets(path.join(root, 'secrets.json'));
  writeFileAtomically(home.passwords, JSON.stringify({ [secrets.user]: secrets.password }), 0o600);
  return { ...home, secrets };
}

function readOrMakeSecrets(file: string): AirflowSecrets {
  if (existsSync(file)) return secretsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const made = {
    user: 'strata',
    password: randomBytes(24).toString('base64url'),
    signingKey: randomBytes(64).toString('base64url'),
    // https://github.com/fernet/spec: 32 bytes, in URL-safe base64 with its padding
    fernetKey: `${randomBytes(32).toString('base64url')}=`,
  };
  writeFileAtomically(file, JSON.stringify(made), 0o600);
  return made;
}
