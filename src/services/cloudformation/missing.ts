import { AppError } from '../../core/appError.ts';

/**
 * What a call answers.
 * @throws AppError `not-found` for a stack or resource that does not exist, which CloudFormation words as a validation
 * error
 */
export async function orMissing<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof AppError) || !/does not exist/.test(error.message)) throw error;
    throw new AppError('not-found', error.message, { cause: error });
  }
}
