import path from 'node:path';
import { runtimeFile } from '../runtimeFile.ts';

/**
 * The environment of a script's process: nothing of the endpoint's own but what a program needs to start; no keys,
 * profile or home of the user.
 * @param pythonPath folders and archives that go before those of the endpoint's own libraries
 */
export function runEnvironment(python: string, folder: string, pythonPath: readonly string[]): Record<string, string> {
  const kept = ['SystemRoot', 'SystemDrive', 'ComSpec', 'PATHEXT', 'SSL_CERT_FILE', 'SSL_CERT_DIR'];
  const own = kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
  return {
    ...(Object.fromEntries(own) as Record<string, string>),
    PATH: [path.dirname(python), process.env.PATH].filter(Boolean).join(path.delimiter),
    HOME: folder,
    USERPROFILE: folder,
    TMPDIR: path.join(folder, 'tmp'),
    TEMP: path.join(folder, 'tmp'),
    TMP: path.join(folder, 'tmp'),
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    PYTHONPATH: [...pythonPath, runtimeFile('python')].join(path.delimiter),
    PYTHONUNBUFFERED: '1',
    PYTHONUTF8: '1',
    PYTHONNOUSERSITE: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
