/** What options are made of, beyond plain text. */
import { InvalidArgumentError } from 'commander';
import { AppError } from '../../core/appError.ts';

/** A whole number from 1, for `--limit`. */
export function count(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('It is a whole number from 1.');
  return value;
}

/**
 * The value of an option that takes JSON.
 * @throws AppError `invalid-input` naming the option
 */
export function parseJson(option: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError('invalid-input', `${option} is not JSON: ${(error as Error).message}`, {
      hint: `In a shell it is quoted: ${option} '{"name": "value"}'`,
      cause: error,
    });
  }
}
