import { spawn } from 'node:child_process';
import { AppError } from '../../../../core/appError.ts';
import { asServerUser } from './asServerUser.ts';
import type { PostgresPrograms } from './postgresPrograms.ts';

/**
 * Runs statements on databases that no server has open, without a password; they end at the first that fails.
 * https://www.postgresql.org/docs/current/app-postgres.html#APP-POSTGRES-SINGLE-USER
 * @param statements each of one line
 * @throws AppError `failed` with PostgreSQL's own words
 */
export async function singleUser(
  programs: PostgresPrograms,
  data: string,
  database: string,
  statements: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const own = ['--single', '-D', data, '-c', 'exit_on_error=true', '-c', 'log_statement=none', database];
  const { file, args } = asServerUser(programs.postgres, own);
  const child = spawn(file, args, { stdio: ['pipe', 'ignore', 'pipe'], signal, windowsHide: true });
  // One that ends early does not read the rest; its complaint says why.
  child.stdin.on('error', () => {});
  child.stdin.end(statements.map((statement) => `${statement};\n`).join(''));
  let complaint = '';
  child.stderr.on('data', (data: Buffer) => {
    complaint += data.toString();
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  signal.throwIfAborted();
  const failed = complaint.split('\n').find((line) => /\b(?:ERROR|FATAL|PANIC):/.test(line));
  if (code !== 0 || failed !== undefined) {
    throw new AppError('failed', failed ?? `PostgreSQL ended with exit code ${code}. ${complaint.trim()}`);
  }
}
