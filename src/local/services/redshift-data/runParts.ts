import type { Kernel } from '../../kernel.ts';
import { referencedNames } from './parameters.ts';
import type { ResultFiles } from './resultFiles.ts';
import { failureText } from './sqlFailure.ts';
import { mostResultBytes, type Statement } from './statement.ts';
import type { StatementStore } from './statementStore.ts';

interface Surroundings {
  readonly kernel: Kernel;
  readonly statements: StatementStore;
  readonly results: ResultFiles;
  /** The warehouse's. */
  readonly session: number;
  readonly signal: AbortSignal;
}

type Ending = Pick<Statement, 'status'> & { readonly error?: string };

/**
 * Runs the SQL of a statement, a batch one after the other: in one transaction, which the first failure rolls back, or
 * each for itself.
 * @throws what the only statement of what is no batch fails with, and the signal's reason
 */
export async function runParts(around: Surroundings, statement: Statement): Promise<Ending> {
  if (!statement.batch) {
    await runPart(around, statement, 0);
    return { status: 'FINISHED' };
  }
  return statement.autoCommit ? await runEach(around, statement) : await runTogether(around, statement);
}

async function runTogether(around: Surroundings, statement: Statement): Promise<Ending> {
  await command(around, 'BEGIN');
  for (const index of statement.parts.keys()) {
    try {
      await runPart(around, statement, index);
    } catch (error) {
      around.signal.throwIfAborted();
      await command(around, 'ROLLBACK');
      await forget(around, statement);
      return { status: 'FAILED', error: `Query #${index + 1} failed with ${failureText(error)}` };
    }
  }
  await command(around, 'COMMIT');
  return { status: 'FINISHED' };
}

/** What was rolled back has no results to show. */
async function forget({ statements, results }: Surroundings, statement: Statement): Promise<void> {
  statements.update(statement, ({ parts }) => ({
    parts: parts.map((part) => ({ ...part, columns: undefined, bytes: -1 })),
  }));
  await results.remove(statement.id, statement.parts.length);
}

async function runEach(around: Surroundings, statement: Statement): Promise<Ending> {
  const errors: string[] = [];
  for (const index of statement.parts.keys()) {
    try {
      await runPart(around, statement, index);
    } catch (error) {
      around.signal.throwIfAborted();
      errors.push(`Query #${index + 1} failed with ${failureText(error)}`);
    }
  }
  return errors.length === 0 ? { status: 'FINISHED' } : { status: 'FAILED', error: errors.join('\n') };
}

/** @throws what the statement fails with, once that is written down */
async function runPart(around: Surroundings, statement: Statement, index: number): Promise<void> {
  const { kernel, statements, results, session, signal } = around;
  const { sql } = statement.parts[index]!;
  const started = Date.now();
  statements.updatePart(statement, index, { status: 'STARTED', started });
  const rowsFile = results.fileOf(statement.id, index);
  const names = referencedNames(sql);
  const parameters = statement.parameters?.filter(({ name }) => names.has(name));
  try {
    const input = { session, sql, parameters, rowsFile, mostBytes: mostResultBytes };
    const { rows, bytes, columns } = await kernel.warehouse.call('execute', input, signal);
    const durationMs = Date.now() - started;
    const measured = columns === undefined ? { rows, bytes: -1 } : { rows, bytes, columns };
    statements.updatePart(statement, index, { status: 'FINISHED', durationMs, ...measured });
  } catch (error) {
    signal.throwIfAborted();
    const durationMs = Date.now() - started;
    statements.updatePart(statement, index, { status: 'FAILED', durationMs, error: failureText(error) });
    throw error;
  }
}

async function command({ kernel, session, signal, results }: Surroundings, sql: string): Promise<void> {
  // A command has no rows; the file is never made.
  const rowsFile = results.fileOf(`command-${session}`, 0);
  await kernel.warehouse.call('execute', { session, sql, rowsFile }, signal);
}
